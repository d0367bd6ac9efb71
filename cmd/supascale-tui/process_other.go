//go:build !linux

package main

// shieldMemory has no portable form.
func shieldMemory() {}

// abandonScreen has no form that is sure not to wait.
func abandonScreen() {}
