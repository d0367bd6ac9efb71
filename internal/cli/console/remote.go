package console

// remote reports whether the terminal is at the other end of SSH. It is not
// asked for its background then: an answer that comes late would be typed into
// a form.
func remote(getenv func(string) string) bool {
	return getenv("SSH_CONNECTION") != "" || getenv("SSH_TTY") != ""
}
