package share

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/talk"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/copied"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// shareable is the entry of the address, where it is one that can be shown.
func shareable(x *screen.Exchange) (record.Record, screen.Kind, bool) {
	rec, ok := x.Stored()
	k, _ := x.KindOf(rec.Kind)
	return rec, k, ok && k.Copy != nil
}

func shareAddress(id record.ID) string { return "/together/share/" + id.String() }

// whom asks to whom something is shown, and says who sees a copy of it now.
func whom(x *screen.Exchange) {
	rec, _, ok := shareable(x)
	if !ok {
		x.NotFound()
		return
	}
	d := ui.SharedPage{Frame: frame(x), Notice: x.Notice(), Heading: x.Say("share.title"), Lead: []string{x.KindName(rec.Kind) + ", " + x.Moment(rec.At) + "."}}
	entry := ui.Choice{Address: "/journal/" + rec.ID.String(), Label: x.Say("share.entry")}
	h, _ := x.Head(rec.ID)
	switch {
	case !x.Sharing.Available():
		d.Lead = append(d.Lead, x.Say("share.unavailable"))
		d.Ways = []ui.Choice{{Address: "/mine/where", Label: x.Say("share.where")}, entry}
	case h.Versions > 1:
		d.Lead = append(d.Lead, x.Say("share.versions"))
		d.Ways = []ui.Choice{entry}
	default:
		d.Groups = slices.Concat(seeing(x, rec.ID), open(x, rec.ID))
		d.Ways = []ui.Choice{entry, {Address: "/together/seen", Label: x.Say("share.seen")}}
	}
	x.Show(http.StatusOK, ui.Shared(d))
}

// seeing is who sees a copy of an entry now. Each is taken back at once.
func seeing(x *screen.Exchange, id record.ID) []ui.SharedGroup {
	g := ui.SharedGroup{ID: "seeing", Title: x.Say("share.seeing")}
	for _, c := range x.Copies(id) {
		t := ui.SharedThing{
			Title: x.Say("share.sees", "name", c.Other), Address: address(c.Space) + "/" + c.Items[0].ID.String(), Line: x.Say("share.sees.look"),
			Do: x.Say("share.back"), Action: shareAddress(id) + "/" + c.Path + "/back",
		}
		if !c.Items[0].Sent {
			t.Mark = x.Say("waiting.mark")
		}
		g.Things = append(g.Things, t)
	}
	if g.Things == nil {
		return nil
	}
	return []ui.SharedGroup{g}
}

// open are those to whom it can be shown, and a way to invite somebody.
func open(x *screen.Exchange, id record.ID) []ui.SharedGroup {
	g := ui.SharedGroup{ID: "whom", Title: x.Say("share.whom"), Lead: x.Say("share.whom.lead")}
	for _, s := range x.Sharing.Spaces() {
		switch {
		case mayShow(s):
			g.Ways = append(g.Ways, ui.Choice{Address: shareAddress(id) + "/" + s.Path, Label: s.Other, Line: x.Say("share.whom.first")})
		case s.Quiet && s.State == sharing.Open && !s.Professional:
			g.Ways = append(g.Ways, ui.Choice{Address: address(s), Label: s.Other, Line: x.Say("share.line.quiet")})
		}
	}
	if g.Ways == nil {
		g.Lead = x.Say("share.whom.none")
	}
	g.Ways = append(g.Ways, ui.Choice{Address: "/together/invite", Label: x.Say("share.invite")})
	return []ui.SharedGroup{g}
}

// wanted is one showing of an entry to somebody, as far as it was chosen.
type wanted struct {
	rec   record.Record
	parts []screen.Part // all that there are
	in    []screen.Part // those that are ticked
	copy  items.Copy
	here  bool // all of it is on this device
}

