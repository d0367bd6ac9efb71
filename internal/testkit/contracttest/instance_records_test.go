package contracttest_test

import (
	"encoding/json"
	"net/http"
	"strings"
)

// record makes a record of a kind and gives its id.
func (l *local) record(kind string) string {
	l.t.Helper()
	body := map[string]string{
		"projects":      `{"name":"Shop"}`,
		"backups":       `{"projectId":"PROJECT"}`,
		"tasks":         `{"name":"Nightly","schedule":"0 3 * * *"}`,
		"cloud-storage": `{"name":"Offsite","provider":"s3","bucket":"backups"}`,
	}[kind]
	if strings.Contains(body, "PROJECT") {
		body = strings.ReplaceAll(body, "PROJECT", l.record("projects"))
	}
	r, err := http.NewRequestWithContext(l.t.Context(), http.MethodPost, l.url+"/api/v1/"+kind, strings.NewReader(body))
	if err != nil {
		l.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+l.admin)
	r.Header.Set("Content-Type", "application/json")
	answer, err := l.http.Do(r)
	if err != nil {
		l.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var made map[string]json.RawMessage
	if err := json.NewDecoder(answer.Body).Decode(&made); err != nil || answer.StatusCode != http.StatusCreated {
		l.t.Fatalf("make a record of %s: %d, %v", kind, answer.StatusCode, err)
	}
	for _, value := range made {
		var fields struct{ ID string }
		if json.Unmarshal(value, &fields) == nil && fields.ID != "" {
			return fields.ID
		}
	}
	l.t.Fatalf("a record of %s has no id", kind)
	return ""
}
