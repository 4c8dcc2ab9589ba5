package examples

import "snowdrop/internal/ui"

// box is My box.
func box() []Example {
	add := []ui.Choice{
		{Address: "/heart/box/new/person", Label: say("box.new.person")}, {Address: "/heart/box/new/words", Label: say("box.new.words")},
		{Address: "/heart/box/new/picture", Label: say("box.new.picture")}, {Address: "/heart/box/new/song", Label: say("box.new.song")},
	}
	full := ui.BoxPage{Frame: frame("box.title", "heart", ui.KeptDevice), Notice: say("done.moved"), Add: add, Groups: []ui.BoxGroup{
		{ID: "person", Title: say("box.person"), Things: []ui.BoxThing{
			{ID: "b1", Name: "Kim", Call: &ui.Call{Name: "Kim", Number: "+44 20 7946 0018", Tel: "+442079460018", Note: "She only listens."}, Change: "/heart/box/b1/edit"},
			{ID: "b2", Name: "Aunt Jo", Call: &ui.Call{Name: "Aunt Jo", Note: "Makes tea, and asks nothing."}, Change: "/heart/box/b2/edit", Up: "/heart/box/b2/up"},
		}},
		{ID: "words", Title: say("box.words"), Things: []ui.BoxThing{
			{ID: "b3", Name: "This wave passes.", Text: "This wave passes.\nIt did before.", Lines: []string{"My sister wrote it on a card."}, Change: "/heart/box/b3/edit"},
		}},
		{ID: "picture", Title: say("box.picture"), Things: []ui.BoxThing{
			{ID: "b4", Name: "The lake", Photo: &ui.Photo{ID: "p", Alt: "The lake", State: say("photo.nothere")}, Lines: []string{"The lake"}, Change: "/heart/box/b4/edit"},
		}},
		{ID: "song", Title: say("box.song"), Things: []ui.BoxThing{
			{ID: "b5", Name: "The slow one", Text: "The slow one", Lines: []string{"a made-up band", "the blue record"}, Change: "/heart/box/b5/edit"},
		}},
	}}
	field := func(name, key, hint, kind string) ui.BoxField {
		f := ui.BoxField{Name: name, Label: say(key), Kind: kind, Mode: kind}
		if hint != "" {
			f.Hint = say(hint)
		}
		return f
	}
	person := ui.BoxFormPage{
		Frame: frame("box.title", "heart", ui.KeptDevice), Title: say("box.new.person"), Action: "/heart/box/new/person", Draft: "heart/box/new/person", ID: "x",
		Fields: []ui.BoxField{field("name", "box.name", "", "text"), field("phone", "box.phone", "box.phone.hint", "tel"), field("why", "box.why.person", "box.why.person.hint", "text")},
	}
	wrong := person
	wrong.Form = with(typed("name", "Kim", "phone", "ask Jo"), "phone", "problem.box.phone")
	picture := ui.BoxFormPage{
		Frame: frame("box.title", "heart", ui.KeptDevice), Title: say("box.change"), Action: "/heart/box/b4/edit", Draft: "journal/b4", Found: true, ID: "x", Over: "y",
		Form: with(typed("why", "The lake"), "photo", "problem.box.photo"), PhotoName: say("box.photo.other"), Photo: &ui.Photo{ID: "p", Alt: "The lake", State: say("photo.nothere")},
		Fields: []ui.BoxField{field("why", "box.why", "box.why.hint", "text")}, Delete: "/journal/b4/delete",
	}
	words := person
	words.Title, words.Fields = say("box.new.words"), []ui.BoxField{{Name: "text", Label: say("box.text"), Hint: say("box.text.hint"), Area: true}}
	return []Example{
		{"box", ui.Box(full)},
		{"box/empty", ui.Box(ui.BoxPage{Frame: frame("box.title", "heart", ui.KeptVisit), Add: add})},
		{"box/person", ui.BoxForm(person)},
		{"box/person, with a problem", ui.BoxForm(wrong)},
		{"box/words", ui.BoxForm(words)},
		{"box/picture, change", ui.BoxForm(picture)},
	}
}
