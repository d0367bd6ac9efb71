package baseurl

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/text"
)

// NameMax is how long a profile's name may be.
const NameMax = 40

var notInNames = text.Pattern(`[^a-z0-9_]+`)

// NameFor proposes the name of a profile for the instance at a URL, other than those
// that are taken; "" where the URL has no host. It has the characters that the
// configuration file takes in such a name.
func NameFor(address string, taken []string) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return ""
	}
	base := notInNames().ReplaceAllString(strings.TrimPrefix(strings.ToLower(u.Host), "www."), "-")
	if base = strings.Trim(base, "-_"); base == "" {
		base = "instance" // nothing of the host can be in a name
	}
	for n := 1; ; n++ {
		end := ""
		if n > 1 {
			end = fmt.Sprintf("-%d", n)
		}
		name := strings.TrimRight(base[:min(len(base), NameMax-len(end))], "-_") + end
		if !slices.Contains(taken, name) {
			return name
		}
	}
}
