package main

import (
	"embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"snowdrop/cmd/bundle/wasm"
)

// without holds what stands in for packages of the standard library that the app names and never uses. They are a
// quarter of the download; docs/decisions says what was measured.
//
//go:embed without/*.go.txt
var without embed.FS

// left are the packages that stay out of the app, with what stands in for each.
var left = map[string]string{
	"crypto/internal/fips140/ecdh": "without/ecdh.go.txt",
	"crypto/tls":                   "without/tls.go.txt",
	"html/template":                "without/template.go.txt",
	"internal/godebug":             "without/godebug.go.txt",
	"log":                          "without/log.go.txt",
	"log/slog":                     "without/slog.go.txt",
	"regexp":                       "without/regexp.go.txt",
	"vendor/golang.org/x/net/idna": "without/idna.go.txt",
}

// wordy are the packages that are compiled without inlining: it copies whole pages and whole steps of keeping and
// sending into their callers and makes nothing there quicker. What works through many bytes, such as the ciphers, is
// not among them.
var wordy = []string{"ui", "app/...", "chart", "guidance/...", "vault/...", "space/...", "devices/...", "attachments", "syncer", "photo", "journal",
	"content/...", "ics", "words", "relayapi", "browser", "text", "seal/blob", "sharing/...", "archive/...", "record"}

// foreign are packages of others that are compiled without inlining for the same reason.
var foreign = []string{"github.com/a-h/templ/...", "filippo.io/age/...", "rsc.io/qr/...",
	"bufio", "compress/gzip", "context", "crypto/hpke", "fmt", "internal/fmtsort", "internal/poll", "internal/strconv", "internal/sync", "mime",
	"mime/multipart", "net/http/internal", "net/textproto", "net/url", "os", "path/filepath", "reflect", "sort", "strconv", "strings", "sync",
	"syscall", "time"}

// app compiles the app for the browser.
func (b *bundle) app() ([]byte, error) {
	dir, err := os.MkdirTemp("", "snowdrop-bundle")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	overlay, err := b.overlay(dir)
	if err != nil {
		return nil, err
	}
	out := filepath.Join(dir, "app.wasm")
	if _, err := b.compile(out, "-tags=apart,nethttpomithttp2", "-overlay="+overlay); err != nil {
		// Either the source does not compile, or this toolchain asks for more than what stands in.
		if said, err := b.compile(out, "-tags=apart"); err != nil {
			return nil, fmt.Errorf("compiling the app: %w\n%s", err, said)
		}
		fmt.Fprintln(os.Stderr, "bundle: cmd/bundle/without does not fit this version of Go. The app is built whole: it works, and is larger.")
	}
	compiled, err := os.ReadFile(out)
	if err != nil {
		return nil, err
	}
	app, nameless, err := wasm.Repack(compiled)
	if err != nil {
		return nil, err
	}
	if !nameless {
		fmt.Fprintln(os.Stderr, "bundle: this version of Go keeps the names of functions elsewhere. They stay in the app: it works, and is larger.")
	}
	shorter, ok := wasm.ShortJumps(app)
	if !ok {
		fmt.Fprintln(os.Stderr, "bundle: this version of Go writes jumps in another way. They stay as they are: the app works, and is larger.")
	}
	counting, ok := wasm.CountAtStart(shorter)
	if !ok {
		fmt.Fprintln(os.Stderr, "bundle: this version of Go counts its functions in another way. The app works, and is larger.")
	}
	return counting, nil
}

// compile builds the app and gives what the compiler said.
func (b *bundle) compile(out string, more ...string) (said []byte, err error) {
	args := []string{"build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", out}
	for _, name := range wordy {
		args = append(args, "-gcflags=snowdrop/internal/"+name+"=-l")
	}
	for _, name := range foreign {
		args = append(args, "-gcflags="+name+"=-l")
	}
	c := exec.Command("go", append(append(args, more...), b.command)...)
	c.Dir, c.Env = b.top, append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOWASM=", "GOFLAGS=")
	return c.CombinedOutput()
}

// overlay tells the compiler to see our stand-ins in place of the packages that are left out. The toolchain itself
// stays as it is, and so does every other program that is built from this source.
func (b *bundle) overlay(dir string) (string, error) {
	root, err := b.goroot()
	if err != nil {
		return "", err
	}
	replace := map[string]string{}
	for name, standIn := range left {
		sources, err := filepath.Glob(filepath.Join(root, "src", filepath.FromSlash(name), "*.go"))
		if err != nil {
			return "", err
		}
		if len(sources) == 0 {
			return "", fmt.Errorf("this toolchain has no package %s", name)
		}
		for _, s := range sources {
			replace[s] = "" // not there
		}
		content, err := without.ReadFile(standIn)
		if err != nil {
			return "", err
		}
		path := filepath.Join(dir, strings.TrimSuffix(filepath.Base(standIn), ".txt"))
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return "", err
		}
		replace[filepath.Join(root, "src", filepath.FromSlash(name), filepath.Base(path))] = path
	}
	if err := b.tighter(dir, replace); err != nil {
		return "", err
	}
	content, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "overlay.json")
	return path, os.WriteFile(path, content, 0o600)
}

func (b *bundle) goroot() (string, error) {
	root, err := b.output(exec.Command("go", "env", "GOROOT"))
	return strings.TrimSpace(string(root)), err
}
