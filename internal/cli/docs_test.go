package cli

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testNamed    = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Z][0-9A-Za-z]+)`")
	testDeclared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)[A-Z][0-9A-Za-z]+)\(`)
)

// A promise whose test was renamed or removed is one that nobody keeps.
func TestTheTestsThatTheDocumentsNameExist(t *testing.T) {
	t.Parallel()
	declared := map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range testDeclared.FindAllSubmatch(text, -1) {
			declared[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, page := range append(pages, "../../README.md", "../../CONTRIBUTING.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range testNamed.FindAllSubmatch(text, -1) {
			if named++; !declared[string(m[1])] {
				t.Errorf("%s names %s, which is no test", page, m[1])
			}
		}
	}
	if named < 50 {
		t.Errorf("the documents name %d tests: the search finds too little", named)
	}
}

var treeLine = regexp.MustCompile(`(?m)^( +)([a-z0-9]+)/ `)

// A newcomer finds every room of the house in the tree of docs/architecture.md, and no other.
func TestTheTreeOfTheDocumentsIsThatOfTheCode(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	_, tree, _ := strings.Cut(string(page), "\ninternal/\n")
	tree, _, _ = strings.Cut(tree, "```")
	named, above := map[string]bool{}, ""
	for _, m := range treeLine.FindAllStringSubmatch(tree, -1) {
		room := m[2]
		if len(m[1]) == 2 {
			above = room
		} else {
			room = filepath.Join(above, room)
		}
		named[room] = true
		if info, err := os.Stat(filepath.Join("..", room)); err != nil || !info.IsDir() {
			t.Errorf("docs/architecture.md names %s, which is no folder", room)
		}
	}
	rooms, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range rooms {
		if room.IsDir() && !named[room.Name()] {
			t.Errorf("docs/architecture.md leaves out %s", room.Name())
		}
	}
}
