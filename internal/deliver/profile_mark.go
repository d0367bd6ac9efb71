package deliver

import (
	"path/filepath"
	"strings"

	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// ProfileMark stands for the profile of an instance in the path of a file and in the
// arguments of a command, where a key is delivered for each of several instances.
const ProfileMark = "{profile}"

// CommandFor is a command for a profile.
func CommandFor(argv []string, profile string) []string {
	own := make([]string, len(argv))
	for i, arg := range argv {
		own[i] = strings.ReplaceAll(arg, ProfileMark, profile)
	}
	return own
}

// FileFor is the path of a profile's own file.
func FileFor(path, profile string) string {
	return strings.ReplaceAll(path, ProfileMark, inFileName(profile))
}

// inFileName is a profile's name as a part of the name of a file: it leads to no other
// folder, hides no file and names no device.
func inFileName(profile string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
			return r
		}
		return '_'
	}, profile)
	if name == "" || name[0] == '.' || name[0] == '-' || !filepath.IsLocal(name) {
		name = "_" + name
	}
	return name
}

// Meeting says which two of these files are one, "" where all are different. Some disks
// know capitals and small letters as the same.
func Meeting(paths []string) (trouble string) {
	seen := make(map[string]string, len(paths))
	for _, path := range paths {
		same := strings.ToLower(filepath.Clean(path))
		if other, met := seen[same]; met {
			return sanitize.Text(other) + " and " + sanitize.Text(path) + " would be one file. Rename one of the profiles, or leave it out."
		}
		seen[same] = path
	}
	return ""
}
