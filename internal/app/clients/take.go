package clients

import (
	"net/http"
	"sync"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// takenFor is how long her notes about somebody may be saved after the passphrase was asked: who picks up the device later could
// read the file, without it.
const takenFor = 10 * time.Minute

// taking is whose notes may be saved just now, and until when. Nothing of it is kept.
type taking struct {
	mu    sync.Mutex
	path  string
	until time.Time
}

func (t *taking) may(x *screen.Exchange, p person) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.path == p.Path && x.Now().Before(t.until)
}

// ask asks for the passphrase once more, and then leads to the two files: an open device alone gives nobody's notes away.
func (t *taking) ask(x *screen.Exchange, p person) { t.show(x, http.StatusOK, p) }

func (t *taking) show(x *screen.Exchange, status int, p person, problems ...ui.Problem) {
	d := ui.AskedPage{Frame: frame(x), Form: ui.Form{Problems: problems}, Title: x.Say("note.take"), Action: x.R.URL.Path, Back: p.notes()}
	if t.may(x, p) {
		d.Sentences = []string{x.Say("note.take.now")}
		for _, key := range []string{"note.text", "note.data"} {
			d.Ways = append(d.Ways, ui.Choice{Address: p.notes() + "/" + key[len("note."):], Label: x.Say(key), Line: x.Say(key + ".line")})
		}
		d.Ways = append(d.Ways, ui.Choice{Address: p.notes(), Label: x.Say("clients.notes")})
	} else {
		d.Sentences, d.Go = []string{x.Say("note.text.line")}, x.Say("join.yes")
		d.Fields = []ui.Field{{Name: "passphrase", Label: x.Say("proof.passphrase"), Hint: x.Say("proof.why"), Secret: true}}
	}
	x.Show(status, ui.Asked(d))
}

func (t *taking) proved(x *screen.Exchange, p person) {
	if x.Vault.Unlock(x.R.Context(), x.R.PostForm.Get("passphrase")) != nil { // open as it is, this only looks whether it is right
		t.show(x, http.StatusUnprocessableEntity, p, ui.Problem{Field: "passphrase", Sentence: x.Say("problem.passphrase.wrong")})
		return
	}
	t.mu.Lock()
	t.path, t.until = p.Path, x.Now().Add(takenFor)
	t.mu.Unlock()
	x.To(x.R.URL.Path)
}

// file gives her notes as one that opens in anything, or for another program. Its name names nobody.
func (t *taking) file(form string) func(*screen.Exchange, person) {
	return func(x *screen.Exchange, p person) {
		if !t.may(x, p) {
			x.To(p.notes() + "/take")
			return
		}
		if form == "text" {
			x.Attach("notes.txt", "text/plain; charset=utf-8", journal.NotesAsText(called(x, p.Name), p.Notes, x.WrittenDay))
			return
		}
		file, err := journal.NotesAsJSON(p.Name, p.Notes)
		if err != nil {
			x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
			return
		}
		x.Attach("notes.json", "application/json", file)
	}
}
