package join

import (
	"snowdrop/internal/app/screen"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/invite"
	"snowdrop/internal/ui"
)

// parts fill the page of an invite, by its state.
var parts = map[invite.State]func(*screen.Exchange, invite.View, *ui.InvitePage){
	invite.Waiting: waiting, invite.Comparing: comparing, invite.Agreed: agreed, invite.Approved: approved, invite.Shared: shared,
	invite.Over: ended, invite.Refused: ended, invite.Withdrawn: ended, invite.Used: ended,
}

// space is the one that an invite ended in.
func space(x *screen.Exchange, v invite.View) (sharing.Space, bool) {
	for _, s := range x.Sharing.Spaces() {
		if s.ID == v.Space {
			return s, true
		}
	}
	return sharing.Space{}, false
}

func waiting(x *screen.Exchange, v invite.View, d *ui.InvitePage) {
	stop := ui.Option{Value: "stop", Label: x.Say("join.withdraw")}
	if v.Lost {
		d.Sentences = say(x, "join.waiting.lost")
		d.Answers = []ui.Option{stop}
		d.Ways = again(x)
		return
	}
	d.Sentences = []string{x.Say("join.waiting.lead", "name", v.Other)}
	d.Link, d.Words = v.Link, v.Words
	d.Read = x.Say("join.waiting.read", "address", site(v.Link))
	d.Points = []string{x.Say("join.waiting.once", "time", until(x, v.Until)), x.Say("join.waiting.chat")}
	d.Status = x.Say("join.waiting.status", "name", v.Other)
	d.Answers = []ui.Option{stop}
}

func again(x *screen.Exchange) []ui.Choice {
	return []ui.Choice{{Address: invites, Label: x.Say("join.again")}}
}

func comparing(x *screen.Exchange, v invite.View, d *ui.InvitePage) {
	d.Sentences = []string{x.Say("join.compare.name", "name", v.Name), x.Say("join.compare.lead", "name", v.Other)}
	d.Words = v.Compare
	d.Points = []string{x.Say("join.compare.risk"), x.Say("join.compare.until", "time", until(x, v.Until))}
	d.Answers = []ui.Option{
		{Value: "yes", Label: x.Say("join.compare.yes")}, {Value: "no", Label: x.Say("join.compare.no"), Hint: "no"}, {Value: "stop", Label: x.Say("join.stop")},
	}
}

func agreed(x *screen.Exchange, v invite.View, d *ui.InvitePage) {
	d.Sentences = []string{x.Say("join.agreed.lead", "name", v.Other)}
	d.Words = v.Compare
	d.Status = x.Say("join.agreed.status", "name", v.Other)
	if v.Lost {
		d.Points = []string{x.Say("join.agreed.lost", "name", v.Other)}
	}
	d.Answers = []ui.Option{{Value: "stop", Label: x.Say("join.stop")}}
}

func approved(x *screen.Exchange, _ invite.View, d *ui.InvitePage) {
	d.Status = x.Say("join.approved.lead")
}

func shared(x *screen.Exchange, _ invite.View, d *ui.InvitePage) {
	d.Sentences = say(x, "join.shared.lead")
	d.Ways = []ui.Choice{{Address: "/together", Label: x.Say("place.together")}}
}

// ended says how it ended, and what can be done. The words of the one who was invited are the other's to make.
func ended(x *screen.Exchange, v invite.View, d *ui.InvitePage) {
	lead := "join." + string(v.State) + ".lead"
	if v.State == invite.Refused && !v.Mine {
		lead = "join.refused.other"
	}
	d.Sentences = []string{x.Say(lead, "name", name(v))}
	d.Answers = []ui.Option{{Value: "away", Label: x.Say("join.away")}}
	d.Ways = []ui.Choice{{Address: "/together", Label: x.Say("place.together")}}
	if v.Mine {
		d.Ways = append(again(x), d.Ways...)
	}
}
