// Package box is My box: a person's own people, pictures, words and songs for hard moments. It must never fetch or play anything from
// anywhere, and never show any of it while things are locked.
package box

import (
	"net/http"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// most is how many things it holds: more would be a cupboard to search in a hard moment.
const most = 100

// Place is the box.
func Place() screen.Place {
	p := screen.Place{
		Writing: map[string]screen.Screen{
			"GET /heart/box":           show,
			"GET /heart/box/{id}/edit": edit, "POST /heart/box/{id}/edit": change,
			"POST /heart/box/{id}/up": up,
		},
		Kinds: []screen.Kind{kind},
		Forms: []string{"/heart/box/{id}/edit"},
	}
	for _, what := range sorts {
		p.Writing["GET /heart/box/new/"+what] = func(x *screen.Exchange) { begin(x, what) }
		p.Writing["POST /heart/box/new/"+what] = func(x *screen.Exchange) { keep(x, what) }
		p.Forms = append(p.Forms, "/heart/box/new/"+what)
	}
	return p
}

// sorts are what a person may put in, in the order in which it is shown: people first.
var sorts = []string{journal.BoxPerson, journal.BoxWords, journal.BoxPicture, journal.BoxSong}

var titles = map[string]string{
	journal.BoxPerson: "box.person", journal.BoxWords: "box.words", journal.BoxPicture: "box.picture", journal.BoxSong: "box.song",
}

func show(x *screen.Exchange) {
	d := ui.BoxPage{Frame: x.Frame("box.title", "heart"), Notice: x.Notice()}
	x.Live(&d.Frame)
	all := noted.Box(x)
	for _, what := range sorts {
		g := ui.BoxGroup{ID: what, Title: x.Say(titles[what])}
		for _, b := range all {
			if b.What == what {
				t := thing(x, b)
				if len(g.Things) > 0 {
					t.Up = "/heart/box/" + t.ID + "/up"
				}
				g.Things = append(g.Things, t)
			}
		}
		if g.Things != nil {
			d.Groups = append(d.Groups, g)
		}
		d.Add = append(d.Add, ui.Choice{Address: "/heart/box/new/" + what, Label: x.Say("box.new." + what)})
	}
	x.Show(http.StatusOK, ui.Box(d))
}

// thing is one thing as the page shows it.
func thing(x *screen.Exchange, b noted.Boxed) ui.BoxThing {
	id := b.ID.String()
	t := ui.BoxThing{ID: id, Name: called(x, b.Box), Change: "/heart/box/" + id + "/edit"}
	line := func(s string) {
		if s != "" {
			t.Lines = append(t.Lines, s)
		}
	}
	switch b.What {
	case journal.BoxPerson:
		t.Call = &ui.Call{Name: b.Name, Number: b.Phone, Tel: b.Tel(), Note: b.Why}
		return t
	case journal.BoxSong:
		t.Text = b.Title
		line(b.By)
		line(b.Where)
	case journal.BoxPicture:
		if a, ok := b.Picture(); ok {
			t.Photo = &x.PhotosOf(b.ID, []journal.Attachment{a})[0]
			t.Photo.Stop = "" // that is for its own page
		}
	default:
		t.Text = b.Text
	}
	line(b.Why)
	return t
}

// called is what tells a thing from the others. A picture without a word is called a picture.
func called(x *screen.Exchange, b journal.Box) string {
	if name := b.Line(); name != "" {
		return name
	}
	return x.Say("box.photo.line")
}

// up moves a thing one place up among those of its sort. All of that sort are numbered again, so that a thing from another device
// has its place too.
func up(x *screen.Exchange) {
	b, rec, ok := stored(x)
	if !ok {
		x.NotFound()
		return
	}
	var row []noted.Boxed
	for _, other := range noted.Box(x) {
		if other.What == b.What {
			row = append(row, other)
			if n := len(row); other.ID == rec.ID && n > 1 {
				row[n-1], row[n-2] = row[n-2], row[n-1]
			}
		}
	}
	for i, other := range row {
		if other.Order == i+1 {
			continue
		}
		other.Order = i + 1
		body, err := other.Encode()
		if err == nil {
			err = x.Vault.Put(x.R.Context(), record.Record{ID: other.ID, Kind: journal.KindBox, At: other.At, Body: body})
		}
		if err != nil {
			x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
			return
		}
		x.Forget(other.ID)
	}
	x.To("/heart/box?done=moved")
}

func stored(x *screen.Exchange) (journal.Box, record.Record, bool) {
	rec, ok := x.Stored()
	if !ok || rec.Kind != journal.KindBox {
		return journal.Box{}, rec, false
	}
	b, err := journal.DecodeBox(rec.Body)
	return b, rec, err == nil
}

var kind = screen.Kind{
	ID: journal.KindBox, Name: "kind.box", File: "box",
	Edit: func(id record.ID) string { return "/heart/box/" + id.String() + "/edit" },
	Line: func(x *screen.Exchange, body []byte) string {
		b, err := journal.DecodeBox(body)
		if err != nil {
			return ""
		}
		return called(x, b)
	},
	Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
		b, err := journal.DecodeBox(body)
		if err != nil {
			return nil, "", err
		}
		return facts(x, b), b.Text, nil
	},
	// What is in the box is for herself, and names those whom she can ring: nothing of it is ticked for her.
	Copy: func(x *screen.Exchange, body []byte) []screen.Part {
		b, err := journal.DecodeBox(body)
		if err != nil {
			return nil
		}
		out := append(x.Lines(facts(x, b)), screen.Writing("text", b.Text)...)
		if photo, ok := b.Picture(); ok {
			out = append(out, screen.Pictured([]journal.Attachment{photo})...)
		}
		return screen.Private(out)
	},
	Words: func(body []byte) string {
		b, _ := journal.DecodeBox(body)
		return b.Name + " " + b.Title + " " + b.By + " " + b.Where + " " + b.Why + " " + b.Text
	},
	Apart: func(x *screen.Exchange, body []byte) (out screen.Apart) {
		b, _ := journal.DecodeBox(body)
		for _, a := range b.Attachments {
			if a.Kind == journal.AttachmentPhoto {
				out.Photos = append(out.Photos, a)
			} else {
				out.State = x.Say("entry.newer.part")
			}
		}
		return out
	},
}

func facts(x *screen.Exchange, b journal.Box) (out []ui.Fact) {
	what := x.Say("entry.newer")
	if key := "box.what." + b.What; x.Words.Has(key) {
		what = x.Say(key)
	}
	for _, f := range []ui.Fact{
		{Name: x.Say("box.fact.what"), Value: what}, {Name: x.Say("box.name"), Value: b.Name}, {Name: x.Say("box.phone"), Value: b.Phone},
		{Name: x.Say("box.song.title"), Value: b.Title}, {Name: x.Say("box.song.by"), Value: b.By}, {Name: x.Say("box.song.where"), Value: b.Where},
		{Name: x.Say("box.why"), Value: b.Why},
	} {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	return out
}
