package examples

import (
	"strconv"

	"snowdrop/internal/guidance/writing"
	"snowdrop/internal/ui"
)

// tenPieces are the five weeks of writing in each of their states, and the pages on guilt.
func tenPieces() []Example {
	page := func(kept ui.Kept) ui.Frame { return frame("place.heart", "heart", kept) }
	nth := func(n int) string { return words.Say("pieces.nth", "n", strconv.Itoa(n)) }
	fresh := ui.PiecesPage{Frame: page(ui.KeptDevice), Guide: guide("pieces"), Next: ui.Choice{Address: "/heart/pieces/1/begin", Label: say("pieces.begin")}}
	locked := ui.PiecesPage{Frame: page(ui.KeptLocked), Guide: guide("pieces"), Next: ui.Choice{Address: "/unlock", Label: say("place.unlock"), Line: say("pieces.locked")}}
	begun := fresh
	begun.Begun, begun.Mind, begun.Paused = true, true, true
	begun.Next = ui.Choice{Address: "/heart/pieces/3/begin", Label: say("pieces.go"), Line: guide("piece-3").Title}
	part := writing.Part("")
	for _, p := range writing.Pieces() {
		r := ui.PieceRow{Title: guide(p.ID).Title, Nth: nth(p.Number)}
		if p.Part != part {
			part, r.Part = p.Part, say("pieces.part."+string(p.Part))
		}
		switch p.Number {
		case 1:
			r.Address, r.State, r.Read = "/heart/pieces/1/begin", say("pieces.state.written"), []string{"/journal/" + id}
		case 2:
			r.Address, r.State = "/heart/pieces/2/begin", say("pieces.state.skipped")
		case 3:
			r.Address, r.State, r.Skip = "/heart/pieces/3/begin", say("pieces.state.next"), "/heart/pieces/3/skip"
		case 8:
			r.Address, r.State = "/heart/pieces/8/begin", words.Say("pieces.state.set", "name", "Ana")
		}
		begun.Rows = append(begun.Rows, r)
	}
	over := begun
	over.Next, over.None, over.Paused, over.Mind, over.Notice = ui.Choice{}, say("pieces.none"), false, false, say("done.piece-left")
	rest := begun
	rest.Next, rest.None, rest.Paused, rest.Mind, rest.Rows = ui.Choice{}, say("pieces.why.danger"), false, false, rest.Rows[:1]
	rest.Ways = ways("/safety", "pieces.wait.safety", "/calm/grounding", "pieces.wait.ground", "/heart/letters", "pieces.wait.letter")
	out := []Example{{"pieces/resting", ui.Pieces(rest)}, {"pieces/first", ui.Pieces(fresh)}, {"pieces/locked", ui.Pieces(locked)}, {"pieces/begun", ui.Pieces(begun)}, {"pieces/all ten", ui.Pieces(over)}}
	out = append(out, piecesAsked(page(ui.KeptDevice))...)
	out = append(out, piecesWritten(page(ui.KeptDevice), nth)...)
	for _, id := range []string{"not-yours-why", "not-yours-two", "piece-rest"} {
		out = append(out, Example{"guide/" + id, ui.Read(ui.GuidePage{Frame: page(ui.KeptLocked), Guide: guide(id)})})
	}
	return append(out, Example{"guide/not-yours-said", ui.Answers(ui.GuidePage{Frame: page(ui.KeptLocked), Guide: guide("not-yours-said")})})
}

