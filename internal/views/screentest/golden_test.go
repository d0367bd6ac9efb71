package screentest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A golden file that no test reads is found by Main alone.
func TestEveryPackageWithGoldenFilesLooksForStrays(t *testing.T) {
	found, err := filepath.Glob("../../*/testdata/*.golden")
	for _, deeper := range []string{"../testdata", "../*/testdata", "../*/*/testdata"} {
		more, _ := filepath.Glob(filepath.Join(deeper, "*.golden"))
		found = append(found, more...)
	}
	if err != nil || len(found) < 50 {
		t.Fatalf("found only %d files, %v", len(found), err)
	}
	looks := map[string]bool{}
	for _, file := range found {
		dir := filepath.Dir(filepath.Dir(file))
		if _, known := looks[dir]; known {
			continue
		}
		tests, _ := filepath.Glob(filepath.Join(dir, "*_test.go"))
		for _, test := range tests {
			text, err := os.ReadFile(test)
			looks[dir] = looks[dir] || err == nil && strings.Contains(string(text), "screentest.Main(m)")
		}
		if !looks[dir] {
			t.Errorf("%s: TestMain has to call screentest.Main", dir)
		}
	}
}
