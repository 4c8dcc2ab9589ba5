package clients_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/testkit/taken"
)

// crooked is what a changed program may put into a text.
const crooked = "\u202e<b>bold</b>\u2066 https://example.org <script>x</script>"

// ages are times that are not now.
var ages = []int64{-1 << 63, -1 << 40, 0, 4e9, 1 << 40, 1<<63 - 1}

func (w *world) sends(p *somebody, s sharing.Space, kind uint8, at int64, body string) record.ID {
	w.t.Helper()
	id := record.NewID()
	w.must(p.sharing.Put(w.t.Context(), s.ID, id, kind, time.Unix(at, 0), []byte(body)))
	return id
}

func quoted(s string) string { b, _ := json.Marshal(s); return string(b) }

// What a changed program of a professional sends is plain words at most, and asks for nothing more often than it may be asked.
func TestNothingThatAProfessionalSendsBreaksHerPagesOrPressesHer(t *testing.T) {
	w, sarah, ana, s, here, _ := two(t)
	piece := sarah.put(journal.KindPiece, journal.Piece{Piece: "piece-1", Text: "Dear one."})
	sarah.Get(here + "/before").Fill(here + "/before")
	sarah.shows(piece, s)
	w.step(sarah, ana)
	copied := ana.sharing.Items(s.ID, items.KindCopy)[0].ID.String()
	for _, at := range ages {
		w.sends(ana, s, items.KindAsk, at, `{"what":"sing","which":"on-and-on"}`)
		w.sends(ana, s, items.KindAsk, at, `{"what":"piece","which":"none"}`)
		w.sends(ana, s, items.KindAsk, at, `{"what":"practice","which":"safety"}`)
		w.sends(ana, s, items.KindAsk, at, `{"what":"question","words":`+quoted(crooked)+`}`)
		w.sends(ana, s, items.KindReply, at, `{"to":"`+record.NewID().String()+`","words":`+quoted(crooked)+`}`)
		w.sends(ana, s, items.KindReply, at, `{"to":"`+copied+`","words":`+quoted(crooked)+`,"answer":"sing","weeks":26}`)
	}
	often := w.sends(ana, s, items.KindAsk, w.now.Unix(), `{"what":"rhythm","which":"pcl5","weeks":1}`).String()
	for range 12 { // more than a piece holds
		w.sends(ana, s, items.KindReply, w.now.Unix(), `{"to":"`+copied+`","words":`+quoted(strings.Repeat("many words ", 500))+`}`)
	}
	w.step(ana, sarah)
	for _, at := range []string{"/today", "/together", here, "/together/with/" + s.Path, "/journal/" + piece, "/heart/pieces", "/together/seen"} {
		if sarah.Get(at).Is(200); strings.Contains(sarah.Raw, "<script>x") || strings.Contains(sarah.Raw, "<b>bold") {
			t.Errorf("%s has markup of hers", at)
		}
	}
	if page := taken.As(t, sarah.App, "page", passphrase); strings.Contains(page, "<script>x") || strings.Contains(page, "<b>bold") {
		t.Error("what she takes along has markup of hers")
	}
	for _, i := range ana.sharing.Items(s.ID, items.KindAsk) {
		sarah.Get(here + "/" + i.ID.String() + "/ask").Is(200)
	}
	for _, i := range ana.sharing.Items(s.ID, items.KindReply) {
		sarah.Get(here + "/" + i.ID.String() + "/write").Is(200)
	}
	sarah.Get(here+"/"+often+"/ask").Post(here+"/"+often+"/ask", "answer", "1").Is(422)
	sarah.Post(here+"/"+often+"/ask", "answer", "4").At(here)
	sarah.Get("/journal/" + piece).Says("Dear one.")
}

// What a changed program of a client sends is plain words at most.
func TestNothingThatAClientSendsBreaksAProfessionalsPages(t *testing.T) {
	w, sarah, ana, s, _, there := two(t)
	score := func(which string, v string) string {
		return `{"name":"n","text":"t","score":{"which":"` + which + `","version":"2001","value":` + v + `}}`
	}
	file := `{"blob":"` + record.NewID().String() + `","identity":"x","sha256":"AAAA","length":99999999999,"type":"image/svg+xml"}`
	var parts []string
	for _, which := range []string{"phq9", "pcl5", "none", ""} {
		for _, v := range []string{"1e9", "-1e9", "-0.5", "3"} {
			parts = append(parts, score(which, v))
		}
	}
	parts = append(parts, `{"photo":`+file+`}`, `{"own":true,"text":`+quoted(crooked)+`,"rest":`+file+`}`, `{}`, `{"table":{}}`, `{"table":{"head":[],"rows":[[],[]]}}`,
		`{"pictures":[{}]}`, `{"pictures":[{"min":5,"max":-5,"points":[[1e10,3],[-1e10,-3]],"ticks":[{"value":7}]}]}`, `{"lines":[{"name":`+quoted(crooked)+`}]}`)
	var ids []string
	for n, part := range parts {
		for _, of := range []string{"1", "0", "249", "255", "64"} {
			for _, day := range []string{"1900-01-01", "2999-12-31"} {
				at := ages[n%len(ages)]
				body := `{"of":` + of + `,"day":"` + day + `","lang":"` + "\u202e" + `","parts":[` + part + `]}`
				if !items.Reads(items.KindCopy, []byte(body)) {
					t.Log("refused", body)
					continue
				}
				ids = append(ids, w.sends(sarah, s, items.KindCopy, at, body).String())
			}
		}
	}
	w.step(sarah, ana)
	for _, at := range []string{"/today", "/clients", there, "/together", "/together/with/" + strings.TrimPrefix(there, "/clients/")} {
		if ana.Get(at).Is(200); strings.Contains(ana.Raw, "<script>x") || strings.Contains(ana.Raw, "NaN") {
			t.Errorf("%s is broken", at)
		}
	}
	for _, id := range ids {
		ana.Get(there + "/" + id + "/read").Is(200)
	}
}

// What was typed to something that is taken back meanwhile is a draft that can be read, and dropped.
func TestADraftToWhatWasTakenBackIsNotLost(t *testing.T) {
	w, sarah, ana, s, here, there := two(t)
	piece := sarah.put(journal.KindPiece, journal.Piece{Piece: "piece-1", Text: "Dear one."})
	sarah.Get(here + "/before").Fill(here + "/before")
	sarah.shows(piece, s)
	asked := w.sends(ana, s, items.KindAsk, w.now.Unix(), `{"what":"question","words":"How are you?"}`)
	w.step(sarah, ana)
	hers := here + "/" + asked.String() + "/write"
	anas := there + "/" + ana.sharing.Items(s.ID, items.KindCopy)[0].ID.String() + "/read"
	begun := func(p *somebody, at string) {
		p.Get("/today").Leads(at).Get(at).Is(200).Says("This was taken back.")
		if got := p.Form(at).Get("text"); got != "Half a" {
			t.Errorf("what was typed has become %q", got)
		}
		p.Fill("/draft/drop").Get(at).Is(404)
	}
	sarah.Get(hers).Post("/draft", "draft", strings.TrimPrefix(hers, "/"), "text", "Half a")
	ana.Get(anas).Post("/draft", "draft", strings.TrimPrefix(anas, "/"), "text", "Half a")
	w.must(ana.sharing.TakeBack(t.Context(), s.ID, asked))
	sarah.Get("/together/share/" + piece).Fill("/together/share/" + piece + "/" + s.Path + "/back")
	w.step(sarah, ana)
	begun(sarah, hers)
	begun(ana, anas)
}
