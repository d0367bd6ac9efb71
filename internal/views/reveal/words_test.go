package reveal

import (
	"context"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestSplitCommand(t *testing.T) {
	for line, want := range map[string][]string{
		"":                           nil,
		"  \t ":                      nil,
		"gh secret  set X":           {"gh", "secret", "set", "X"},
		`a "b c" 'd e' f\ g`:         {"a", "b c", "d e", "f g"},
		`pre"mid"'post'`:             {"premidpost"},
		`'' ""`:                      {"", ""},
		`"a\"b\\c\$d\n" '\n'`:        {`a"b\c$d\n`, `\n`},
		`'$HOME | > ~' "| > ~ ( ;"`:  {"$HOME | > ~", "| > ~ ( ;"},
		`cost$ 5$ x~y --at=~ \$HOME`: {"cost$", "5$", "x~y", "--at=~", "$HOME"},
		"päss 秘密 * ?":                {"päss", "秘密", "*", "?"},
	} {
		if got, trouble := splitCommand(line); trouble != "" || !slices.Equal(got, want) {
			t.Errorf("%q: %q, %s", line, got, trouble)
		}
	}
	for line, want := range map[string]string{
		`a 'b`: "quote", `a "b`: "quote", `a "b\`: "quote", `a\`: "backslash",
		"a | b": "“|”", "a > b": "“>”", "a < b": "“<”", "a; b": "“;”", "a & b": "“&”",
		"a `b`": "“`”", "a \"`b`\"": "“`”", "a $(b)": "“$”", `a "$b"`: "“$”", "a ${b}": "“$”",
		"~/bin/a": "“~”", "a ~": "“~”", "(a)": "“(”",
	} {
		if got, trouble := splitCommand(line); !strings.Contains(trouble, want) {
			t.Errorf("%q: %q, %q", line, got, trouble)
		}
	}
}

// FuzzSplitCommand checks that what is quoted for a shell comes back as it was.
func FuzzSplitCommand(f *testing.F) {
	for _, s := range []string{"", "a b", `it's "$x"`, "`|`\\", "\x00\xff", "~"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		_, _ = splitCommand(a)
		line := shellWord(a) + "  " + shellWord(b)
		if a == "~" || strings.HasPrefix(a, "~") || strings.HasPrefix(b, "~") {
			return
		}
		if got, trouble := splitCommand(line); trouble != "" || !slices.Equal(got, []string{a, b}) {
			t.Errorf("%q: %q, %s", line, got, trouble)
		}
	})
}

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
	got := pipe(ctx, []string{"/bin/sh", "-c", "cat >&2; sleep 600 & wait"}, "supascale_FakeValue4Redaction")
	if got.ok || got.words != "/bin/sh did not end within 30 s and was stopped. Whether it took the key is not known. It said: [the key]" {
		t.Errorf("%+v", got)
	}
}

func TestALargeSecretReachesACommand(t *testing.T) {
	got := pipe(t.Context(), []string{"/bin/sh", "-c", `[ "$(wc -c)" -eq 1000000 ]`}, strings.Repeat("k", 1e6))
	if !got.ok {
		t.Errorf("%+v", got)
	}
	got = pipe(t.Context(), []string{"/bin/sh", "-c", "exit 0"}, strings.Repeat("k", 1e6))
	if got.ok {
		t.Error("a command that read nothing counts")
	}
}

func TestADiskThatHangs(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	answers := make(chan struct{})
	file, err := await(ctx, "/folder/x", func() (saved, error) {
		cancel()
		<-answers
		return saved{}, nil
	})
	close(answers)
	if file.path != "/folder/x" || !errors.Is(err, errHangs) {
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
		if got := saveTrouble("/folder/x", c.err); got != c.want {
			t.Errorf("%v: %q", c.err, got)
		}
	}
}
