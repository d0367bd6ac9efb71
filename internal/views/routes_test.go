package views_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/views"
)

// A screen that is not registered can't be reached, and one whose name another has gets
// that one's answers.
func TestEveryScreenIsRegisteredOnce(t *testing.T) {
	var ids, words []string
	for _, route := range views.Routes {
		if slices.Contains(ids, route.ID) || route.Command != "" && slices.Contains(words, route.Command) {
			t.Errorf("%q is registered twice, or its command %q", route.ID, route.Command)
		}
		ids, words = append(ids, route.ID), append(words, route.Command)
	}
	own := regexp.MustCompile(`(?m)^const \w*ID = "(.+)"$`)
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		code, err := os.ReadFile(path)
		for _, m := range own.FindAllStringSubmatch(string(code), -1) {
			if i := slices.Index(ids, m[1]); i < 0 {
				t.Errorf("%s: %q is not among views.Routes", path, m[1])
			} else {
				ids = slices.Delete(ids, i, i+1)
			}
		}
		return err
	})
	if err != nil || len(ids) > 0 {
		t.Errorf("there is no screen of the name %q, %v", ids, err)
	}
}

// At the moments every key is pressed: a screen without one is tested by none of those tests.
func TestEveryScreenHasAMoment(t *testing.T) {
	visited := map[string]bool{}
	for _, m := range moments {
		visited[at(t, m).root.Place()] = true
	}
	for _, route := range views.Routes {
		if !visited[route.ID] {
			t.Errorf("no moment shows %q, only %v", route.ID, slices.Sorted(maps.Keys(visited)))
		}
	}
}