// piecesAsked are the questions before a piece, and what stands there where it stays closed.
func piecesAsked(f ui.Frame) []Example {
	answers := func(name string) []ui.Option {
		yes, no := "pieces.gate.yes", "pieces.gate.no"
		if name == "danger" {
			yes, no = "pieces.gate.danger.yes", "pieces.gate.danger.no"
		}
		return []ui.Option{{Value: "yes", Label: say(yes)}, {Value: "no", Label: say(no)}, {Value: "unsaid", Label: say("pieces.gate.unsaid")}}
	}
	gate := ui.AskedPage{
		Frame: f, Title: say("pieces.gate.title"), Sentences: []string{say("pieces.gate.lead"), say("pieces.gate.kept")}, Notice: say("pieces.gate.draft"),
		Action: "/heart/pieces/1/begin", Go: say("pieces.gate.go"), Back: "/heart/pieces", BackLabel: say("not-now"), Form: with(typed("weeks", "yes"), "danger", "pieces.gate.choose"),
		Questions: []ui.Question{
			{Name: "weeks", Legend: say("pieces.gate.weeks"), Options: answers("")},
			{Name: "danger", Legend: say("pieces.gate.danger"), Hint: say("pieces.gate.danger.hint"), Options: answers("danger")},
			{Name: "mind", Legend: say("pieces.gate.mind"), Hint: say("pieces.gate.mind.hint"), Options: answers("")},
			{Name: "keep", Legend: say("pieces.gate.mind.keep"), Many: true, Options: []ui.Option{{Value: "yes", Label: say("pieces.gate.mind.keep.yes")}}},
			{Name: "unreal", Legend: say("pieces.gate.unreal"), Options: []ui.Option{
				{Value: "yes", Label: say("pieces.gate.unreal.yes")}, {Value: "lately", Label: say("pieces.gate.unreal.lately")},
				{Value: "no", Label: say("pieces.gate.no")}, {Value: "unsaid", Label: say("pieces.gate.unsaid")},
			}},
			scale("before", "pieces.gate.before", "scale.calm"),
		},
	}
	rest := ui.PieceClosedPage{
		Frame: f, Title: say("pieces.rest.title"), Why: say("pieces.why.danger"), Guide: guide("piece-rest"), Words: "It was a Tuesday.\nThe phone rang.",
		Ways: ways("/safety", "pieces.wait.safety", "/calm/grounding", "pieces.wait.ground", "/heart/try/friend", "pieces.wait.friend", "/heart/letters", "pieces.wait.letter"),
	}
	late := ui.PieceClosedPage{
		Frame: f, Title: say("pieces.wait.title"), Why: say("pieces.why.evening"),
		Ways: append(ways("/calm/grounding", "pieces.wait.ground", "/calm", "pieces.wait.calm"),
			ui.Choice{Address: "/heart/pieces/5/begin", Label: words.Say("pieces.wait.soft", "title", guide("piece-5").Title), Line: say("pieces.wait.soft.line")}),
	}
	return []Example{{"pieces/questions", ui.Asked(gate)}, {"pieces/closed", ui.PieceClosed(rest)}, {"pieces/late", ui.PieceClosed(late)}}
}

// piecesWritten are a piece, and the quiet minutes around it.
func piecesWritten(f ui.Frame, nth func(int) string) []Example {
	piece := ui.PieceWritePage{
		Frame: f, Guide: guide("piece-2"), Nth: nth(2), Part: say("pieces.part.confront"), Action: "/heart/pieces/2", Draft: "heart/pieces/2", ID: id, New: true, Skip: "/heart/pieces/2/skip",
	}
	asked, edit := piece, piece
	asked.Form, asked.Notice, asked.Time = typed("text", longText), say("draft.found"), words.Say("pieces.time.about", "n", "17")
	edit.Form, edit.New, edit.Skip, edit.Over = with(typed("text", " "), "text", "problem.text.empty"), false, "", id
	before := ui.PieceQuietPage{
		Frame: f, Guide: guide("piece-arrive"), Go: ui.Choice{Address: "/heart/pieces/2", Label: say("pieces.arrive.go")}, Skip: ui.Choice{Address: "/heart/pieces/2", Label: say("pieces.arrive.skip")},
	}
	after := ui.PieceQuietPage{
		Frame: f, Notice: say("done.device"), Guide: guide("piece-after"), Action: "/heart/pieces/" + id + "/after", Ask: scale("after", "pieces.after.ask", "scale.calm"),
		Skip: ui.Choice{Address: "/heart/pieces", Label: say("pieces.after.skip")},
	}
	stopped := after
	stopped.Notice, stopped.Title, stopped.Lead, stopped.Action = "", say("pieces.stopped.title"), say("pieces.stopped.kept"), "/heart/pieces/stopped"
	heavier := ui.PieceQuietPage{
		Frame: f, Title: say("pieces.after.title"), Lead: words.Say("pieces.after.more", "from", "4", "to", "8"), People: true, Guide: guide("piece-after"),
		Ways: append(ways("/calm/grounding", "pieces.wait.ground"), ui.Choice{Address: "/heart/pieces", Label: say("pieces.back")}),
	}
	return []Example{
		{"pieces/piece", ui.PieceWrite(piece)}, {"pieces/piece, asked for the time", ui.PieceWrite(asked)}, {"pieces/piece, changed", ui.PieceWrite(edit)},
		{"pieces/before", ui.PieceQuiet(before)}, {"pieces/after", ui.PieceQuiet(after)}, {"pieces/stopped", ui.PieceQuiet(stopped)}, {"pieces/much heavier", ui.PieceQuiet(heavier)},
	}
}
