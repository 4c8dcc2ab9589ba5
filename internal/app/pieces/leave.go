package pieces

import (
	"net/http"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/guidance/writing"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// leave offers both ways out. Neither asks why.
func leave(x *screen.Exchange) {
	x.Show(http.StatusOK, ui.Asked(ui.AskedPage{
		Frame: frame(x), Title: x.Say("pieces.leave.title"), Sentences: []string{x.Say("pieces.leave.lead"), x.Say("pieces.leave.keep.line")},
		Action: start + "/leave", Go: x.Say("pieces.leave.keep"), Back: start, BackLabel: x.Say("pieces.back"),
		Ways: []ui.Choice{{Address: start + "/delete", Label: x.Say("pieces.leave.delete")}},
	}))
}

// leaveDo forgets that the pieces were begun. What was written stays, and so does the rest after an answer about safety.
func leaveDo(x *screen.Exchange) {
	o := chosen(x)
	done(x, choose(x, own{Mind: o.Mind, Rest: o.Rest, Paused: true}), start+"?done=piece-left")
}

func deleteAsk(x *screen.Exchange) {
	lead := x.Say("pieces.delete.lead")
	if x.Keeping() == ui.KeptRelay {
		lead = x.Say("pieces.delete.relay")
	}
	x.Show(http.StatusOK, ui.Confirm(ui.ConfirmPage{
		Frame: frame(x), Title: x.Say("pieces.delete.title"), Sentences: []string{lead},
		Action: start + "/delete", Yes: x.Say("pieces.delete.yes"), No: x.Say("pieces.delete.no"), Back: start + "/leave",
	}))
}

// deleteDo deletes every piece with its drafts, and what was chosen about them. Only the rest after an answer about safety
// goes on, until it is over.
func deleteDo(x *screen.Exchange) {
	var err error
	for _, h := range x.Heads(journal.KindPiece) {
		if e := x.Vault.DeleteAndDropDraft(x.R.Context(), h.ID, screen.EditDraft(h.ID)); e != nil {
			err = e
			continue
		}
		x.Forget(h.ID)
	}
	for _, p := range writing.Pieces() {
		if e := x.Vault.DropDraft(x.R.Context(), strings.TrimPrefix(address(p), "/")); e != nil {
			err = e
		}
	}
	left := own{}
	if rest := chosen(x).Rest; writing.Recent(rest, x.Now().Unix()) {
		left.Rest = rest
	}
	if e := choose(x, left); e != nil {
		err = e
	}
	if err != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notdeleted")
		return
	}
	x.To(start + "?done=pieces-deleted")
}
