package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"snowdrop/internal/app"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// arriving is the first page, as the app itself answers it in a language to someone who has nothing here yet.
func arriving(addresses map[string]string, lang string) ([]byte, error) {
	v, err := vault.Open(context.Background(), memdisk.New())
	if err != nil {
		return nil, err
	}
	a := app.New(app.Config{
		Vault:   v,
		Now:     func() time.Time { return time.Unix(0, 0).UTC() }, // a build does not depend on its day
		Help:    ui.HelpPath,
		Style:   addresses["style.css"],
		Scripts: []string{addresses["page.js"]},
	})
	w := &recorder{header: http.Header{}}
	a.ServeHTTP(w, &http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/"}, Header: http.Header{"Snowdrop-Languages": {lang}}, Body: http.NoBody})
	if w.status != 0 && w.status != http.StatusOK {
		return nil, fmt.Errorf("the app answered its first page with status %d", w.status)
	}
	// Not deferred: page.js sets the person's own colours and size of text before anything is painted.
	return bytes.ReplaceAll(w.body.Bytes(), []byte(" defer></script>"), []byte("></script>")), nil
}

// helpPages are the pages that need no app: the general one and one for each country.
func helpPages() ([]file, error) {
	emergency, urgent, soon := signs.Cards()
	files := []file{}
	for _, page := range ui.HelpPages(ui.Cards{Emergency: emergency, Urgent: urgent, Soon: soon}) {
		path := strings.TrimPrefix(page.Path, "/")
		if strings.HasSuffix(path, "/") {
			path += "index"
		}
		files = append(files, file{path + ".html", page.Path, page.HTML})
	}
	return files, nil
}

// recorder keeps an answer.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }
