package views

// LoadAhead sends the first request at once. Call it before the program runs:
// the answer is then often there for the first frame.
func (r *Root) LoadAhead() { r.keys.LoadAhead() }
