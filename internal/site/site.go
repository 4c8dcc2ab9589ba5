// Package site serves what the build wrote, with the headers that keep it honest. It must never keep, log or answer
// with anything about the person who asks: no cookie, no access log, no path in any error.
package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// Options say how a host serves the site.
type Options struct {
	// TLS says that people reach it over TLS, here or at a proxy in front.
	TLS bool
	// Leave is where "Close now" goes when the device is online. Empty: the empty page of our own.
	Leave string
	// Relay is where the relay is, if not at the same address: a scheme and a host, such as https://relay.example.
	Relay string
	// Others are relays of other hosts that people may go to with everything. The page asks none of them before somebody chose it.
	Others []Other
	// Pages are finished pages by their address, without script and with their style inside.
	Pages map[string][]byte
	// LocalSigns is the host's own file of stricter warning signs, or nothing. It is served as it is and never looked into: the
	// app on the device judges it, and goes by the standard rules where it cannot be used.
	LocalSigns []byte
	// LocalDirectory is the host's own list of help near people, or nothing. It is served in the same way.
	LocalDirectory []byte
	// App answers the app's own addresses instead of index.html, where the app runs on this machine.
	App http.Handler
}

// Site is the http.Handler over the built files. It holds all of them in memory and changes nothing after New.
type Site struct {
	pages map[string]*page
	app   http.Handler
	tls   bool
}

// page is one file in the forms in which it can be sent.
type page struct {
	kind      string // content type
	policy    string // Content-Security-Policy
	immutable bool
	etag      string
	plain     []byte
	gzip      []byte
	brotli    []byte
}

// LocalSignsPath is where a host's file of stricter warning signs is, if there is one, and LocalDirectoryPath its list of help near
// people. MaxLocalSigns and MaxLocalDirectory are the largest.
const (
	LocalSignsPath = "/local-signs.json"
	MaxLocalSigns  = 16 << 10

	LocalDirectoryPath = "/local-directory.json"
	MaxLocalDirectory  = 128 << 10
)

// ErrLeave says that the outside address for "Close now" cannot be used, ErrRelay that the relay's cannot, and ErrLocalSigns
// and ErrLocalDirectory that a file of the host's own is too large.
var (
	ErrLeave = errors.New("site: the address to leave for is not a whole http or https address")
	ErrRelay = errors.New("site: the address of the relay is not a scheme and a host")
	ErrOther = errors.New("site: not the address of a relay, or not a name for one")

	ErrLocalSigns     = errors.New("site: the file of warning signs is too large")
	ErrLocalDirectory = errors.New("site: the list of help near people is too large")
)

// New reads the built files.
func New(built fs.FS, o Options) (*Site, error) {
	s := &Site{pages: map[string]*page{}, app: o.App, tls: o.TLS}
	err := fs.WalkDir(built, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return s.read(built, name)
	})
	if err != nil {
		return nil, fmt.Errorf("site: reading the built files: %w", err)
	}
	if o.Leave != "" {
		if err := s.leave(o.Leave); err != nil {
			return nil, err
		}
	}
	if o.Relay != "" || len(o.Others) > 0 {
		if err := s.relays(o.Relay, o.Others); err != nil {
			return nil, err
		}
	}
	for _, own := range []hostFile{
		{"local-signs", LocalSignsPath, o.LocalSigns, MaxLocalSigns, ErrLocalSigns},
		{"local-directory", LocalDirectoryPath, o.LocalDirectory, MaxLocalDirectory, ErrLocalDirectory},
	} {
		if len(own.file) > 0 {
			if err := s.hand(own); err != nil {
				return nil, err
			}
		}
	}
	for address, content := range o.Pages {
		s.pages[address] = &page{kind: kind(".html"), policy: helpPolicy(content), plain: content, etag: etag(content)}
	}
	return s, nil
}

var hashed = regexp.MustCompile(`^static/([a-z0-9-]+)\.[0-9a-f]{12}(\.[a-z]+)$`)

