package api

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// record is an entry of the log with the objects an instance may have put its
// facts in (contract, "Activity": details, metadata). Names are compared without
// regard to case and "_": keyId, key_id and KeyID are one.
type record []map[string]json.RawMessage

var innerObjects = []string{"details", "metadata", "meta", "data", "context"}

func newRecord(fields map[string]json.RawMessage) record {
	plain := plainNames(fields)
	r := record{plain}
	for _, name := range innerObjects {
		if inner := object(plain[name]); inner != nil {
			r = append(r, plainNames(inner))
		}
	}
	return r
}

func plainNames(fields map[string]json.RawMessage) map[string]json.RawMessage {
	plain := make(map[string]json.RawMessage, len(fields))
	for name, value := range fields {
		plain[plainName(name)] = value
	}
	return plain
}

func plainName(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// text gives the first of the names that has a text, wherever it stands. Names
// are in lower case.
func (r record) text(names ...string) string {
	for _, fields := range r {
		if s := firstText(fields, names...); s != "" {
			return s
		}
	}
	return ""
}

var (
	// endFields say how an entry ended, eventFields what it is about, which may say
	// so, too: "login_failed".
	endFields   = []string{"outcome", "result", "status", "state", "decision", "verdict", "statustext", "level", "severity"}
	eventFields = []string{"type", "action", "event", "eventtype", "eventname", "activity", "activitytype", "operation", "kind", "category"}

	failedWords = []string{
		"fail", "failed", "fails", "failure", "failures", "denied", "deny", "denial", "refused", "refuse", "rejected", "reject", "error", "errors",
		"errored", "unauthorized", "unauthorised", "unauthenticated", "forbidden", "invalid", "blocked", "throttled", "unsuccessful", "lockout",
		"fatal", "critical", "emergency", "not", "cannot",
	}
	endedWords = []string{"success", "successful", "succeeded", "ok", "okay", "allowed", "granted", "accepted", "permitted", "completed", "passed", "authorized", "authorised"}
	doneWords  = []string{"created", "revoked", "deleted", "removed", "updated", "rotated", "renewed", "succeeded", "success", "allowed", "granted"}

	goodFlags  = []string{"success", "succeeded", "successful", "issuccess", "ok", "allowed", "isallowed", "permitted", "authorized", "authenticated"}
	badFlags   = []string{"failed", "failure", "isfailure", "denied", "blocked", "rejected", "haserror", "iserror"}
	errorNames = []string{"error", "errors", "errormessage", "errorcode", "failurereason", "denialreason"}
	codeNames  = []string{"status", "statuscode", "httpstatus", "responsestatus", "responsecode"}
)

// outcome judges how an entry ended: it failed where anything says so, and where
// nothing tells, that is not known. It is no success then.
func (r record) outcome(reason string) (failed, untold bool) {
	switch {
	case r.says(failedWords, endFields, eventFields), r.flag("false", goodFlags), r.flag("true", badFlags), r.hasError():
		return true, false
	case r.says(endedWords, endFields), r.flag("true", goodFlags):
		return false, false
	}
	if code, err := strconv.Atoi(r.text(codeNames...)); err == nil && code >= 100 && code <= 599 {
		return code >= 400, false
	}
	switch {
	case reason != "":
		return true, false
	case r.says(doneWords, eventFields), r.flag("false", badFlags):
		return false, false
	}
	return false, true
}

// says reports whether one of the words stands in one of the fields.
func (r record) says(words []string, names ...[]string) bool {
	for _, fields := range r {
		for _, name := range slices.Concat(names...) {
			text := textOf(fields[name])
			if text != "" && slices.ContainsFunc(splitWords(text), func(w string) bool { return slices.Contains(words, w) }) {
				return true
			}
		}
	}
	return false
}

// splitWords cuts a name into its words, in lower case: "api_key.loginFailed"
// has four.
func splitWords(text string) []string {
	var b strings.Builder
	lower := false
	for _, c := range text {
		if unicode.IsUpper(c) && lower {
			b.WriteByte(' ')
		}
		lower = unicode.IsLower(c)
		if !unicode.IsLetter(c) {
			c = ' '
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return strings.Fields(b.String())
}

// flag reports whether one of the names is true, or false, as value says.
func (r record) flag(value string, names []string) bool {
	for _, fields := range r {
		for _, name := range names {
			switch strings.ToLower(textOf(fields[name])) {
			case "true", "1", "yes":
				if value == "true" {
					return true
				}
			case "false", "0", "no":
				if value == "false" {
					return true
				}
			}
		}
	}
	return false
}

// hasError reports whether the entry holds an error that is one.
func (r record) hasError() bool {
	for _, fields := range r {
		for _, name := range errorNames {
			switch value := string(bytes.TrimSpace(fields[name])); strings.ToLower(value) {
			case "", "null", "false", "0", `""`, "{}", "[]", `"none"`, `"null"`, `"false"`, `"0"`:
			default:
				return true
			}
		}
	}
	return false
}

// message is what the instance says in its own words.
func (r record) message() string {
	if s := r.text("message", "description", "errormessage", "failurereason", "denialreason", "error", "detail", "msg", "summary"); s != "" && s != "true" {
		return s
	}
	for _, fields := range r {
		if s := firstText(plainNames(object(fields["error"])), "message", "detail", "code"); s != "" {
			return s
		}
	}
	return ""
}
