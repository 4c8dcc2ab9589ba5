package browser

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Pages are the longer pages of content. They come after the first page was shown, in one file for each language whose
// name and sum the first page gives; docs/decisions/longer-pages-apart.md says why.
type Pages struct {
	file pagesFile
	get  func(address string) ([]byte, error)
	take func(lang string, raw []byte, sum string) error
	wait time.Duration // the longest that a person waits for a page that is on its way

	mu       sync.Mutex
	here     bool
	err      error         // of the last try
	underWay chan struct{} // closed when the try is over; nil while there is none
}

type pagesFile struct{ lang, address, sum string }

var errNoPages = errors.New("browser: the first page names no longer pages")

// findPages finds the file of a language in what the first page says: "en ADDRESS SUM,de ADDRESS SUM".
func findPages(said, lang string) (pagesFile, bool) {
	for _, one := range strings.Split(said, ",") {
		if f := strings.Fields(one); len(f) == 3 && f[0] == lang {
			return pagesFile{f[0], f[1], f[2]}, true
		}
	}
	return pagesFile{}, false
}

// Languages are the pages and words of other languages than English, by tag. They are asked for when somebody reads one.
type Languages map[string]*Pages

// Bring is Pages.Bring of one of them.
func (l Languages) Bring(ctx context.Context, lang string) error {
	if p := l[lang]; p != nil {
		return p.Bring(ctx)
	}
	return errNoPages
}

// langs are the languages in what the first page says.
func langs(said string) []string {
	var out []string
	for _, one := range strings.Split(said, ",") {
		if f := strings.Fields(one); len(f) == 3 {
			out = append(out, f[0])
		}
	}
	return out
}

// Start asks for the pages, unless they are here or on their way. It does not wait.
func (p *Pages) Start() { p.start() }

func (p *Pages) start() (over <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.here || p.file.address == "":
		return nil
	case p.underWay == nil:
		p.underWay = make(chan struct{})
		go p.bring()
	}
	return p.underWay
}

func (p *Pages) bring() {
	raw, err := p.get(p.file.address)
	if err == nil {
		err = p.take(p.file.lang, raw, p.file.sum)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.here, p.err = err == nil, err
	close(p.underWay)
	p.underWay = nil
}

// Bring asks for the pages and waits for them, for a few seconds at most. An error means that they have not come: it may
// be tried again at any time.
func (p *Pages) Bring(ctx context.Context) error {
	if p.file.address == "" {
		return errNoPages
	}
	if over := p.start(); over != nil {
		long := time.NewTimer(p.wait)
		defer long.Stop()
		select {
		case <-over:
		case <-ctx.Done():
			return ctx.Err()
		case <-long.C:
			return context.DeadlineExceeded
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.here {
		return nil
	}
	return p.err
}

// After answers with h, and asks for the pages once the first answer was made: what a person waits for comes first.
func (p *Pages) After(h http.Handler) http.Handler {
	var first sync.Once
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r)
		first.Do(p.Start)
	})
}
