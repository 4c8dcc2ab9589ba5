// Package bring is the place where a person takes in what she has elsewhere: the one file of everything, or what she wrote in other
// programs. It must never change anything before she saw what would come in, put one thing in the place of another, or leave
// something out without saying so.
package bring

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/archive"
	"snowdrop/internal/archive/plain"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

const (
	hub    = "/mine/bring"
	pieces = "/mine/bring/piece"
	inside = "/mine/bring/inside"
	going  = "/mine/bring/going"
	stop   = "/mine/bring/stop"
)

// Place is the place. Form says which names are of a draft of ours.
func Place(form func(name string) bool) screen.Place {
	b := &bringing{form: form}
	with := func(p func(*screen.Exchange, *job)) screen.Screen {
		return func(x *screen.Exchange) {
			if j := b.now(x.Shared); j != nil {
				p(x, j)
				return
			}
			x.To(hub + "?done=bring-gone")
		}
	}
	return screen.Place{
		Later: true, Words: true, Forget: b.forget,
		Writing: map[string]screen.Screen{
			"GET " + hub: b.ask, "POST " + hub: b.take, "POST " + pieces: b.piece,
			"GET " + inside: with(b.inside), "POST " + inside: with(b.begin),
			"GET " + going: with(b.going), "POST " + stop: b.stop,
		},
	}
}

func page(x *screen.Exchange, titleKey string, form ui.Form) ui.BringPage {
	return ui.BringPage{AskedPage: ui.AskedPage{
		Frame: x.Frame("bring.title", "mine"), Title: x.Say(titleKey), Notice: x.Notice(), Form: form, Action: hub, Back: "/mine",
	}}
}

// ask asks for the files.
func (b *bringing) ask(x *screen.Exchange) {
	if j := b.now(x.Shared); j != nil && j.running() {
		x.To(going)
		return
	}
	b.show(x, http.StatusOK, ui.Form{})
}

func (b *bringing) show(x *screen.Exchange, status int, form ui.Form) {
	d := page(x, "bring.title", form)
	d.Sentences = []string{x.Say("bring.lead"), x.Say("bring.lead.look")}
	d.Points = []string{x.Say("bring.point.file"), x.Say("bring.point.text"), x.Say("bring.point.same")}
	if x.Vault.State() == vault.Visit {
		d.Points = append(d.Points, x.Say("bring.visit"))
	}
	d.File, d.Fields, d.Go = true, []ui.Field{{Name: "words", Label: x.Say("bring.words"), Hint: x.Say("bring.words.hint"), Words: true}}, x.Say("bring.look")
	if j := b.now(x.Shared); j != nil && j.id == form.Value("id") && j.there() {
		d.File = false
		d.Held = [][2]string{{"id", j.id}}
		d.Sentences, d.Points = []string{j.named(x)}, nil
		d.Ways = []ui.Choice{{Address: hub, Label: x.Say("bring.other")}}
	} else {
		d.Held = [][2]string{{"id", newID()}}
	}
	x.Show(status, ui.Bring(d))
}

// again shows the form once more. What was chosen stays where it is: nobody can put a file back into a form for her.
func (b *bringing) again(x *screen.Exchange, field, key string, pairs ...string) {
	form := x.Form(ui.Problem{Field: field, Sentence: x.Say(key, pairs...)})
	b.show(x, http.StatusUnprocessableEntity, form)
}

// piece takes a part of a large file, which comes before its form.
func (b *bringing) piece(x *screen.Exchange) {
	number := func(name string) int64 {
		n, err := strconv.ParseInt(x.R.PostForm.Get(name), 10, 64)
		if err != nil {
			return -1
		}
		return n
	}
	content, err := sent(x, "piece")
	if len(content) != 1 || err != nil {
		x.Plain(http.StatusBadRequest, "wrong.title", "wrong.form")
		return
	}
	j := b.begun(x.R.PostForm.Get("id"), number("n") == 0 && number("at") == 0)
	changed := time.Time{}
	if at := number("changed"); at > 0 {
		changed = time.UnixMilli(at)
	}
	switch err := j.add(int(number("n")), x.R.PostForm.Get("name"), changed, number("at"), content[0].content); {
	case errors.Is(err, errTooMuch):
		x.Plain(http.StatusRequestEntityTooLarge, "toolong.title", "bring.problem.toomuch")
	case err != nil:
		x.Plain(http.StatusBadRequest, "wrong.title", "wrong.form")
	default:
		x.Headers()
		x.W.WriteHeader(http.StatusNoContent)
	}
}

// sentFile is a file that came with a form.
type sentFile struct {
	name    string
	content []byte
}

