package instance_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Each variable makes the test binary something that is there to be killed, on
// the data directory it names.
const (
	serverDirVariable = "INSTANCE_TEST_SERVER_DIR"
	prunerDirVariable = "INSTANCE_TEST_PRUNER_DIR"
)

func runAsServer() bool {
	ctx := context.Background()
	if dir := os.Getenv(prunerDirVariable); dir != "" {
		runAsPruner(ctx, dir)
	}
	dir := os.Getenv(serverDirVariable)
	if dir == "" {
		return false
	}
	i, err := instance.Open(ctx, instance.Options{DataDir: dir})
	if err != nil {
		panic(err)
	}
	key, err := i.CreateFirstKey(ctx, "Admin")
	if err != nil {
		panic(err)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(l.Addr(), key)
	panic(i.Serve(ctx, l, nil))
}

// Creating and revoking hold from the moment they are answered, even if the
// process is killed at that moment.
func TestAnsweredWritesSurviveAKill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), serverDirVariable+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Wait() }() // it was killed
	defer func() { _ = cmd.Process.Kill() }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	addr, admin, _ := strings.Cut(strings.TrimSpace(line), " ")
	if _, err := instance.Open(t.Context(), instance.Options{DataDir: dir}); err == nil {
		t.Error("a second process could open the data directory")
	}
	revoked := createOver(t, addr, admin, "Revoked")
	overHTTP(t, addr, admin, "DELETE", keysPath+"/"+revoked.ID, "", http.StatusOK)
	kept := createOver(t, addr, admin, "Kept")
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()

	b := &bench{t: t, opts: instance.Options{DataDir: dir}, admin: admin}
	b.reopen()
	t.Cleanup(b.close)
	// So does what the log says of it.
	var logged []string
	for _, e := range b.activity("limit=1000").Activities {
		if e.Type != "api_key.request" {
			logged = append(logged, e.Type+" "+e.KeyName)
		}
	}
	want := "api_key.created Kept, api_key.revoked Revoked, api_key.created Revoked, api_key.created Admin"
	if got := strings.Join(logged, ", "); got != want {
		t.Errorf("the log has %s, want %s", got, want)
	}
	b.want(200, kept.Key, "GET", "/api/v1/projects", "")
	b.want(401, revoked.Key, "GET", "/api/v1/projects", "")
	if got := b.lastFailure(); got.Reason != string(keys.RevokedKey) || got.KeyName != "Revoked" {
		t.Errorf("got %+v", got)
	}
}

func createOver(t *testing.T, addr, key, name string) wire.CreatedKey {
	t.Helper()
	var answer wire.KeyCreated
	body := overHTTP(t, addr, key, "POST", keysPath, `{"name":"`+name+`","permissions":{"projects":"read"}}`, http.StatusCreated)
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatal(err)
	}
	return answer.APIKey
}
