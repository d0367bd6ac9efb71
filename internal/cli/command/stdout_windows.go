package command

import "os"

// checkWritable has nothing to ask on Windows: a handle that is closed was noticed.
func checkWritable(*os.File) error { return nil }
