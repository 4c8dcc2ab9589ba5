package pieces

import (
	"net/http"
	"strconv"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/guidance/writing"
	"snowdrop/internal/ui"
)

// quiet is the quiet minute after a piece, with the question how it is now.
func quiet(x *screen.Exchange) ui.PieceQuietPage {
	d := ui.PieceQuietPage{Frame: frame(x), Notice: x.Notice(), Action: x.R.URL.Path, Ask: heavy(x, "after", "pieces.after.ask")}
	d.Skip = ui.Choice{Address: start, Label: x.Say("pieces.after.skip")}
	d.Guide, _ = x.Guidance("piece-after") // without it the question and the ways on are still there
	if d.Guide.Title == "" {
		d.Title = x.Say("pieces.after.title")
	}
	return d
}

// after comes after a piece that was kept. Once it was said how heavy it is now, it says what that means.
func after(x *screen.Exchange) {
	_, p, ok := stored(x)
	if !ok {
		x.NotFound()
		return
	}
	d := quiet(x)
	if p.After != nil {
		closing(x, &d, p.Before, p.After)
	}
	x.Show(http.StatusOK, ui.PieceQuiet(d))
}

func afterDo(x *screen.Exchange) {
	rec, p, ok := stored(x)
	if !ok {
		x.NotFound()
		return
	}
	var problems []ui.Problem
	n := x.Scale("after", &problems)
	if problems != nil {
		again(x, http.StatusUnprocessableEntity, problems)
		return
	}
	if n == nil {
		x.To(start)
		return
	}
	p.After = n
	body, err := p.Encode()
	if err == nil {
		rec.Body = body
		err = x.Vault.Put(x.R.Context(), rec) // not as its form does: words that were begun there stay
	}
	if err == nil {
		x.Forget(rec.ID)
	}
	if err != nil { // the number is not kept, and what follows from it is said all the same
		d := quiet(x)
		closing(x, &d, p.Before, n)
		problem, status := x.Refused("after", err)
		d.Notice = problem.Sentence
		x.Show(status, ui.PieceQuiet(d))
		return
	}
	x.To(x.R.URL.Path)
}

func again(x *screen.Exchange, status int, problems []ui.Problem) {
	d := quiet(x)
	d.Form = x.Form(problems...)
	x.Show(status, ui.PieceQuiet(d))
}

// closing says plainly what happened to the number, whichever way it went. Much heavier means people first.
func closing(x *screen.Exchange, d *ui.PieceQuietPage, before, now *int) {
	d.Action, d.Title, d.Lead = "", x.Say("pieces.after.title"), x.Say("pieces.after.unsaid")
	if before != nil && now != nil {
		from, to := strconv.Itoa(*before), strconv.Itoa(*now)
		switch {
		case *now < *before:
			d.Lead = x.Say("pieces.after.less", "from", from, "to", to)
		case *now > *before:
			d.Lead = x.Say("pieces.after.more", "from", from, "to", to)
		default:
			d.Lead = x.Say("pieces.after.same", "n", to)
		}
	}
	d.People = writing.MuchHigher(before, now)
	if d.People {
		d.Ways = append(d.Ways, ui.Choice{Address: "/calm/grounding", Label: x.Say("pieces.wait.ground"), Line: x.Say("pieces.wait.ground.line")})
	}
	d.Ways = append(d.Ways, ui.Choice{Address: "/calm", Label: x.Say("pieces.wait.calm"), Line: x.Say("pieces.wait.calm.line")},
		ui.Choice{Address: start, Label: x.Say("pieces.back")})
}

// stopped comes when a piece was stopped. Whether there are words decides what is said of them, and nothing else.
func stopped(x *screen.Exchange) { x.Show(http.StatusOK, ui.PieceQuiet(stoppedPage(x))) }

func stoppedPage(x *screen.Exchange) ui.PieceQuietPage {
	d := quiet(x)
	d.Title, d.Lead = x.Say("pieces.stopped.title"), x.Say("pieces.stopped.none")
	if o := chosen(x); o.Pass != nil {
		if p, ok := writing.ByID(o.Pass.Piece); ok && draft(x, p) != "" {
			d.Lead = x.Say("pieces.stopped.kept")
		}
	}
	return d
}

// stoppedDo keeps nothing: it only says what follows.
func stoppedDo(x *screen.Exchange) {
	var problems []ui.Problem
	n := x.Scale("after", &problems)
	d := stoppedPage(x)
	switch {
	case problems != nil:
		d.Form = x.Form(problems...)
		x.Show(http.StatusUnprocessableEntity, ui.PieceQuiet(d))
	case n == nil:
		x.To(start)
	default:
		var before *int
		if o := chosen(x); o.Pass != nil {
			before = o.Pass.Before
		}
		closing(x, &d, before, n)
		x.Show(http.StatusOK, ui.PieceQuiet(d))
	}
}
