//go:build !unix

package clipboard

// writeTerminal is for tmux, which this system doesn't have.
func writeTerminal(string, string) error { return errTerminal }
