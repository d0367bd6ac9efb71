package output_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/identify"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/keytest"
	"github.com/supascale/supascale-tui/internal/output"
)

func TestATestOfAKeyFitsItsSchema(t *testing.T) {
	now := time.Now()
	value := keys.Prefix + "FakeFakeFakeFakeFakeFakeFake"
	refusal := &api.Error{Op: api.OpTry, Kind: api.Unauthorized, Message: "no"}
	for name, c := range map[string]struct {
		expect keytest.Expectation
		answer error
	}{
		"allowed": {keytest.OfKey(api.Key{ID: "1", Name: "CI", Preview: keys.Preview(value)}, now), nil},
		"denied":  {keytest.OfKey(api.Key{ID: "1", Permissions: keys.AllWrite()}, now), &api.Error{Kind: api.Forbidden, Message: "no"}},
		"gone":    {keytest.Unlisted(), &api.Error{Kind: api.NotFound, Message: "no"}},
		"failed":  {keytest.Expectation{}, &api.Error{Kind: api.Internal, Message: "no"}},
		"refused": {keytest.Expectation{}, refusal},
	} {
		test := keytest.New(c.expect)
		for _, more := test.Next(); more; _, more = test.Next() {
			test.Take(api.Tried{Path: "/x", Status: 200}, c.answer)
		}
		for _, reason := range []keys.Reason{"", keys.ExpiredKey, keys.UnknownKey, keys.MissingKey} {
			walk := test.Walk(api.NewSecret(value), keytest.Logged{Asked: true, Reason: reason}, now, nil)
			var out bytes.Buffer
			if err := output.Object(&out, output.JSON, output.OfTest(test, walk, reason, now)); err != nil {
				t.Fatal(err)
			}
			valid(t, "test.json", out.String())
			if bytes.Contains(out.Bytes(), []byte("FakeFake")) {
				t.Errorf("%s: the value is in %s", name, out.String())
			}
		}
	}
	_, checks := keys.CheckPasted("supascale_x")
	var out bytes.Buffer
	if err := output.Object(&out, output.JSON, output.OfMalformed(keytest.OfForm(checks), now)); err != nil {
		t.Fatal(err)
	}
	valid(t, "test.json", out.String())
}

func TestMatchesFitTheirSchema(t *testing.T) {
	now := time.Now()
	var out bytes.Buffer
	p := output.NewPrinter(&out, output.JSON, output.Matches(now))
	for _, m := range []identify.Match{
		{Key: api.RevokedKey{Key: api.Key{ID: "1", Name: "CI"}}}, {Key: api.RevokedKey{Key: api.Key{ID: "2", Preview: "Ab3d"}, Revoked: now}, IsExact: true},
		{Key: api.RevokedKey{Key: api.Key{ID: "3", Expires: keys.ExpiresAt(now.Add(-time.Hour))}}},
	} {
		if err := p.Add(m); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.End(); err != nil {
		t.Fatal(err)
	}
	valid(t, "identify.json", out.String())
}
