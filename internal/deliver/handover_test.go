package deliver

import (
	"context"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestRedact(t *testing.T) {
	const secret = "supascale_FakeValue4Redaction000000000"
	for text, want := range map[string]string{
		"invalid " + secret + "!":                            "invalid [the key]!",
		base64.StdEncoding.EncodeToString([]byte(secret)):    "[the key]",
		"FakeValue4… is no key":                              "[the key]… is no key",
		"ends in ction000":                                   "ends in [the key]",
		"ask https://supascale.example.com/supascale_ about": "ask https://supascale.example.com/supascale_ about",
		"Fake 000": "Fake 000",
	} {
		if got := redact(text, secret); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

func TestACommandHasADeadline(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	// A child of the command's that holds its stderr open must not hold us.
	got := ToCommand(ctx, []string{"/bin/sh", "-c", "cat >&2; sleep 600 & wait"}, "supascale_FakeValue4Redaction")
	if got.OK || got.Words != "/bin/sh did not end within 30 s and was stopped. Whether it took the key is not known. It said: [the key]" {
		t.Errorf("%+v", got)
	}
}

func TestALargeSecretReachesACommand(t *testing.T) {
	got := ToCommand(t.Context(), []string{"/bin/sh", "-c", `[ "$(wc -c)" -eq 1000000 ]`}, strings.Repeat("k", 1e6))
	if !got.OK {
		t.Errorf("%+v", got)
	}
	got = ToCommand(t.Context(), []string{"/bin/sh", "-c", "exit 0"}, strings.Repeat("k", 1e6))
	if got.OK {
		t.Error("a command that read nothing counts")
	}
}

func TestADiskThatHangs(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	answers := make(chan struct{})
	file, err := await(ctx, "/folder/x", func() (File, error) {
		cancel()
		<-answers
		return File{}, nil
	})
	close(answers)
	if file.Path != "/folder/x" || !errors.Is(err, errHangs) {
		t.Errorf("%+v, %v", file, err)
	}
}

func TestSaveTrouble(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{errHangs, "/folder/x was not written within 10 s. It may still be: look there before you try again."},
		{&fs.PathError{Op: "open", Path: "/folder/x", Err: syscall.EACCES}, "You may not write in /folder. Choose another folder."},
		{&fs.PathError{Op: "write", Path: "/folder/x", Err: syscall.ENOSPC}, "/folder/x was not written (no space left on device). Choose another place."},
		{os.ErrClosed, "/folder/x was not written. Choose another place."},
	} {
		if got := FileTrouble("/folder/x", c.err); got != c.want {
			t.Errorf("%v: %q", c.err, got)
		}
	}
}
