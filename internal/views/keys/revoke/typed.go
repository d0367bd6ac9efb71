package revoke

import "github.com/supascale/supascale-tui/internal/lifecycle"

// shown is the key's name as the screen has it.
func (d *Dialog) shown() string { return lifecycle.Shown(&d.key) }

func (d *Dialog) phrase() lifecycle.Phrase { return lifecycle.PhraseFor(&d.key, d.own, d.env.Now()) }

// typedRight reports whether what is typed confirms the revocation.
func (d *Dialog) typedRight() bool { return d.phrase().Fits(d.field.Value()) }
