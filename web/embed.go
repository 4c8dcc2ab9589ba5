// Package web holds what the browser loads, as the build left it. It must never hold anything that a person wrote
// or that was fetched from elsewhere: every file is made here, from this source.
package web

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
)

//go:embed built
var built embed.FS

// ErrNotBuilt says that this binary holds no app, because it was built without the step that makes one.
var ErrNotBuilt = errors.New("web: the app is not built into this binary")

// Built is what the build wrote, or ErrNotBuilt.
func Built() (fs.FS, error) {
	files, err := fs.Sub(built, "built")
	if err != nil {
		return nil, fmt.Errorf("web: reading the built files: %w", err)
	}
	if _, err := fs.Stat(files, "index.html"); err != nil {
		return nil, ErrNotBuilt
	}
	return files, nil
}

// Addresses gives the address of each file that the build renamed, by its plain name: "page.js" is at
// "/static/page.0123456789.js". A file that was not built is not in it.
func Addresses(files fs.FS) (map[string]string, error) {
	content, err := fs.ReadFile(files, "addresses.json")
	if err != nil {
		return nil, fmt.Errorf("web: reading the addresses: %w", err)
	}
	var addresses map[string]string
	if err := json.Unmarshal(content, &addresses); err != nil {
		return nil, fmt.Errorf("web: reading the addresses: %w", err)
	}
	return addresses, nil
}
