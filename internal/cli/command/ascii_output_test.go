package command

import (
	"os"
	"path/filepath"
	"testing"
)

func TestACharacterThatIsWrittenInPartsIsOne(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "out")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	o := &asciiOutput{file: f}
	for _, part := range []string{"a\xe2", "\x80", "\xa6", "b\xc3", "\xa4"} {
		if n, err := o.Write([]byte(part)); n != len(part) || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	}
	if got, _ := os.ReadFile(file); string(got) != "a.b?" {
		t.Errorf("got %q", got)
	}
}
