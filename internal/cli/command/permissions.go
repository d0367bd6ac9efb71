package command

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// Slug is a name as a word: small letters and digits, "-" for what is between.
func Slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 0x80:
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.TrimSuffix(b.String(), "-")
}

// ReadPermissions reads the pairs of a flag, RESOURCE=LEVEL. A resource that is named twice
// is a mistake: nobody can tell which level is meant.
func ReadPermissions(flag string, pairs []string) (p keys.Permissions, err error) {
	named := make(map[keys.Resource]bool)
	for _, pair := range pairs {
		r, l, err := readPermission(pair)
		if err != nil {
			return p, Usagef("--%s %s: %s", flag, sanitize.Limit(pair, 200), err)
		}
		if named[r] {
			return p, Usagef("--%s: %s is given twice: say its level once", flag, r)
		}
		named[r] = true
		p = p.With(r, l)
	}
	return p, nil
}

func readPermission(pair string) (keys.Resource, keys.Level, error) {
	resource, level, found := strings.Cut(pair, "=")
	i := slices.IndexFunc(keys.Resources(), func(r keys.Resource) bool { return Slug(string(r)) == Slug(strings.ReplaceAll(resource, "-", "")) })
	if i < 0 {
		var names []string
		for _, r := range keys.Resources() {
			names = append(names, string(r))
		}
		return "", keys.None, fmt.Errorf("there is no resource %q: use %s", resource, strings.Join(names, ", "))
	}
	if !found {
		return "", keys.None, fmt.Errorf("say the level too: %[1]s=read or %[1]s=write", keys.Resources()[i])
	}
	l, err := keys.ParseLevel(level)
	if err != nil {
		return "", keys.None, err
	}
	return keys.Resources()[i], l, nil
}

// CompletePermissions completes --permission.
func CompletePermissions(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var list []string
	for _, r := range keys.Resources() {
		for _, l := range []keys.Level{keys.Read, keys.Write} {
			list = append(list, cobra.CompletionWithDesc(string(r)+"="+l.String(), r.Allows(l)))
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}