// want reads what was ticked. Where nothing was sent, everything is that is not private.
func want(x *screen.Exchange, rec record.Record, k screen.Kind) wanted {
	w := wanted{rec: rec, parts: k.Copy(x, rec.Body), here: true}
	if k.Apart != nil {
		w.here = !k.Apart(x, rec.Body).Fixed
	}
	ticked := slices.Concat(x.R.PostForm["part"], x.R.PostForm["private"])
	w.copy = items.Copy{Of: rec.Kind, Day: x.Local(rec.At).Format(time.DateOnly), Lang: x.Words.Lang}
	for _, p := range w.parts {
		if x.R.Method == http.MethodGet && p.Private || x.R.Method == http.MethodPost && !slices.Contains(ticked, p.ID) {
			continue
		}
		if p.Photo.Type != "" {
			p.Part.Photo = &items.File{Blob: p.Photo.Blob, Type: p.Photo.Type, Length: p.Photo.Length}
			w.here = w.here && x.Photos.Status(p.Photo).Here
		}
		w.in = append(w.in, p)
		w.copy.Parts = append(w.copy.Parts, p.Part)
	}
	return w
}

// sum is of all that the preview shows: what goes into the space has the same, or it is looked at again first.
func (w wanted) sum() string {
	body, err := json.Marshal(w.copy)
	if err != nil {
		panic("share: a copy always encodes: " + err.Error())
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}

// preview shows what somebody will see, before anything is put there.
func preview(x *screen.Exchange, s sharing.Space) {
	rec, k, ok := shareable(x)
	switch {
	case !ok:
		x.NotFound()
	case !mayShow(s):
		x.To(address(s))
	case talk.Before(x, s, rec.ID) != "": // the first thing that a professional would see: there is something to know before
		x.To(talk.Before(x, s, rec.ID))
	default:
		showPreview(x, http.StatusOK, s, want(x, rec, k), ui.Form{}, "")
	}
}

func showPreview(x *screen.Exchange, status int, s sharing.Space, w wanted, form ui.Form, notice string) {
	d := ui.PreviewPage{
		Frame: frame(x), Form: form, Notice: notice, Heading: x.Say("share.show.title", "name", s.Other),
		Action: shareAddress(w.rec.ID) + "/" + s.Path, Back: shareAddress(w.rec.ID), Go: x.Say("share.show", "name", s.Other),
		Usual:   ui.Question{Name: "part", Legend: x.Say("share.parts"), Many: true},
		Private: ui.Question{Name: "private", Legend: x.Say("share.private"), Hint: x.Say("share.private.hint"), Many: true},
	}
	if len(w.in) > 0 {
		d.Lead = []string{x.Say("share.preview", "name", s.Other)}
		c := x.ShowCopy(w.copy, func(i int) *ui.Photo { return &x.PhotosOf(w.rec.ID, []journal.Attachment{w.in[i].Photo})[0] }, nil)
		d.Copy = &c
	} else {
		d.Lead = []string{x.Say("share.preview.none")}
	}
	if s.Kind == sharing.Care {
		d.Lead = append(d.Lead, x.Say("share.warning", "name", s.Other))
	}
	if id, ok := copied.ID(x.Sharing, s.ID, w.rec.ID); ok {
		d.Held = append(d.Held, [2]string{"id", id.String()}, [2]string{"seen", w.sum()})
	}
	d.Form.Values = map[string][]string{}
	for _, p := range w.parts {
		q, in := &d.Usual, slices.ContainsFunc(w.in, func(i screen.Part) bool { return i.ID == p.ID })
		if p.Private {
			q = &d.Private
		}
		q.Options = append(q.Options, ui.Option{Value: p.ID, Label: label(x, p)})
		if in {
			d.Form.Values.Add(q.Name, p.ID)
			d.Held = append(d.Held, [2]string{q.Name, p.ID})
		}
	}
	x.Show(status, ui.Preview(d))
}

// label is what stands beside the tick of a part.
func label(x *screen.Exchange, p screen.Part) string {
	switch {
	case p.Label != "":
		return p.Label
	case p.Photo.Type != "" && p.Text == "":
		return x.Say("share.part.photo")
	case p.Photo.Type != "":
		return x.Say("share.part.photo") + ": " + p.Text
	case p.Name != "" && p.Text != "":
		return p.Name + ": " + begin(p.Text)
	case p.Name != "":
		return p.Name
	}
	return begin(p.Text)
}

// show puts a copy where the person wants it, or shows again what it would be.
func show(x *screen.Exchange, s sharing.Space) {
	rec, k, ok := shareable(x)
	if !ok {
		x.NotFound()
		return
	}
	w := want(x, rec, k)
	again := func(status int, key string) {
		problem := ui.Problem{Field: "part", Sentence: x.Say(key, "name", s.Other)}
		if len(w.parts) > 0 && !slices.ContainsFunc(w.parts, func(p screen.Part) bool { return !p.Private }) {
			problem.Field = "private"
		}
		showPreview(x, status, s, w, ui.Form{Problems: []ui.Problem{problem}}, "")
	}
	switch {
	case !mayShow(s):
		x.To(address(s))
	case talk.Before(x, s, rec.ID) != "":
		x.To(talk.Before(x, s, rec.ID))
	case len(w.in) == 0:
		again(http.StatusUnprocessableEntity, "problem.share.none")
	case x.Value("do") != "show":
		showPreview(x, http.StatusOK, s, w, ui.Form{}, "")
	case x.Value("seen") != w.sum():
		showPreview(x, http.StatusConflict, s, w, ui.Form{}, x.Say("share.changed"))
	case !w.here:
		again(http.StatusConflict, "problem.share.nothere")
	default:
		if err := put(x, s, w); err != nil {
			status, key := refused(err)
			again(status, key)
			return
		}
		x.To(shareAddress(rec.ID) + "?done=shown")
	}
}

// refused says why nothing went there.
func refused(err error) (int, string) {
	switch {
	case errors.Is(err, sharing.ErrQuiet), errors.Is(err, sharing.ErrEnded), errors.Is(err, sharing.ErrMayNot):
		return http.StatusConflict, "problem.share.ended"
	case errors.Is(err, items.ErrCopyTooLong), errors.Is(err, sharing.ErrTooLarge):
		return http.StatusRequestEntityTooLarge, "problem.share.long"
	case errors.Is(err, vault.ErrDiskFull):
		return http.StatusInsufficientStorage, "problem.full"
	}
	return http.StatusInternalServerError, "problem.share"
}

// put puts it there, with its files first, and takes back what was there of the same entry before: what somebody sees of it is
// what was shown last.
func put(x *screen.Exchange, s sharing.Space, w wanted) error {
	ctx := x.R.Context()
	id, err := record.ParseID(x.Value("id"))
	before := x.Copies(w.rec.ID)
	if err != nil || !copied.Is(x.Sharing, s.ID, w.rec.ID, id) {
		var ok bool
		if id, ok = copied.ID(x.Sharing, s.ID, w.rec.ID); !ok {
			return sharing.ErrUnknown
		}
	}
	if _, there := x.Sharing.Item(s.ID, id); there {
		return nil // sent a second time
	}
	c := w.copy
	c.Parts = slices.Clone(c.Parts)
	for i, p := range w.in {
		if p.Photo.Type == "" {
			continue
		}
		var picture bytes.Buffer
		if err := x.Photos.Open(ctx, &picture, p.Photo); err != nil {
			return err
		}
		f, err := x.Sharing.AddFile(ctx, s.ID, picture.Bytes())
		if err != nil {
			return err
		}
		f.Type = p.Photo.Type
		c.Parts[i].Photo = &f
	}
	c, err = c.Fit(func(rest string) (items.File, error) {
		f, err := x.Sharing.AddFile(ctx, s.ID, []byte(rest))
		f.Type = "text/plain"
		return f, err
	})
	if err != nil {
		return err
	}
	body, err := c.Encode()
	if err == nil {
		err = x.Sharing.Put(ctx, s.ID, id, items.KindCopy, today(x), body)
	}
	if err != nil {
		return err
	}
	return takeBack(x, before, s)
}

// back takes every copy of an entry back from one space.
func back(x *screen.Exchange, s sharing.Space) {
	id, ok := x.PathID()
	if !ok {
		x.NotFound()
		return
	}
	if err := takeBack(x, x.Copies(id), s); err != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.share.back")
		return
	}
	x.To(shareAddress(id) + "?done=taken-back")
}

func takeBack(x *screen.Exchange, copies []screen.Copied, s sharing.Space) error {
	for _, c := range copies {
		if c.ID != s.ID {
			continue
		}
		ids := make([]record.ID, len(c.Items))
		for i, item := range c.Items {
			ids[i] = item.ID
		}
		if err := x.Sharing.TakeBack(x.R.Context(), s.ID, ids...); err != nil {
			return err
		}
	}
	return nil
}
