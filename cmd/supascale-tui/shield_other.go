//go:build !linux

package main

// shieldMemory has no portable form.
func shieldMemory() {}
