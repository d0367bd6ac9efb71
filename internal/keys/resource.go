// Package keys is the domain of API keys: resources, levels, permissions,
// expiry, names, presets, the form of a key, and why an attempt fails. It
// knows no wire and no screen.
package keys

import "slices"

// Resource is a part of a Supascale instance that a permission is about. Its
// value is the wire name (contract, "Permissions").
type Resource string

// The resources of the documentation.
const (
	Projects     Resource = "projects"
	Backups      Resource = "backups"
	Tasks        Resource = "tasks"
	CloudStorage Resource = "cloudStorage"
	System       Resource = "system"
)

// ResourceCount is the number of known resources.
const ResourceCount = 5

type resourceFacts struct {
	resource Resource
	title    string
	letter   string
	noun     string // as it stands in a sentence: "view cloud storage"
	read     string
	write    string
	paths    []string // the first segments of its paths (contract, "Permissions")
	readPath string   // the least that reads it
}

var resourceTable = [ResourceCount]resourceFacts{
	{Projects, "Projects", "P", "projects", "view projects, status, logs", "create, update, delete projects", []string{"projects"}, "projects"},
	{Backups, "Backups", "B", "backups", "list backups", "create, restore, delete backups", []string{"backups"}, "backups"},
	{Tasks, "Tasks", "T", "tasks", "view scheduled tasks", "create, update, delete tasks", []string{"tasks"}, "tasks"},
	{CloudStorage, "Cloud storage", "C", "cloud storage", "list storage configurations", "add, update, remove storage", []string{"cloud-storage"}, "cloud-storage"},
	{System, "System", "S", "the system", "view system information", "update settings, manage users", []string{"system", "settings"}, "system/resources"},
}

// Resources lists the known resources in the order of the documentation.
func Resources() []Resource {
	list := make([]Resource, ResourceCount)
	for i, facts := range resourceTable {
		list[i] = facts.resource
	}
	return list
}

// Paths are the first segments of the paths below the API's root that are about r, none
// for an unknown resource.
func (r Resource) Paths() []string {
	if i := r.index(); i >= 0 {
		return resourceTable[i].paths
	}
	return nil
}

// ReadPath is the path below the API's root that reads the least of r, "" for an unknown
// resource.
func (r Resource) ReadPath() string {
	if i := r.index(); i >= 0 {
		return resourceTable[i].readPath
	}
	return ""
}

// ResourceAt is the resource that paths with this first segment are about, "" for none.
func ResourceAt(segment string) Resource {
	for i := range resourceTable {
		if slices.Contains(resourceTable[i].paths, segment) {
			return resourceTable[i].resource
		}
	}
	return ""
}

// Known reports whether r is one of the documented resources.
func (r Resource) Known() bool { return r.index() >= 0 }

func (r Resource) index() int {
	for i := range resourceTable {
		if resourceTable[i].resource == r {
			return i
		}
	}
	return -1
}

// Title is the resource's name on screens: "Cloud storage". An unknown
// resource is its own title.
func (r Resource) Title() string {
	if i := r.index(); i >= 0 {
		return resourceTable[i].title
	}
	return string(r)
}

// Letter is the one-letter short form used in permission summaries.
func (r Resource) Letter() string {
	if i := r.index(); i >= 0 {
		return resourceTable[i].letter
	}
	return "?"
}

// Noun is the resource as it stands within a sentence: "the system".
func (r Resource) Noun() string {
	if i := r.index(); i >= 0 {
		return resourceTable[i].noun
	}
	return string(r)
}

// Allows says in the documentation's words what level l of the resource
// permits.
func (r Resource) Allows(l Level) string {
	i := r.index()
	switch {
	case l == Unknown:
		return "what it allows can't be told"
	case i < 0 || l == None:
		return "no access"
	case l == Read:
		return resourceTable[i].read
	default:
		return resourceTable[i].write
	}
}
