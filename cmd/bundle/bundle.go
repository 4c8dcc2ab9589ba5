package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"snowdrop/internal/content"
	"snowdrop/internal/text"
	"snowdrop/internal/ui"
	"snowdrop/internal/words"
	"snowdrop/web/script"
)

// bundle is one build in the making.
type bundle struct {
	top       string
	command   string // the command that is the app, such as "./cmd/webapp"
	arriving  func(addresses map[string]string, lang string) ([]byte, error)
	help      func() ([]file, error)
	press     press
	files     []file
	addresses map[string]string // plain name -> address
	pages     []string          // of the longer pages: "en ADDRESS SUM", one for each language
	packs     map[string]string // by language: the file with the help pages of all countries
	packed    map[string]bool   // addresses of those pages
	greetings []string          // of the first page in the other languages: "es ADDRESS"
}

// file is one file below web/built.
type file struct {
	path    string // with slashes
	address string // where the site serves it; "" for what is not served
	content []byte
}

func (b *bundle) build() error {
	joined, err := script.Join(b.source) // with its sentences: it needs them when nothing else can be fetched
	if err != nil {
		return err
	}
	b.static("page.js", joined)
	for _, name := range []string{"style.css", "passkey.js", "icon.svg", "icon-192.png", "icon-512.png", "icon-maskable-512.png"} {
		content, err := b.source(name)
		if err != nil {
			return err
		}
		b.static(name, content)
	}
	worker, err := b.worker()
	if err != nil {
		return err
	}
	b.static("worker.js", worker)
	app, err := b.app()
	if err != nil {
		return err
	}
	b.static("app.wasm", app)
	if err := b.longer(); err != nil {
		return err
	}
	manifest, err := b.source("manifest.webmanifest")
	if err != nil {
		return err
	}
	b.add("manifest.webmanifest", "/manifest.webmanifest", b.addressed(manifest))
	closed, err := b.source("closed.html")
	if err != nil {
		return err
	}
	b.add("closed.html", "/closed", closed)
	help, err := b.help()
	if err != nil {
		return err
	}
	for _, page := range help {
		b.add(page.path, page.address, page.content)
	}
	if err := b.countries(help); err != nil {
		return err
	}
	if err := b.greet(); err != nil {
		return err
	}
	return b.shell(len(app))
}

// countries adds, for each language, one file with the help page of every country. They differ in a few lines: together they
// are a fifth of what they would be one by one. The service worker takes them apart.
func (b *bundle) countries(help []file) error {
	for _, l := range text.Languages {
		pages := map[string]string{}
		for _, page := range help {
			if b.languageOf(page) == l.Lang && !strings.HasSuffix(page.address, "/") {
				pages[page.address] = string(page.content)
				b.packed[page.address] = true
			}
		}
		if len(pages) == 0 {
			continue
		}
		raw, err := json.Marshal(pages) // in the order of the keys
		if err != nil {
			return err
		}
		b.static("help-"+l.Lang+".json", raw)
		b.packs[l.Lang] = b.addresses["help-"+l.Lang+".json"]
	}
	return nil
}

// greet adds the first page in every other language. It is shown in the place of the English one while the app is on its way.
func (b *bundle) greet() error {
	for _, l := range text.Languages[1:] {
		page, err := b.arriving(b.addresses, l.Lang)
		if err != nil {
			return err
		}
		raw, err := json.Marshal(string(b.addressed(page))) // a page of its own it is not: page.js shows it
		if err != nil {
			return err
		}
		name := "start-" + l.Lang + ".json"
		b.static(name, raw)
		b.greetings = append(b.greetings, l.Lang+" "+b.addresses[name])
	}
	return nil
}

// longer adds the pages that the app fetches after it was shown, one file for each language, with the list of words in that of English.
func (b *bundle) longer() error {
	for _, l := range content.Languages() {
		more, err := text.Pack(l.Lang)
		if err != nil {
			return err
		}
		if l.Lang == text.English.Lang { // it comes wherever another language is read
			maps.Copy(more, words.Pack())
		}
		raw, err := content.Pack(l.Lang, more)
		if err != nil {
			return err
		}
		name := "pages-" + l.Lang + ".json"
		b.static(name, raw)
		b.pages = append(b.pages, fmt.Sprintf("%s %s %x", l.Lang, b.addresses[name], sha256.Sum256(raw)))
	}
	return nil
}

