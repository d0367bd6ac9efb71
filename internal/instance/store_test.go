package instance_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/testkit/sampletest"
)

func TestPlaintextIsNowhereAndModesAreTight(t *testing.T) {
	t.Parallel()
	b := open(t, func(o *instance.Options) { o.DataDir = filepath.Join(o.DataDir, "deep", "data") })
	secrets := []string{b.admin, b.create("One", keys.AllWrite(), "").Key, b.create("Two", keys.Grant(keys.Tasks, keys.Read), "").Key}
	for _, s := range secrets {
		b.as(s, "POST", "/api/v1/projects", `{"name":"x"}`)
		b.send("GET", "/api/v1/tasks?key="+s, "", "X-API-Key: "+s+"x", "User-Agent: "+s)
	}
	b.activity("limit=1") // writes the log
	check := func() {
		files := 0
		err := filepath.WalkDir(b.opts.DataDir, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			want := fs.FileMode(0o600)
			if d.IsDir() {
				want = 0o700
			}
			if got := info.Mode().Perm(); got != want {
				t.Errorf("%s has mode %o", path, got)
			}
			if d.IsDir() {
				return nil
			}
			files++
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, s := range secrets {
				if strings.Contains(string(content), s) || strings.Contains(string(content), s[len(keys.Prefix):]) {
					t.Errorf("%s holds a key", path)
				}
			}
			return nil
		})
		if err != nil || files < 2 {
			t.Errorf("%d files: %v", files, err)
		}
	}
	check() // with the write-ahead log
	b.close()
	check()
	for _, s := range secrets {
		if strings.Contains(b.log.String(), s) {
			t.Error("the request log holds a key")
		}
	}
	b.reopen()
}

func TestDataDirBelongsToOne(t *testing.T) {
	t.Parallel()
	b := open(t)
	_, err := instance.Open(t.Context(), b.opts)
	if !errors.Is(err, instance.ErrInUse) || !strings.Contains(err.Error(), strconv.Itoa(os.Getpid())) {
		t.Errorf("got %v", err)
	}
	b.want(200, b.admin, "GET", keysPath, "")
	b.reopenAfterClose()
	b.want(200, b.admin, "GET", keysPath, "")
}

func TestFirstKeyAndSampleInEitherOrder(t *testing.T) {
	t.Parallel()
	for _, sampleFirst := range []bool{true, false} {
		i, err := instance.Open(t.Context(), instance.Options{DataDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		if sampleFirst {
			err = i.FillSample(t.Context())
		}
		_, keyErr := i.CreateFirstKey(t.Context(), "Admin")
		if !sampleFirst {
			err = i.FillSample(t.Context())
		}
		if err != nil || keyErr != nil {
			t.Errorf("sample first %v: %v, %v", sampleFirst, err, keyErr)
		}
		if err := i.FillSample(t.Context()); !errors.Is(err, instance.ErrNotEmpty) {
			t.Errorf("a second sample: got %v", err)
		}
		if _, err := i.CreateFirstKey(t.Context(), "Again"); !errors.Is(err, instance.ErrNotEmpty) {
			t.Errorf("a second first key: got %v", err)
		}
		if n, _ := i.KeyCount(t.Context()); n < 40 || n > 45 {
			t.Errorf("%d keys", n)
		}
		if err := i.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

func TestSampleLeavesAStoreWithAPastAlone(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.create("Mine", keys.AllWrite(), "")
	if err := b.i.FillSample(t.Context()); !errors.Is(err, instance.ErrNotEmpty) {
		t.Errorf("got %v", err)
	}
	b.reopenAfterClose()
	for _, k := range b.list("").APIKeys {
		if k.Name != "Admin" {
			b.want(200, b.admin, "DELETE", keysPath+"/"+k.ID, "")
		}
	}
	// The admin's key alone is left, and it was not made since Open.
	if err := b.i.FillSample(t.Context()); !errors.Is(err, instance.ErrNotEmpty) {
		t.Errorf("got %v", err)
	}
}

func TestFirstKeyCanBeTakenBack(t *testing.T) {
	t.Parallel()
	b := open(t)
	if err := b.i.RevokeFirstKey(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.want(401, b.admin, "GET", keysPath, "")
	b.reopenAfterClose()
	if _, err := b.i.CreateFirstKey(t.Context(), "Another"); err != nil {
		t.Error(err)
	}
}

func TestManyKeysListByPage(t *testing.T) {
	t.Parallel()
	b := open(t)
	sampletest.FillKeys(t, b.i, 3000, b.clock.now())
	seen := map[string]bool{}
	for offset := 0; offset < 3001; offset += 1000 {
		for _, k := range b.list("?limit=1000&offset=" + strconv.Itoa(offset)).APIKeys {
			seen[k.ID] = true
		}
	}
	if len(seen) != 3001 {
		t.Errorf("%d keys by page, want 3001", len(seen))
	}
}
