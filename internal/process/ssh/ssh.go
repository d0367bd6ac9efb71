// Package ssh tells whether the terminal is at the other end of an SSH connection.
package ssh

// Remote reports whether the variables say that it is. sudo and su may drop them.
func Remote(getenv func(string) string) bool {
	for _, name := range []string{"SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"} {
		if getenv(name) != "" {
			return true
		}
	}
	return false
}
