package command

import (
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
)

func TestACommandTellsHowMuchOfALongAnswerItHasRead(t *testing.T) {
	t.Parallel()
	var said strings.Builder
	tell := awaitedWords(&said, "the instance's")
	for second := range 30 {
		tell(api.Awaited{Op: api.OpListKeys, Since: time.Duration(second+3) * time.Second, Bytes: int64(second) * 100_000})
	}
	tell(api.Awaited{Op: api.OpListKeys, Since: 33 * time.Second, Done: true})
	want := "Waiting for the instance's answer (to list keys). ctrl+c gives up.\n" +
		"Reading the instance's answer (to list keys): 1.0 MB so far.\n" +
		"Reading the instance's answer (to list keys): 2.0 MB so far.\n"
	if said.String() != want {
		t.Errorf("it said %q", said.String())
	}
}
