package app

import "strings"

// The environments that are known, by the words in use for them.
const (
	Production  = "production"
	Staging     = "staging"
	Development = "development"
	Local       = "local"
)

var environments = map[string]string{
	"production": Production, "prod": Production, "live": Production,
	"staging": Staging, "stage": Staging, "preproduction": Staging, "preprod": Staging, "uat": Staging,
	"development": Development, "dev": Development, "test": Development, "sandbox": Development,
	"local": Local,
}

// KnownEnvironment is the environment that a profile's word stands for, "" for an own word.
func KnownEnvironment(word string) string { return environments[strings.ToLower(word)] }

// IsProduction reports whether a mistake in such an environment hurts.
func IsProduction(word string) bool { return KnownEnvironment(word) == Production }
