//go:build unix

package command

import (
	"os"
	"path/filepath"
	"testing"
)

func TestAStdoutThatNobodyReadsTakesNoValue(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close() //nolint:errcheck // nothing was written
	if err := CheckStdout(w); err != nil {
		t.Errorf("a pipe with a reader: %v", err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := CheckStdout(w); err == nil {
		t.Error("a pipe without a reader takes a value")
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	if err := CheckStdout(file); err != nil {
		t.Errorf("a file: %v", err)
	}
	_ = file.Close()
	if err := CheckStdout(file); err == nil {
		t.Error("a closed file takes a value")
	}
}
