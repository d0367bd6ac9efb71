package ui

import "slices"

// toward are the keys that lead n steps on, or back where it is negative.
func toward(n int, back, on string) []string {
	if n < 0 {
		return slices.Repeat([]string{back}, -n)
	}
	return slices.Repeat([]string{on}, n)
}

// Pointer are the keys for a click on a row n rows from the cursor: those that move the cursor
// there, or take where it is there already.
func Pointer(n int, back, on, take string) []string {
	if n == 0 {
		return []string{take}
	}
	return toward(n, back, on)
}
