package api

import (
	"reflect"
	"testing"
)

func TestTheListTellsItsShape(t *testing.T) {
	for body, want := range map[string]KeyShape{
		`{"apiKeys":[{"id":"1","keyPreview":"supascale_Fake...Fake","lastUsed":null}],"pagination":{"total":1,"limit":50,"offset":0}}`: {List: "apiKeys", Paged: true, LastUsed: "lastUsed", Preview: "keyPreview"},
		`[{"id":"1","prefix":"supascale_Fake"}]`:                     {Preview: "prefix"},
		`{"keys":[{"id":"1","lastUsedAt":"2026-01-20T08:00:00Z"}]}`:  {List: "keys", LastUsed: "lastUsedAt"},
		`{"data":[{"id":"1","keyPrefix":"supascale_Fake"}]}`:         {List: "data", Preview: "keyPrefix"},
		`{"data":{"apiKeys":[{"id":"1"},{"id":"2","lastUsed":""}]}}`: {List: "data.apiKeys", LastUsed: "lastUsed"},
		`{"apiKeys":null}`: {List: "apiKeys"},
	} {
		page, err := connect(t, says(200, body)).ListKeys(t.Context(), 0, 50)
		if err != nil || page.Shape != want {
			t.Errorf("%s: got %+v, %v", body, page.Shape, err)
		}
	}
}

func TestTheLogTellsItsShape(t *testing.T) {
	for body, want := range map[string]ActivityShape{
		`{"activities":[{"id":"1","timestamp":"2026-01-20T08:00:00Z"}],"nextCursor":"c","coverage":{"total":9}}`: {List: "activities", Coverage: true, Cursor: true},
		`{"activities":[]}`: {List: "activities"},
		`[{"id":"1","createdAt":"2026-01-20T08:00:00Z","action":"x","details":{"ipAddress":"192.0.2.1"}},{"event":"y"}]`: {Others: []string{"action", "createdAt", "details"}},
		`{"data":{"logs":[]},"pagination":{"total":0}}`:                                                                  {List: "data.logs", Paged: true},
	} {
		page, err := connect(t, says(200, body)).Activity(t.Context(), ActivityQuery{})
		if err != nil || !reflect.DeepEqual(page.Shape, want) {
			t.Errorf("%s: got %+v, %v", body, page.Shape, err)
		}
	}
}
