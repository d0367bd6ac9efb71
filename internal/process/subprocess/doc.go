// Package subprocess keeps the programs that are started away from the terminal
// and ends them whole.
package subprocess
