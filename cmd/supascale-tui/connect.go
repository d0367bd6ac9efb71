package main

import (
	"context"
	"errors"
	"os"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/config"
)

// target says which instance a command talks to.
type target struct {
	insecureHTTP bool
}

func (t *target) register(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&t.insecureHTTP, "insecure-http", false, "allow plain http to another machine: the key travels unencrypted")
}

// connect gives a client of the instance. Nothing is sent. Close it.
func (t *target) connect(_ context.Context, _ *cobra.Command) (*api.Client, error) {
	connection, err := config.FromEnv(os.Getenv)
	if errors.Is(err, config.ErrNoInstance) {
		return nil, usagef("no instance to connect to. Set %s and %s, or try \"supascale-tui local --sample\"", config.EnvURL, config.EnvKey)
	}
	if err != nil {
		return nil, usageError{err}
	}
	client, err := api.New(api.Options{
		URL:          connection.URL,
		Key:          api.NewSecret(connection.Key),
		InsecureHTTP: t.insecureHTTP,
		UserAgent:    "supascale-tui/" + version(),
	})
	if err != nil {
		return nil, usageError{err}
	}
	return client, nil
}
