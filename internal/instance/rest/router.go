package rest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
)

// action answers a request that was let through.
type action struct {
	run    func(*call) (answer, error)
	params []string // the query parameters it knows; any other is refused
}

func do(run func(*call) (answer, error), params ...string) action { return action{run, params} }

// route is a path with what it is about. The level a request needs follows
// from its method alone, so no route can ask for less.
type route struct {
	pattern  string // as the log folds it: /api/v1/projects/{id}
	resource keys.Resource
	actions  map[string]action // by method
	allow    string
}

// router finds the route of a path. Patterns are plain paths, or end in /{id}.
type router struct {
	plain  map[string]*route
	withID map[string]*route // by the path before the id
}

func newRouter() *router {
	return &router{map[string]*route{}, map[string]*route{}}
}

const idSuffix = "/{id}"

// register adds a route. It refuses one that does not say which known resource
// it belongs to, or that lies outside that resource's paths.
func (rt *router) register(pattern string, resource keys.Resource, actions map[string]action) error {
	path, takesID := strings.CutSuffix(pattern, idSuffix)
	table := rt.plain
	if takesID {
		table = rt.withID
	}
	switch {
	case !resource.Known():
		return fmt.Errorf("route %s: unknown resource %q", pattern, resource)
	case resourceOf(path) != resource:
		return fmt.Errorf("route %s: not among the paths of %s", pattern, resource)
	case strings.ContainsAny(path, "{}") || strings.HasSuffix(path, "/"):
		return fmt.Errorf("route %s: only a last segment {id} is understood", pattern)
	case len(actions) == 0:
		return fmt.Errorf("route %s: no methods", pattern)
	case table[path] != nil:
		return fmt.Errorf("route %s: registered twice", pattern)
	}
	var methods []string
	for method, act := range actions {
		if act.run == nil || method == http.MethodHead {
			return fmt.Errorf("route %s: bad action for %s", pattern, method)
		}
		methods = append(methods, method)
		if method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
	}
	slices.Sort(methods)
	table[path] = &route{pattern, resource, actions, strings.Join(methods, ", ")}
	return nil
}

// find gives the route of a path and the id within it, or nil.
func (rt *router) find(path string) (*route, string) {
	if r := rt.plain[path]; r != nil {
		return r, ""
	}
	i := strings.LastIndexByte(path, '/')
	if i < 0 || i == len(path)-1 {
		return nil, ""
	}
	return rt.withID[path[:i]], path[i+1:]
}

// action gives what answers a method, or the refusal.
func (r *route) action(method string) (action, error) {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if act, found := r.actions[method]; found {
		return act, nil
	}
	return action{}, methodNotAllowed(r.allow)
}