func sent(x *screen.Exchange, field string) (out []sentFile, err error) {
	if x.R.MultipartForm == nil {
		return nil, nil
	}
	for _, h := range x.R.MultipartForm.File[field] {
		if h.Filename == "" && h.Size == 0 {
			continue // nothing was chosen
		}
		content, err := whole(h)
		if err != nil {
			return nil, err
		}
		out = append(out, sentFile{h.Filename, content})
	}
	return out, nil
}

func whole(h *multipart.FileHeader) ([]byte, error) {
	f, err := h.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// take looks at what was chosen: what it is, whether it opens, and what is in it.
func (b *bringing) take(x *screen.Exchange) {
	files, err := sent(x, "file")
	if err != nil {
		x.Plain(http.StatusBadRequest, "wrong.title", "wrong.form")
		return
	}
	j := b.now(x.Shared)
	if len(files) > 0 {
		j = b.begun(newID(), true)
		x.R.PostForm.Set("id", j.id)
		for i, f := range files {
			if j.add(i, f.name, time.Time{}, 0, f.content) != nil {
				b.again(x, "file", "bring.problem.toomuch")
				return
			}
		}
	}
	switch {
	case j == nil || j.id != x.R.PostForm.Get("id") || !j.there():
		b.again(x, "file", "bring.problem.none")
		return
	case j.running():
		x.To(going)
		return
	}
	if err := b.open(x, j); err != nil {
		field, key := problem(err)
		if field == "file" {
			b.drop(j) // another one is to be chosen
		}
		b.again(x, field, key)
		return
	}
	x.To(inside)
}

// open makes a source of what was chosen, and looks through it.
func (b *bringing) open(x *screen.Exchange, j *job) error {
	from, notes, err := j.source(x, x.R.PostForm.Get("words"))
	if err != nil {
		return err
	}
	count, err := Look(x.R.Context(), x.Shared, from, b.form)
	if err != nil {
		return err
	}
	j.looked(from, notes, count)
	return nil
}

// problems are the sentences for what can be wrong with a file, and the field that they stand at.
var problems = []struct {
	err        error
	field, key string
}{
	{archive.ErrNeedWords, "words", "bring.problem.words"},
	{archive.ErrWords, "words", "bring.problem.words.other"},
	{archive.ErrNeedKey, "file", "bring.problem.key"},
	{archive.ErrOtherKey, "file", "bring.problem.key"},
	{archive.ErrFormat, "file", "bring.problem.format"},
	{archive.ErrNewer, "file", "bring.problem.newer"},
	{archive.ErrDamaged, "file", "bring.problem.damaged"},
	{archive.ErrWork, "file", "bring.problem.work"},
	{archive.ErrMany, "file", "bring.problem.many"},
	{archive.ErrName, "file", "bring.problem.name"},
	{archive.ErrDouble, "file", "bring.problem.double"},
	{archive.ErrLarge, "file", "bring.problem.large"},
	{archive.ErrData, "file", "bring.problem.data"},
	{archive.ErrAttachment, "file", "bring.problem.attachment"},
	{errMixed, "file", "bring.problem.mixed"},
	{vault.ErrDiskFull, "file", "bring.problem.full"},
}

func problem(err error) (field, key string) {
	for _, p := range problems {
		if errors.Is(err, p.err) {
			return p.field, p.key
		}
	}
	return "file", "bring.problem.damaged"
}

// inside says what would come in.
func (b *bringing) inside(x *screen.Exchange, j *job) {
	from, notes, c := j.found()
	if from == nil {
		x.To(hub)
		return
	}
	d := page(x, "bring.inside", ui.Form{})
	d.Action, d.Back = inside, ""
	d.Sentences = []string{j.named(x), x.Say("bring.inside.lead")}
	d.Facts = facts(x, c)
	d.Groups = groups(x, notes)
	if d.Stop = x.Say("not-now"); c.New+c.Apart+c.Binned+c.Drafts == 0 && !c.Settings {
		d.Sentences = append(d.Sentences, x.Say("bring.nothing"))
		x.Show(http.StatusOK, ui.Bring(d))
		return
	}
	if c.New > 0 {
		d.Points = append(d.Points, x.Say("bring.deleted"))
	}
	var rhythm struct {
		Days int `json:"days"`
	}
	if x.Own("erase", &rhythm) && rhythm.Days > 0 {
		d.Points = append(d.Points, x.Say("bring.erase"))
	}
	ticks := ui.Question{Name: "also", Legend: x.Say("bring.also"), Many: true}
	if c.Settings {
		ticks.Options = append(ticks.Options, ui.Option{Value: "settings", Label: x.Say("bring.also.settings"), Hint: x.Say("bring.also.settings.hint")})
	}
	if c.Binned > 0 {
		ticks.Options = append(ticks.Options, ui.Option{Value: "bin", Label: x.Say("bring.also.bin")})
	}
	if ticks.Options != nil {
		d.Questions = []ui.Question{ticks}
	}
	d.Go = x.Say("bring.go")
	x.Show(http.StatusOK, ui.Bring(d))
}

// facts are what a file has, in numbers; what there is none of is left out.
func facts(x *screen.Exchange, c Count) (out []ui.Fact) {
	say := func(key, value string) { out = append(out, ui.Fact{Name: x.Say(key), Value: value}) }
	say("bring.fact.entries", strconv.Itoa(c.Entries))
	if c.Entries > 0 {
		say("bring.fact.days", x.Say("bring.days", "from", x.Date("day", x.In(c.From)), "to", x.Date("day", x.In(c.To))))
	}
	for _, f := range []struct {
		key string
		n   int
	}{
		{"pictures", c.Pictures}, {"new", c.New}, {"same", c.Same}, {"apart", c.Apart}, {"bin", c.Binned}, {"drafts", c.Drafts},
		{"begun", c.Begun}, {"missing", c.Missing}, {"unread", c.Unread}, {"refused", c.Refused},
	} {
		if f.n > 0 {
			say("bring.fact."+f.key, strconv.Itoa(f.n))
		}
	}
	return out
}

// groups says of notes which day they get, and which were left out.
func groups(x *screen.Exchange, n notes) (out []ui.TakeGroup) {
	var days ui.TakeGroup
	for _, from := range []plain.Dated{plain.Filed, plain.Today} {
		if many := n.dated[from]; many > 0 {
			days.Points = append(days.Points, x.Say("bring.day."+string(from), "n", strconv.Itoa(many)))
		}
	}
	if days.Points != nil {
		days.Title = x.Say("bring.day")
		out = append(out, days)
	}
	if len(n.left) == 0 {
		return out
	}
	left := ui.TakeGroup{Title: x.Say("bring.left")}
	for _, l := range n.left {
		left.Points = append(left.Points, x.Say("bring.left."+string(l.why), "name", l.name))
	}
	return append(out, left)
}

// begin brings it in.
func (b *bringing) begin(x *screen.Exchange, j *job) {
	var c Choice
	for _, also := range x.Chosen("also") {
		c.Settings = c.Settings || also == "settings"
		c.Binned = c.Binned || also == "bin"
	}
	if from, _, _ := j.found(); from == nil {
		x.To(hub)
		return
	}
	if j.start() {
		go b.run(x.Shared, j, c)
	}
	x.To(going)
}

// shortly is how long a page waits for the end, so that what is soon over is shown as over.
const shortly = 200 * time.Millisecond

// going says how far it is, and in the end what came of it.
func (b *bringing) going(x *screen.Exchange, j *job) {
	if !j.begunToRun() {
		x.To(inside)
		return
	}
	if runtime.GOOS != "js" {
		j.wait(x.R.Context(), shortly)
	}
	done, of, over, c, err := j.far()
	if over {
		b.ended(x, j, c, err)
		return
	}
	d := page(x, "bring.title", ui.Form{})
	x.Follow(&d.Frame)
	d.Bar = &ui.TakeBar{Label: x.Say("bring.far", "n", strconv.Itoa(done), "of", strconv.Itoa(of)), Done: done, Of: of}
	d.Sentences = []string{x.Say("bring.going")}
	d.Stop, d.Again = x.Say("bring.stop"), going
	x.Show(http.StatusOK, ui.Bring(d))
}

// ended says what came of it. What came in stays, whatever happened then.
func (b *bringing) ended(x *screen.Exchange, j *job, c Count, err error) {
	title, lead := "bring.done", "bring.done.lead"
	switch {
	case errors.Is(err, errStopped):
		title, lead = "bring.stopped", "bring.stopped.lead"
	case errors.Is(err, vault.ErrDiskFull):
		title, lead = "bring.broken", "bring.broken.full"
	case err != nil:
		title, lead = "bring.broken", "bring.broken.lead"
	}
	_, n, _ := j.found()
	d := page(x, title, ui.Form{})
	d.Sentences, d.Groups = []string{x.Say(lead)}, groups(x, n)
	if err == nil {
		d.Facts = facts(x, c)
	}
	d.Ways = []ui.Choice{{Address: "/journal", Label: x.Say("bring.journal")}, {Address: hub, Label: x.Say("bring.more")}, {Address: "/mine", Label: x.Say("bring.back")}}
	x.Show(http.StatusOK, ui.Bring(d))
}

// stop ends what is under way, or puts away what was only looked at.
func (b *bringing) stop(x *screen.Exchange) {
	j := b.now(x.Shared)
	switch {
	case j == nil:
		x.To(hub)
	case j.running():
		j.halt()
		x.To(going)
	default:
		b.drop(j)
		x.To("/mine")
	}
}