func (s *Site) read(built fs.FS, name string) error {
	address, ok := address(name)
	if !ok {
		return nil
	}
	content, err := fs.ReadFile(built, name)
	if err != nil {
		return err
	}
	p := &page{kind: kind(name), policy: appPolicy, plain: content, etag: etag(content)}
	if strings.HasPrefix(name, "h/") {
		p.policy = helpPolicy(content)
	} else if name == "closed.html" {
		p.policy = closedPolicy
	}
	// A file without a compressed form is sent as it is.
	p.gzip, _ = fs.ReadFile(built, name+".gz")
	p.brotli, _ = fs.ReadFile(built, name+".br")
	if parts := hashed.FindStringSubmatch(name); parts != nil {
		// The plain name answers too, for pages that cannot know the hash. It may change, so it is not kept.
		plain := *p
		s.pages["/static/"+parts[1]+parts[2]] = &plain
		p.immutable = true
	}
	s.pages[address] = p
	return nil
}

// address is where a built file is served, or false if it is not.
func address(name string) (string, bool) {
	switch ext := path.Ext(name); {
	case ext == ".gz", ext == ".br", ext == "", name == "addresses.json":
		return "", false
	case name == "index.html":
		return "/", true
	case ext == ".html":
		return "/" + strings.TrimSuffix(strings.TrimSuffix(name, ".html"), "index"), true
	}
	return "/" + name, true
}

// leave writes the outside address into the first page.
func (s *Site) leave(to string) error {
	u, err := url.Parse(to)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return ErrLeave
	}
	return s.tell("leave", to)
}

// Other is a relay of another host.
type Other struct {
	Address string // a scheme and a host
	Name    string // as people are shown it; empty: its address
}

var plainName = regexp.MustCompile(`^[\pL\pN][\pL\pN .'&()-]{0,39}$`)

// ParseOther reads "https://relay.example", or "The clinic=https://relay.example".
func ParseOther(text string) (Other, error) {
	name, at, named := strings.Cut(text, "=")
	if !named {
		name, at = "", text
	}
	o := Other{Address: strings.TrimSpace(at), Name: strings.TrimSpace(name)}
	return o, o.check()
}

func (o Other) check() error {
	if !isRelay(o.Address) || o.Name != "" && !plainName.MatchString(o.Name) {
		return ErrOther
	}
	return nil
}

func isRelay(at string) bool {
	u, err := url.Parse(at)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && at == u.Scheme+"://"+u.Host && plainHost.MatchString(u.Host)
}

// relays writes the addresses of the relay and of others into the first page, and lets the app ask there and nowhere else.
func (s *Site) relays(at string, others []Other) error {
	var may, told []string
	if at != "" {
		if !isRelay(at) {
			return ErrRelay
		}
		may = append(may, at)
	}
	for _, o := range others {
		if err := o.check(); err != nil {
			return err
		}
		may, told = append(may, o.Address), append(told, strings.TrimSpace(o.Address+" "+o.Name))
	}
	for _, p := range s.pages {
		if p.policy == appPolicy {
			p.policy = strings.Replace(appPolicy, "connect-src 'self'", "connect-src 'self' "+strings.Join(may, " "), 1)
		}
	}
	if at != "" {
		if err := s.tell("relay", at); err != nil {
			return err
		}
	}
	if len(told) == 0 {
		return nil
	}
	return s.tell("relays", strings.Join(told, ","))
}

// plainHost is a host that can stand in a policy: nothing in it ends the list that it stands in.
var plainHost = regexp.MustCompile(`^[A-Za-z0-9.-]+(:[0-9]{1,5})?$`)

// hostFile is a file of the host's own.
type hostFile struct {
	name, path string
	file       []byte
	most       int
	tooLarge   error
}

// hand serves a host's file, has the service worker keep it for offline, and lets the page know that there is one: where it does
// not come, the app can say so.
func (s *Site) hand(own hostFile) error {
	if len(own.file) > own.most {
		return own.tooLarge
	}
	s.pages[own.path] = &page{kind: kind(own.path), policy: closedPolicy, plain: bytes.Clone(own.file), etag: etag(own.file)}
	if err := s.tell(own.name, strings.Trim(etag(own.file), `"`)); err != nil {
		return err
	}
	sw, list := s.pages["/sw.js"], []byte("const files = [")
	if !bytes.Contains(sw.plain, list) {
		return errors.New("site: the service worker names no files")
	}
	sw.replace(list, []byte(string(list)+`"`+own.path+`", `))
	return nil
}

