package config

import (
	"fmt"

	"github.com/supascale/supascale-tui/internal/baseurl"
	"github.com/supascale/supascale-tui/internal/text"
)

var profileForm = text.Pattern(fmt.Sprintf(`^[a-z0-9][a-z0-9_-]{0,%d}$`, baseurl.NameMax-1))

var wantsName = fmt.Sprintf(`must have small letters, digits, "-" and "_", at most %d`, baseurl.NameMax)

// CheckProfileName says in words what a profile's name must be, nil where it is that.
func CheckProfileName(name string) error {
	if !ProfileName(name) {
		return fmt.Errorf("the name of a profile %s", wantsName)
	}
	return nil
}

// ProfileName reports whether a profile may have this name.
func ProfileName(name string) bool { return profileForm().MatchString(name) }
