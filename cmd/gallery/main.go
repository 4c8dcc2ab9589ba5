// Command gallery shows every component and page with made-up people, for looking and for tests. It must never be
// shipped, and never open what a person keeps.
package main

import (
	"context"
	"flag"
	"fmt"
	"html"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/ui/examples"
)

func main() {
	port := flag.Int("port", 0, "`number` of the port on 127.0.0.1; 0: any that is free")
	web := flag.String("web", "web", "`folder` with style.css and the icons, read anew for every page")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *port, *web); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, port int, web string) error {
	l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return err
	}
	fmt.Printf("http://%s/\n", l.Addr())
	server := &http.Server{Handler: handler(web), ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(os.Stderr, "gallery: ", 0)}
	context.AfterFunc(ctx, func() { _ = server.Close() }) // nobody waits for an answer of a gallery
	if err := server.Serve(l); ctx.Err() == nil {
		return err
	}
	return nil
}

// handler answers with the list, each example at /e/NAME, and the files that they load.
func handler(web string) http.Handler {
	all := map[string]examples.Example{}
	for _, e := range examples.Examples() {
		all[e.Name] = e
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", list)
	mux.Handle("GET /static/", http.StripPrefix("/static/", http.FileServer(http.Dir(web))))
	for _, asked := range []string{"GET /manifest.webmanifest", "GET /favicon.ico"} { // by every page and every browser
		mux.HandleFunc(asked, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"name":"Gallery"}`) })
	}
	mux.HandleFunc("GET /e/", func(w http.ResponseWriter, r *http.Request) {
		e, ok := all[strings.TrimPrefix(r.URL.Path, "/e/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_ = e.Component.Render(r.Context(), w) // an example that cannot be shown fails its test
	})
	return mux
}

func list(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Gallery</title><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="%s"></head>
<body><main><h1>Gallery</h1><ul>
`, examples.Style)
	for _, e := range examples.Examples() {
		address := url.URL{Path: "/e/" + e.Name}
		fmt.Fprintf(w, "<li><a href=\"%s\">%s</a></li>\n", html.EscapeString(address.EscapedPath()), html.EscapeString(e.Name))
	}
	fmt.Fprint(w, "</ul></main></body></html>\n")
}
