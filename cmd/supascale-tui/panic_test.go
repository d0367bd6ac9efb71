//go:build unix

package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/creack/pty"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/views"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// fault makes the console break.
type fault struct{}

// breaking is the console with a fault.
type breaking struct {
	tea.Model
	where  string
	broken bool
}

func (b *breaking) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(fault); !ok {
		_, cmd := b.Model.Update(msg)
		return b, cmd
	}
	b.broken = true
	switch b.where {
	case "Update":
		panic("a fault in Update")
	case "command":
		return b, func() tea.Msg { panic("a fault in a command") }
	}
	return b, nil
}

func (b *breaking) View() tea.View {
	v := b.Model.View()
	if b.broken && b.where == "View" {
		panic("a fault in View")
	}
	return v
}

func TestAPanicDuringTheRevealRestoresTheTerminalAndPrintsNoSecret(t *testing.T) {
	for _, where := range []string{"Update", "View", "command"} {
		t.Run(where, func(t *testing.T) {
			master, slave, err := pty.Open()
			if err != nil {
				t.Fatal(err)
			}
			var shown bytes.Buffer
			read := make(chan struct{})
			revealed := make(chan struct{}, 1)
			go func() {
				defer close(read)
				buf := make([]byte, 4096)
				for {
					n, err := master.Read(buf)
					if err != nil {
						return
					}
					shown.Write(buf[:n])
					if bytes.Contains(shown.Bytes(), []byte(screentest.FakeValue)) {
						select {
						case revealed <- struct{}{}:
						default:
						}
					}
				}
			}()
			crash, err := os.CreateTemp(t.TempDir(), "stderr")
			if err != nil {
				t.Fatal(err)
			}
			stderr := os.Stderr
			os.Stderr = crash
			in := &screentest.Instance{}
			created, err := in.CreateKey(t.Context(), api.NewKey{Name: "CI/CD Pipeline"})
			if err != nil {
				t.Fatal(err)
			}
			root := views.New(screentest.Env(t, in), views.Options{})
			program := tea.NewProgram(&breaking{Model: root, where: where}, tea.WithInput(slave), tea.WithOutput(slave),
				tea.WithEnvironment([]string{"TERM=xterm-256color"}), tea.WithWindowSize(80, 24), tea.WithoutSignalHandler())
			go func() {
				program.Send(screen.KeyCreated{Created: created})
				<-revealed
				program.Send(fault{})
			}()
			_, err = program.Run()
			os.Stderr = stderr
			_ = slave.Close()
			<-read
			_ = master.Close()
			if err == nil {
				t.Error("the program did not fail: the test shows nothing")
			}
			for _, off := range modesOff {
				if !bytes.Contains(shown.Bytes(), []byte(off)) {
					t.Errorf("left without writing %q", off)
				}
			}
			text, err := os.ReadFile(crash.Name())
			if err != nil || !strings.Contains(string(text), "a fault in") {
				t.Fatalf("the crash output is %q, %v", text, err)
			}
			if strings.Contains(string(text), screentest.FakeValue) {
				t.Error("the crash output holds the key")
			}
		})
	}
}
