//go:build js

// Command testapp is a small app for the tests of the page script: each address does one thing. It must never be served.
package main

import (
	"fmt"
	"html"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"snowdrop/internal/browser"
)

func main() {
	a := &app{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", a.first)
	mux.HandleFunc("GET /{name}", a.page)
	mux.HandleFunc("POST /echo", a.echo)
	mux.HandleFunc("POST /wrong", a.wrong)
	mux.HandleFunc("POST /late", a.late)
	mux.HandleFunc("POST /unread", a.unread)
	mux.HandleFunc("POST /keep", a.keep)
	mux.HandleFunc("POST /forget", a.forget)
	mux.HandleFunc("POST /draft", a.draft)
	mux.HandleFunc("POST /lock", a.lock)
	mux.HandleFunc("GET /file", a.file)
	mux.HandleFunc("GET /slow", a.slow)
	mux.HandleFunc("GET /headers", a.headers)
	mux.HandleFunc("GET /unkept", a.unkept)
	mux.HandleFunc("GET /idle", a.idle)
	mux.HandleFunc("GET /step", a.step)
	mux.HandleFunc("POST /step", a.step)
	mux.HandleFunc("GET /panic", func(http.ResponseWriter, *http.Request) { panic("a secret in a panic") })
	mux.HandleFunc("GET /die", func(http.ResponseWriter, *http.Request) { os.Exit(3) })
	browser.Serve(mux)
}

type app struct {
	mu     sync.Mutex
	drafts []string
	once   bool
}

func (a *app) first(w http.ResponseWriter, _ *http.Request) {
	write(w, "First", `<p>worker</p><a id="two" href="/two">Two</a>`)
}

func (a *app) page(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	name := r.PathValue("name")
	write(w, strings.ToUpper(name[:1])+name[1:], `<p id="drafts">`+html.EscapeString(strings.Join(a.drafts, "|"))+`</p>
<a id="three" href="/three">Three</a> <a id="todeep" href="/three#deep">Deep</a> <a id="slow" href="/slow">Slow</a> <a id="file" href="/file">File</a>
<a id="die" href="/die">Die</a> <a id="panic" href="/panic">Panic</a> <a id="help" href="/h/">Help</a> <a id="close" href="/closed" data-close>Close</a>
<form method="post" action="/echo"><input name="word" id="word"><button name="which" value="a" id="a">A</button><button name="which" value="b" id="b">B</button></form>
<form method="post" action="/forget"><button id="forget">Forget</button></form>
<form method="post" action="/keep"><button id="keep">Keep</button></form>
<form method="post" action="/wrong" data-draft="entry"><textarea name="text" id="text"></textarea><input type="password" name="secret" id="secret">
<p id="status" data-draft-status data-saved="Draft kept." data-failed="Draft not kept."></p><button id="save">Save</button>
<button id="late" formaction="/late">Late</button><button id="unread" formaction="/unread">Unread</button></form>
<form method="post" action="/lock"><button id="lock">Lock</button></form>
<svg width="10" height="3000"></svg><h2 id="deep">Deep</h2>`)
}

func (a *app) echo(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	write(w, "Echo", `<p id="echo">`+html.EscapeString(r.PostForm.Encode())+`</p>`)
}

func (a *app) wrong(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusUnprocessableEntity)
	write(w, "Wrong", `<div id="error-summary"><h2>Check this</h2><a href="#text">Text</a></div>
<form method="post" action="/wrong" data-draft="entry"><textarea name="text" id="text">`+html.EscapeString(r.FormValue("text"))+`</textarea></form>`)
}

// late is wrong a while after the person has gone on.
func (a *app) late(w http.ResponseWriter, r *http.Request) {
	time.Sleep(time.Second)
	a.wrong(w, r)
}

func (a *app) unread(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusRequestEntityTooLarge)
	write(w, "Unread", `<p>That was more than one page can take.</p>`)
}

func (a *app) forget(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Snowdrop-Display", "")
	w.Header().Set("Snowdrop-Worker", "end")
	http.Redirect(w, r, "/forgotten", http.StatusSeeOther)
}

func (a *app) keep(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Snowdrop-Display", "theme=dark;size=large;country=GB")
	http.Redirect(w, r, "/kept", http.StatusSeeOther)
}

func (a *app) draft(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	a.mu.Lock()
	defer a.mu.Unlock()
	// There is never room for what says so, and for what says "once", not the first time.
	if text := r.PostForm.Get("text"); strings.Contains(text, "no room") || (strings.Contains(text, "once") && !a.once) {
		a.once = true
		w.WriteHeader(http.StatusInsufficientStorage)
		return
	}
	a.drafts = append(a.drafts, r.PostForm.Encode())
	w.WriteHeader(http.StatusNoContent)
}

func (a *app) lock(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Snowdrop-Worker", "end")
	w.Header().Set("Snowdrop-Kept", "locked")
	http.Redirect(w, r, "/locked", http.StatusSeeOther)
}

func (a *app) file(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="data.json"`)
	fmt.Fprint(w, `{"a":1}`)
}

func (a *app) slow(w http.ResponseWriter, _ *http.Request) {
	time.Sleep(time.Second)
	write(w, "Slow", "")
}

func (a *app) headers(w http.ResponseWriter, r *http.Request) {
	write(w, "Headers", `<p id="echo">`+html.EscapeString(r.Header.Get("Snowdrop-Display")+" "+r.Header.Get("Snowdrop-Zone")+" "+r.Header.Get("Snowdrop-Languages"))+`</p>`)
}

func (a *app) unkept(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Snowdrop-Kept", "visit")
	w.Header().Set("Snowdrop-Unkept", "1")
	write(w, "Unkept", `<a id="help" href="/h/" data-native>Help</a> <a id="close" href="/closed" data-close>Close</a><input id="capitals">`)
}

func (a *app) idle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Snowdrop-Kept", "device")
	w.Header().Set("Snowdrop-Lock-After", "2")
	write(w, "Idle", `<p>private</p><a id="die" href="/die">Die</a>`)
}

// step is a question, with a button in the same place on each.
func (a *app) step(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(r.FormValue("n"))
	write(w, fmt.Sprint("Step ", n), fmt.Sprintf(`<form method="post" action="/step"><button name="n" value="%d" id="next">No</button></form>`, n+1))
}

func write(w http.ResponseWriter, title, body string) {
	fmt.Fprintf(w, `<!DOCTYPE html><html lang="en" data-page="%s"><head><title>%s – Test</title></head><body><main><h1>%s</h1>%s</main></body></html>`,
		strings.ToLower(title), title, title, body)
}