// tell writes something of the host's into the first page. The service worker then is another build: a device that kept
// the page from before gets this one.
func (s *Site) tell(name, value string) error {
	index, sw := s.pages["/"], s.pages["/sw.js"]
	if index == nil || sw == nil {
		return errors.New("site: there is no first page")
	}
	build := regexp.MustCompile(`data-build="([0-9a-f-]+)"`).FindSubmatch(index.plain)
	if build == nil {
		return errors.New("site: the first page names no build")
	}
	sum := sha256.Sum256([]byte(name + " " + value))
	next := []byte(string(build[1]) + "-" + hex.EncodeToString(sum[:4]))
	index.replace([]byte("<html"), []byte(`<html data-`+name+`="`+html.EscapeString(value)+`"`))
	index.replace(build[1], next)
	sw.replace(build[1], next)
	return nil
}

// replace changes a page once and for all; its compressed forms are gone with it, since the server links no compressor.
func (p *page) replace(old, with []byte) {
	p.plain = bytes.Replace(p.plain, old, with, 1)
	p.gzip, p.brotli, p.etag = nil, nil, etag(p.plain)
}

func etag(content []byte) string {
	sum := sha256.Sum256(content)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

func kind(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".wasm":
		return "application/wasm"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".json":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	}
	return "application/octet-stream"
}

// ServeHTTP answers with a built file; every other address that a person opens is one of the app's.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	setHeaders(w.Header(), s.tls)
	p := s.find(r)
	if p == nil && s.app != nil && !strings.HasPrefix(r.URL.Path, "/static/") {
		w.Header().Set("Content-Security-Policy", localPolicy)
		w.Header().Set("Cache-Control", "no-store")
		s.app.ServeHTTP(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed, "This address can only be read.")
		return
	}
	if p == nil {
		refuse(w, http.StatusNotFound, "There is nothing at this address.")
		return
	}
	p.send(w, r)
}

// find is the file for an address, or nil.
func (s *Site) find(r *http.Request) *page {
	if r.URL.Path == "/" && s.app != nil {
		return nil
	}
	if p := s.pages[r.URL.Path]; p != nil {
		return p
	}
	switch {
	case strings.HasPrefix(r.URL.Path, "/static/"):
		return nil
	case r.URL.Path == "/favicon.ico": // asked by browsers that found no icon in a page
		return s.pages["/static/icon-192.png"]
	case r.URL.Path == "/h" || strings.HasPrefix(r.URL.Path, "/h/"):
		// A country that we do not have is no dead end, in any language.
		if general := s.pages[r.URL.Path[:strings.LastIndex(r.URL.Path, "/")+1]]; general != nil {
			return general
		}
		return s.pages["/h/"]
	case s.app == nil && strings.Contains(r.Header.Get("Accept"), "text/html"):
		return s.pages["/"]
	}
	return nil
}

func (p *page) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", p.kind)
	h.Set("Content-Security-Policy", p.policy)
	if p.immutable {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	content, tag := p.plain, p.etag
	if p.gzip != nil || p.brotli != nil {
		h.Set("Vary", "Accept-Encoding")
		switch accepted := r.Header.Get("Accept-Encoding"); {
		case p.brotli != nil && accepts(accepted, "br"):
			content, tag = p.brotli, form(tag, "br")
			h.Set("Content-Encoding", "br")
		case p.gzip != nil && accepts(accepted, "gzip"):
			content, tag = p.gzip, form(tag, "gz")
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("Etag", tag)
	if matches(r.Header.Get("If-None-Match"), tag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(content)))
	if r.Method == http.MethodHead {
		return
	}
	// A reader who went away is not an error of ours, and nothing about it is logged.
	_, _ = w.Write(content)
}

// form gives each form of a file a tag of its own, because a strong tag promises the same bytes.
func form(tag, name string) string { return strings.TrimSuffix(tag, `"`) + "-" + name + `"` }

// accepts reports whether an Accept-Encoding header allows a coding by name.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, parameter, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		_, q, found := strings.Cut(strings.ReplaceAll(parameter, " ", ""), "q=")
		if !found {
			return true
		}
		weight, err := strconv.ParseFloat(q, 64)
		return err == nil && weight > 0
	}
	return false
}

func matches(header, tag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if strings.TrimPrefix(strings.TrimSpace(part), "W/") == tag {
			return true
		}
	}
	return false
}

func refuse(w http.ResponseWriter, status int, sentence string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", closedPolicy)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	fmt.Fprintf(w, `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Not here</title><meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body>
<main>
<h1>Not here</h1>
<p>%s</p>
<p><a href="/h/">Get help now: emergency and crisis numbers</a></p>
<p><a href="/">Go to the first page</a></p>
</main>
</body>
</html>
`, sentence)
}
