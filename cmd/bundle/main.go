// Command bundle builds what the browser loads into web/built: the app, its pages and their compressed forms.
// It must never write anything that differs between two builds of one source, and it fetches nothing.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func run() error {
	top, err := module()
	if err != nil {
		return err
	}
	b := &bundle{top: top, command: "./cmd/webapp", arriving: arriving, help: helpPages, addresses: map[string]string{}, packs: map[string]string{}, packed: map[string]bool{}, press: press{memory: filepath.Join(top, ".cache", "bundle")}}
	if err := b.build(); err != nil {
		return err
	}
	if err := b.write(filepath.Join(top, "web", "built")); err != nil {
		return err
	}
	return b.press.forget()
}

// module finds the top of the source from wherever in it the command was started.
func module() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		return "", fmt.Errorf("start it inside the source of Snowdrop")
	}
}
