// Package assets holds the files that are built into the program.
package assets

import _ "embed"

// OpenAPI is the wire contract, an OpenAPI 3.1 document in YAML.
//
//go:embed openapi.yaml
var OpenAPI []byte

// Presets is the list of permission presets, in JSON.
//
//go:embed presets.json
var Presets []byte
