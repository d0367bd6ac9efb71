//go:build e2e

package export

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestCSVReadsBackElsewhere has Python's CSV reader read the file, which is
// neither ours nor Go's.
func TestCSVReadsBackElsewhere(t *testing.T) { checkCSV(t, readElsewhere) }

func readElsewhere(t *testing.T, text []byte) (records [][]string) {
	t.Helper()
	const program = `import csv, json, sys
rows = list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8"), strict=True))
json.dump(rows, sys.stdout)`
	path := filepath.Join(t.TempDir(), "log.csv")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "python3", "-c", program, path).Output()
	if err != nil {
		t.Fatalf("python3 reads the file: %v", err)
	}
	if err := json.Unmarshal(out, &records); err != nil {
		t.Fatal(err)
	}
	return records
}
