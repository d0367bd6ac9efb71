// Package connect is the screen that connects to an instance the console does
// not know yet: by a key, by signing in, or on a local instance to try it on.
package connect

import "github.com/supascale/supascale-tui/internal/app"

// Field is a part of the form.
type Field uint8

// The fields, in the form's order. Buttons and Aside take what is said of none.
const (
	Way Field = iota
	Address
	Key
	User
	Password
	Code
	Sample
	Name
	Environment
	Word
	Kept
	Buttons
	Aside
)

// fieldOf gives the field of an answer.
var fieldOf = map[app.Answer]Field{
	app.Address: Address, app.Key: Key, app.Password: Password, app.Code: Code, app.Name: Name, app.Kept: Kept,
}
