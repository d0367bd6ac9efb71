package rest

import (
	"errors"
	"net/http"

	"github.com/supascale/supascale-tui/internal/instance/records"
	"github.com/supascale/supascale-tui/internal/keys"
)

const apiRoot = "/api/v1/"

// registerRoutes is the whole surface of the instance.
func (s *Service) registerRoutes() error {
	var errs []error
	add := func(pattern string, resource keys.Resource, actions map[string]action) {
		errs = append(errs, s.router.register(pattern, resource, actions))
	}
	for _, r := range keys.Resources() {
		kind := records.KindOf(r)
		if kind == nil {
			continue
		}
		k, path := shelf{s, kind}, apiRoot+r.ReadPath()
		add(path, r, map[string]action{
			http.MethodGet: do(k.list, pageParams...), http.MethodPost: do(k.create),
		})
		add(path+idSuffix, r, map[string]action{
			http.MethodGet: do(k.get), http.MethodPut: do(k.update), http.MethodPatch: do(k.update), http.MethodDelete: do(k.remove),
		})
	}
	add(apiRoot+"settings/api-keys", keys.System, map[string]action{
		http.MethodGet: do(s.listKeys, append(pageParams, "revoked")...), http.MethodPost: do(s.createKey), http.MethodDelete: do(s.revokeByQuery, "id"),
	})
	add(apiRoot+"settings/api-keys/{id}", keys.System, map[string]action{http.MethodDelete: do(s.revokeByPath)})
	add(apiRoot+"system/activity", keys.System, map[string]action{http.MethodGet: do(s.listActivity, activityParams...)})
	add(apiRoot+"system/activity/stats", keys.System, map[string]action{http.MethodGet: do(s.activityStats, statsParams...)})
	add(apiRoot+"system/resources", keys.System, map[string]action{http.MethodGet: do(s.machineFigures)})
	return errors.Join(errs...)
}
