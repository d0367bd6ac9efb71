package keys

// Danger says in a few words what is dangerous about a level of a resource, "" for nothing.
func Danger(r Resource, l Level) string {
	if r == System && l == Write {
		return "kill processes, create keys"
	}
	return ""
}

// Warnings says what is dangerous about a key with permissions p. Outlasts says
// that it works for longer than anybody plans. Empty when nothing is.
func (p Permissions) Warnings(outlasts bool) []string {
	var list []string
	switch {
	case p.IsAllWrite():
		list = append(list, "Write on everything: whoever holds this key owns the instance.")
	case Danger(System, p.Level(System)) != "":
		list = append(list, "System write can kill processes, flush logs, apply updates and create keys.")
	}
	if p.Level(Projects) == Write && !p.IsAllWrite() {
		list = append(list, "Projects write also covers containers, domains and certificates.")
	}
	if outlasts {
		list = append(list, "Never expires: a leaked copy works until somebody revokes it.")
	}
	return list
}
