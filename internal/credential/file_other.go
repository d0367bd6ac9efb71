//go:build !unix

package credential

import "io/fs"

const openFlags = 0

// exposed finds nothing: the system has no such bits. Files lie in the user's
// own profile, which other users can't read.
func exposed(fs.FileInfo, string) (why, next string) { return "", "" }