// shell adds the two files that name the build they belong to: the first page and the service worker.
func (b *bundle) shell(appSize int) error {
	index, err := b.arriving(b.addresses, text.English.Lang)
	if err != nil {
		return err
	}
	sw, err := b.source("sw.js")
	if err != nil {
		return err
	}
	sum := sha256.New()
	for _, f := range append(b.files, file{path: "index.html", content: index}, file{path: "sw.js", content: sw}) {
		fmt.Fprintf(sum, "%s %d\n%s\n", f.path, len(f.content), f.content)
	}
	build := hex.EncodeToString(sum.Sum(nil))[:16]

	data := fmt.Sprintf(` data-build="%s" data-worker="%s" data-app="%s" data-app-size="%d" data-pages="%s" data-start="%s" data-passkeys="%s"`,
		build, html.EscapeString(b.addresses["worker.js"]), html.EscapeString(b.addresses["app.wasm"]), appSize, html.EscapeString(strings.Join(b.pages, ",")),
		html.EscapeString(strings.Join(b.greetings, ",")), html.EscapeString(b.addresses["passkey.js"]))
	index, err = replaceOnce(b.addressed(index), "<html", "<html"+data)
	if err != nil {
		return err
	}
	b.add("index.html", "/", index)

	kept := map[string][]string{} // by language; those of English are for everybody
	for _, f := range b.files {
		// Images are wanted by a system that installs the app, which fetches them itself.
		if filepath.Ext(f.path) != ".png" && !b.packed[f.address] && f.address != b.packs[b.languageOf(f)] {
			kept[b.languageOf(f)] = append(kept[b.languageOf(f)], f.address)
		}
	}
	for _, list := range kept {
		slices.Sort(list)
	}
	for mark, list := range map[string]any{`["FILES"]`: kept[text.English.Lang], `{"LANGUAGES": []}`: otherThan(kept, text.English.Lang), `{"COUNTRIES": ""}`: b.packs} {
		quoted, err := json.Marshal(list)
		if err != nil {
			return err
		}
		if sw, err = replaceOnce(sw, mark, string(quoted)); err != nil {
			return err
		}
	}
	if sw, err = replaceOnce(sw, `"BUILD"`, strconv.Quote(build)); err != nil {
		return err
	}
	b.add("sw.js", "/sw.js", sw)

	b.addresses["build"] = build
	addresses, err := json.MarshalIndent(b.addresses, "", "  ")
	if err != nil {
		return err
	}
	b.add("addresses.json", "", addresses)
	return nil
}

// languageOf is the language whose readers need a file: that of its name or of its folder. Most are for everybody.
func (b *bundle) languageOf(f file) string {
	for _, l := range text.Languages[1:] {
		for _, name := range []string{"pages-", "start-", "help-"} {
			if f.address == b.addresses[name+l.Lang+".json"] {
				return l.Lang
			}
		}
		if strings.HasPrefix(f.address, ui.HelpIn(l.Lang, "/h/")) {
			return l.Lang
		}
	}
	return text.English.Lang
}

func otherThan(all map[string][]string, lang string) map[string][]string {
	out := maps.Clone(all)
	delete(out, lang)
	return out
}

func (b *bundle) add(path, address string, content []byte) {
	b.files = append(b.files, file{path, address, content})
}

// static adds a file under a name that changes with its content, so that it can be kept for ever.
func (b *bundle) static(name string, content []byte) {
	sum := sha256.Sum256(content)
	ext := filepath.Ext(name)
	path := "static/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:])[:12] + ext
	b.addresses[name] = "/" + path
	b.add(path, "/"+path, content)
}

// addressed puts the addresses of pictures in place of their plain names.
func (b *bundle) addressed(content []byte) []byte {
	for _, name := range []string{"icon.svg", "icon-192.png", "icon-512.png", "icon-maskable-512.png"} {
		content = bytes.ReplaceAll(content, []byte(`"`+name+`"`), []byte(`"`+b.addresses[name]+`"`))
		content = bytes.ReplaceAll(content, []byte(`"/static/`+name+`"`), []byte(`"`+b.addresses[name]+`"`))
	}
	return content
}

func (b *bundle) source(name string) ([]byte, error) {
	content, err := os.ReadFile(filepath.Join(b.top, "web", name))
	if errors.Is(err, fs.ErrNotExist) && name == "style.css" {
		return nil, nil
	}
	return lean(name, content), err
}

// worker joins the toolchain's part and ours: a worker under our policy loads one file.
func (b *bundle) worker() ([]byte, error) {
	root, err := b.goroot()
	if err != nil {
		return nil, err
	}
	toolchain, err := os.ReadFile(filepath.Join(root, "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return nil, err
	}
	ours, err := b.source("worker.js")
	if err != nil {
		return nil, err
	}
	return slices.Concat(lean("worker.js", toolchain), ours), nil
}

func (b *bundle) output(c *exec.Cmd) ([]byte, error) {
	c.Dir, c.Stderr = b.top, os.Stderr
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", strings.Join(c.Args, " "), err)
	}
	return out, nil
}

func replaceOnce(content []byte, old, new string) ([]byte, error) {
	if n := bytes.Count(content, []byte(old)); n != 1 {
		return nil, fmt.Errorf("%q stands %d times where it must stand once", old, n)
	}
	return bytes.Replace(content, []byte(old), []byte(new), 1), nil
}

// write puts the files and their compressed forms in place and takes away those of earlier builds.
func (b *bundle) write(dir string) error {
	keep := map[string]bool{"placeholder": true}
	for _, f := range b.files {
		forms := map[string][]byte{"": f.content}
		if compressible(f.path) {
			var err error
			if forms[".gz"], err = b.press.gzip(f.content); err != nil {
				return err
			}
			if forms[".br"], err = b.press.brotli(f.content); err != nil {
				return err
			}
		}
		for ext, content := range forms {
			keep[f.path+ext] = true
			if err := write(filepath.Join(dir, filepath.FromSlash(f.path+ext)), content); err != nil {
				return err
			}
		}
	}
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil || keep[filepath.ToSlash(name)] {
			return err
		}
		return os.Remove(path)
	})
}

func compressible(path string) bool {
	return filepath.Ext(path) != ".png" && path != "addresses.json"
}
