package api

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkWholeList reads an answer of 100,000 keys, as an instance without
// pages sends it.
func BenchmarkWholeList(b *testing.B) {
	const count = 100_000
	var answer strings.Builder
	answer.WriteString(`{"apiKeys":[`)
	for i := range count {
		if i > 0 {
			answer.WriteByte(',')
		}
		fmt.Fprintf(&answer, `{"id":"key-%d","name":"Key number %d","keyPreview":"supascale_Fake...Fake","permissions":{"projects":"write","backups":"read","tasks":"none","cloudStorage":"none","system":"none"},"expiresAt":"2037-01-19T00:00:00Z","lastUsed":null,"createdAt":"2026-01-19T12:00:00Z"}`, i, i)
	}
	answer.WriteString(`]}`)
	b.SetBytes(int64(answer.Len()))
	b.ReportAllocs()
	for b.Loop() {
		page, err := readKeys(strings.NewReader(answer.String()), 0, keysMax)
		if err != nil || len(page.Keys) != count {
			b.Fatal(len(page.Keys), err)
		}
	}
}
