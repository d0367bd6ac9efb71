package command

import (
	"slices"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
)

// Shells insert the beginning that completions share as it is: nothing in it may mean
// anything to a shell, or be a flag.
func TestCompletionsMeanNothingToAShell(t *testing.T) {
	t.Parallel()
	var list []api.Key
	for _, name := range []string{
		"CI/CD Pipeline", "a$(touch x)1", "a$(touch x)2", "`id`", "a;b", "a&b", "a|b", "a>b", "it's", `say "x"`, `back\slash`, "!!", "a!b", "*", "a?b",
		"[ab]", "{a,b}", "~root", "#x", "a#b", "--yes", "-", "=ls", "_activeHelp_ x", "a\u00a0b", "nächtlich", "", "a^b",
	} {
		list = append(list, api.Key{ID: "key-" + string(rune('A'+len(list))), Name: name})
	}
	list = append(list, api.Key{ID: "$(id)", Name: "$(id)"})
	var words []string
	for _, c := range Completions(list) {
		word, _, _ := strings.Cut(c, "\t")
		words = append(words, word)
		if strings.ContainsAny(word, "$`;&|><'\"\\!*?[]{}~#()^\u00a0\n") || strings.HasPrefix(word, "-") || strings.HasPrefix(word, "_") || strings.HasPrefix(word, "=") {
			t.Errorf("%q is offered", word)
		}
	}
	for _, want := range []string{"CI/CD Pipeline", "nächtlich", "key-B", "key-U"} {
		if !slices.Contains(words, want) {
			t.Errorf("%q is not offered: %q", want, words)
		}
	}
}
