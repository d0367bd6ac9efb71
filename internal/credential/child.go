package credential

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/supascale/supascale-tui/internal/process/subprocess"
)

// KeyringCommand is the argument that makes this program ask the keyring in
// ServeKeyring and end.
const KeyringCommand = "keyring-call"

// envChild marks the process that asks, so that none can come to start itself.
const envChild = "SUPASCALE_TUI_KEYRING_CALL"

// child asks the keyring in a process of its own. The libraries under it wait
// without a deadline (for D-Bus, for a window that asks for a password, for
// macOS's security program), and a goroutine can't be ended from outside: it
// would hold the connection and the key until the console ends, and could store
// a key after the console has said that it did not. A process can be ended, with
// all it started. The key passes through its pipes alone.
type child struct {
	argv []string // tests; nil is this program with KeyringCommand
}

// call is what the child is asked, and reply what it answers.
type call struct {
	Op      string `json:"op"` // get, set, delete
	Service string `json:"service"`
	User    string `json:"user"`
	Secret  string `json:"secret,omitempty"`
}

type reply struct {
	Secret string `json:"secret,omitempty"`
	Absent bool   `json:"absent,omitempty"` // there is no such entry
	Error  string `json:"error,omitempty"`
}

func (c child) Get(ctx context.Context, service, user string) (string, error) {
	return c.ask(ctx, call{Op: "get", Service: service, User: user})
}

func (c child) Set(ctx context.Context, service, user, secret string) error {
	_, err := c.ask(ctx, call{Op: "set", Service: service, User: user, Secret: secret})
	return err
}

func (c child) Delete(ctx context.Context, service, user string) error {
	_, err := c.ask(ctx, call{Op: "delete", Service: service, User: user})
	return err
}

func (c child) ask(ctx context.Context, q call) (string, error) {
	bus, err := busAddress(os.Getenv, runtime.GOOS, exists)
	if err != nil {
		return "", err
	}
	argv := c.argv
	if argv == nil {
		if os.Getenv(envChild) != "" {
			return "", errors.New("the program that asks the keyring can't be one that asks it")
		}
		self, err := os.Executable()
		if err != nil {
			return "", errors.New("this program can't find itself to ask the keyring")
		}
		argv = []string{self, KeyringCommand}
	}
	asked, err := json.Marshal(q) //nolint:gosec // the key goes through the pipe alone
	if err != nil {
		return "", errors.New("the key can't be written down")
	}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...) //nolint:gosec // this program itself
	cmd.Env = append(os.Environ(), envChild+"=1")
	if bus != "" {
		cmd.Env = append(cmd.Env, envBus+"="+bus)
	}
	cmd.Stdin = bytes.NewReader(asked)
	answered := &head{max: 4 * keyMax}
	cmd.Stdout = answered
	cmd.WaitDelay = 100 * time.Millisecond
	subprocess.Alone(cmd)
	err = cmd.Run()
	var r reply
	if err != nil && ctx.Err() != nil {
		return "", ctx.Err()
	}
	if json.Unmarshal(answered.kept.Bytes(), &r) != nil {
		return "", errors.New("the program that asks it failed")
	}
	switch {
	case r.Absent:
		return "", ErrNoEntry
	case r.Error != "":
		return "", errors.New(r.Error)
	}
	return r.Secret, nil
}

const envBus = "DBUS_SESSION_BUS_ADDRESS"

// busAddress is where the session bus listens, as far as that has to be said.
// Without one there is no keyring; the D-Bus library would start a bus, which
// then stays behind on a machine that has no use for it.
func busAddress(getenv func(string) string, system string, exists func(string) bool) (string, error) {
	if system == "darwin" || system == "windows" {
		return "", nil
	}
	if address := getenv(envBus); address != "" && !strings.HasPrefix(address, "autolaunch:") {
		return address, nil
	}
	for _, dir := range []string{getenv("XDG_RUNTIME_DIR"), fmt.Sprintf("/run/user/%d", os.Getuid())} {
		if socket := dir + "/bus"; strings.HasPrefix(dir, "/") && !strings.ContainsAny(dir, ",;%=\\ ") && exists(socket) {
			return "unix:path=" + socket, nil
		}
	}
	return "", ErrNoKeyring
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// ServeKeyring answers one call from in on out, for as long as the keyring
// takes: whoever asked ends the process.
func ServeKeyring(in io.Reader, out io.Writer) error {
	var q call
	if err := json.NewDecoder(io.LimitReader(in, 4*keyMax)).Decode(&q); err != nil {
		return errors.New("the question about the keyring can't be read")
	}
	var r reply
	var err error
	switch q.Op {
	case "get":
		r.Secret, err = keyring.Get(q.Service, q.User)
	case "set":
		err = keyring.Set(q.Service, q.User, q.Secret)
	case "delete":
		err = keyring.Delete(q.Service, q.User)
	default:
		return errors.New("there is no such question about the keyring")
	}
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		r = reply{Absent: true}
	case err != nil:
		r = reply{Error: keyringWords(err)}
	}
	return json.NewEncoder(out).Encode(r) //nolint:gosec // the pipe to the program that asked
}

// keyringWords words what the library returns. D-Bus answers without a service
// behind the name that way.
func keyringWords(err error) string {
	switch text := err.Error(); {
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		return "this system has none that the program knows"
	case strings.Contains(text, "org.freedesktop.secrets"), strings.Contains(text, "ServiceUnknown"):
		return "no program keeps secrets here (gnome-keyring, KWallet or KeePassXC would)"
	case strings.Contains(text, "no such file"), strings.Contains(text, "connection refused"):
		return "the session bus (D-Bus) can't be reached"
	default:
		return Redact(text)
	}
}
