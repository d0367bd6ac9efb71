// Bare does nothing: what starting any Go program costs.
package main

func main() {}
