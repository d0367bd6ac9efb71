package screen

// What may not get into a trace.
const (
	PastedText = "what is pasted here"
	TheNewKey  = "the new key"
)

// Traced says why a secret is not taken or shown, "" where it may be: with TEA_TRACE,
// Bubble Tea writes all that comes in and goes out into a file.
func (e Env) Traced(secret string) string {
	if !e.Tracing() {
		return ""
	}
	return "TEA_TRACE is set: it would write " + secret + " into a file. Quit, unset TEA_TRACE and start again."
}

// Tracing reports whether TEA_TRACE is set.
func (e Env) Tracing() bool { return e.Getenv("TEA_TRACE") != "" }
