package rest

import (
	"errors"
	"net/http"

	"github.com/supascale/supascale-tui/internal/instance/records"
	"github.com/supascale/supascale-tui/internal/keys"
)

// registerRoutes is the whole surface of the instance.
func (s *Service) registerRoutes() error {
	var errs []error
	add := func(pattern string, resource keys.Resource, actions map[string]action) {
		errs = append(errs, s.router.register(pattern, resource, actions))
	}
	for _, kind := range []struct {
		path     string
		resource keys.Resource
		kind     *records.Kind
	}{
		{"/api/v1/projects", keys.Projects, &records.Projects},
		{"/api/v1/backups", keys.Backups, &records.Backups},
		{"/api/v1/tasks", keys.Tasks, &records.Tasks},
		{"/api/v1/cloud-storage", keys.CloudStorage, &records.CloudStorage},
	} {
		k := shelf{s, kind.kind}
		add(kind.path, kind.resource, map[string]action{
			http.MethodGet: do(k.list, pageParams...), http.MethodPost: do(k.create),
		})
		add(kind.path+idSuffix, kind.resource, map[string]action{
			http.MethodGet: do(k.get), http.MethodPut: do(k.update), http.MethodPatch: do(k.update), http.MethodDelete: do(k.remove),
		})
	}
	add("/api/v1/settings/api-keys", keys.System, map[string]action{
		http.MethodGet: do(s.listKeys, append(pageParams, "revoked")...), http.MethodPost: do(s.createKey), http.MethodDelete: do(s.revokeByQuery, "id"),
	})
	add("/api/v1/settings/api-keys/{id}", keys.System, map[string]action{http.MethodDelete: do(s.revokeByPath)})
	add("/api/v1/system/activity", keys.System, map[string]action{http.MethodGet: do(s.listActivity, activityParams...)})
	add("/api/v1/system/activity/stats", keys.System, map[string]action{http.MethodGet: do(s.activityStats, statsParams...)})
	add("/api/v1/system/resources", keys.System, map[string]action{http.MethodGet: do(s.machineFigures)})
	return errors.Join(errs...)
}
