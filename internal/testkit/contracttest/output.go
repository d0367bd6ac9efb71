package contracttest

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"sync"

	"github.com/pb33f/jsonschema/v6"

	"github.com/supascale/supascale-tui/assets"
)

// schemas compiles the schemas of what commands print, by name.
var schemas = sync.OnceValues(func() (map[string]*jsonschema.Schema, error) {
	files, err := fs.Glob(assets.Schema, "schema/*.json")
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	ids := make(map[string]string)
	for _, file := range files {
		raw, err := assets.Schema.ReadFile(file)
		if err != nil {
			return nil, err
		}
		text, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		id, _ := text.(map[string]any)["$id"].(string)
		if path.Base(id) != path.Base(file) {
			return nil, fmt.Errorf("%s has the id %q", file, id)
		}
		if err := compiler.AddResource(id, text); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		ids[path.Base(file)] = id
	}
	compiled := make(map[string]*jsonschema.Schema)
	for name, id := range ids {
		if compiled[name], err = compiler.Compile(id); err != nil {
			return nil, err
		}
	}
	return compiled, nil
})

// CheckOutput holds a JSON document that a command printed against a schema in
// assets/schema: "key.json".
func CheckOutput(schema string, document []byte) error {
	all, err := schemas()
	if err != nil {
		return err
	}
	if all[schema] == nil {
		return fmt.Errorf("there is no schema %s", schema)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		return err
	}
	return all[schema].Validate(value)
}
