package deliver

import "testing"

// proc(5): the sixth field of stat is the session, named after its leader.
func TestACommandHasASessionOfItsOwn(t *testing.T) {
	script := `cat >/dev/null; read -r pid _ _ _ _ session _ </proc/self/stat; [ "$pid" = "$session" ]`
	if got := ToCommand(t.Context(), []string{"/bin/sh", "-c", script}, "x"); !got.OK {
		t.Errorf("%+v", got)
	}
}
