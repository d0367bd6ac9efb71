// Package assets holds the files that are built into the program.
package assets

import "embed"

// OpenAPI is the wire contract, an OpenAPI 3.1 document in YAML.
//
//go:embed openapi.yaml
var OpenAPI []byte

// Presets is the list of permission presets, in JSON.
//
//go:embed presets.json
var Presets []byte

// Schema describes what commands print as JSON, a JSON Schema (2020-12) a kind:
// schema/key.json and so on.
//
//go:embed schema/*.json
var Schema embed.FS

// ReviewPage is the page of an access review, a template of html/template.
//
//go:embed review.html
var ReviewPage string

// Completion holds what bash and zsh load to complete the program's words.
//
//go:embed completion/*
var Completion embed.FS

// Themes holds the built-in themes, a file themes/NAME.toml each.
//
//go:embed themes/*.toml
var Themes embed.FS
