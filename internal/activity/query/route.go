package query

import "strings"

// idLength is the length from which on a part of a path is taken for an id even
// without a digit in it.
const idLength = 24

// RouteOf is a path with "{id}" for each part that names one thing of many, so
// that requests of one kind are alike: "/api/v1/projects/{id}". What is taken
// for an id has a digit or is long, except for a version such as "v1".
func RouteOf(path string) string {
	path, _, _ = strings.Cut(path, "?")
	if !strings.ContainsAny(path, "0123456789") && len(path) < idLength {
		return path
	}
	parts := strings.Split(path, "/")
	for i, part := range parts {
		version := len(part) > 1 && part[0] == 'v' && strings.Trim(part[1:], "0123456789") == ""
		if !version && (len(part) >= idLength || strings.ContainsAny(part, "0123456789")) {
			parts[i] = "{id}"
		}
	}
	return strings.Join(parts, "/")
}
