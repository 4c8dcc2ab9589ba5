// Package aside is what one place leaves for another: questions that wait for the page for an appointment, and in which spaces the
// parts for two are open. It must never know a place, and never keep a question for longer than until a page was kept.
package aside

import (
	"net/url"
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
)

// asking are questions that the person put onto the page from another place. They stand there among her own lines, to change or to
// take out, until a page was kept.
type asking struct {
	Asks []string `json:"asks,omitempty"`
}

// pageForm is the address of the form of a page, and names its draft.
const pageForm = "body/page"

// Asking are the questions that wait for the page.
func Asking(x *screen.Exchange) []string {
	var a asking
	x.Own("appointment", &a)
	return a.Asks
}

// Ask puts a question onto the page, once. Where the page was begun, it stands there at once.
func Ask(x *screen.Exchange, question string) error {
	var a asking
	err := x.ChangeOwn("appointment", &a, func() {
		if !slices.Contains(a.Asks, question) {
			a.Asks = append(a.Asks, question)
		}
	})
	if err == nil {
		err = begun(x, func(form url.Values) { WithAsked(form, []string{question}) })
	}
	return err
}

// Unask takes it off again, from the page that was begun as well.
func Unask(x *screen.Exchange, question string) error {
	is := func(line string) bool { return line == question }
	var a asking
	err := x.ChangeOwn("appointment", &a, func() { a.Asks = slices.DeleteFunc(a.Asks, is) })
	if err == nil {
		err = begun(x, func(form url.Values) {
			form.Set("own", strings.Join(slices.DeleteFunc(lines(form.Get("own")), is), "\n"))
		})
	}
	return err
}

// begun changes the draft of the page, if there is one.
func begun(x *screen.Exchange, change func(url.Values)) error {
	body, found := x.Vault.Draft(pageForm)
	if !found {
		return nil
	}
	form := screen.DraftValues(body)
	change(form)
	return x.Vault.SetDraft(x.R.Context(), pageForm, screen.DraftBody(form))
}

// WithAsked adds lines to those of a form that has not got them.
func WithAsked(form url.Values, asks []string) {
	all := lines(form.Get("own"))
	for _, q := range asks {
		if !slices.Contains(all, q) {
			all = append(all, q)
		}
	}
	form.Set("own", strings.Join(all, "\n"))
}

// LetGo lets go of what waited: it was on a page that was kept, or the person took it out there.
func LetGo(x *screen.Exchange) {
	if len(Asking(x)) > 0 {
		_ = x.SetOwn("appointment", asking{}) // kept or not, the page is there
	}
}

func lines(text string) []string {
	var out []string
	for _, line := range strings.Split(screen.Lines(text), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}
