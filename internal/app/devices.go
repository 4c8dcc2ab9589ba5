package app

import (
	"net/http"

	"snowdrop/internal/devices"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// devices lists a person's devices and what can be done about them.
func (a *App) devices(x *exchange) {
	d := ui.DevicesPage{Frame: x.frame("devices.title", "mine"), Notice: x.notice(), News: x.news(), State: x.relayState()}
	x.live(&d.Frame)
	for _, v := range a.Devices.List() {
		at := "/mine/devices/" + v.ID.String()
		row := ui.Device{Name: v.Name, Here: v.Here, Rename: at + "/rename"}
		if !v.Here {
			row.Remove = at + "/remove"
		}
		d.Devices = append(d.Devices, row)
	}
	for address, key := range a.deviceWays() {
		d.Ways = append(d.Ways, ui.Choice{Address: address, Label: x.say(key), Line: x.say(key + ".line")})
	}
	x.show(http.StatusOK, ui.Devices(d))
}

// deviceWays are the addresses of what else can be done, in order, each with its key.
func (a *App) deviceWays() func(func(string, string) bool) {
	return func(each func(address, key string) bool) {
		for _, w := range [][2]string{
			{"/mine/kit", "devices.kit"}, {"/mine/words/new", "devices.words"}, {"/mine/someone", "devices.someone"},
			{"/mine/forget", "devices.forget"}, {"/mine/delete", "devices.delete"},
		} {
			if !each(w[0], w[1]) {
				return
			}
		}
	}
}

// device is the one that an address names.
func (x *exchange) device() (devices.Device, bool) {
	id, err := record.ParseID(x.r.PathValue("id"))
	if err != nil {
		return devices.Device{}, false
	}
	for _, v := range x.a.Devices.List() {
		if v.ID == id {
			return v, true
		}
	}
	return devices.Device{}, false
}

func (a *App) renameAsk(x *exchange) { x.showRename(http.StatusOK, ui.Form{}) }

func (x *exchange) showRename(status int, form ui.Form) {
	v, ok := x.device()
	if !ok {
		x.a.notFound(x)
		return
	}
	d := x.asked("rename.title", form)
	if d.Form.Values == nil {
		d.Form.Values = map[string][]string{"device": {v.Name}}
	}
	d.Fields = append([]ui.Field{{Name: "device", Label: x.say("rename.name"), Hint: x.say("relay.device.hint")}}, x.proofFields()...)
	d.Go = x.say("rename.go")
	x.show(status, ui.Asked(d))
}

func (a *App) renameDo(x *exchange) {
	v, ok := x.device()
	if !ok {
		a.notFound(x)
		return
	}
	name, problems := x.deviceName("device")
	proof, more := x.proof()
	if problems = append(problems, more...); problems == nil {
		err := a.Devices.Rename(x.r.Context(), proof, v.ID, name)
		if err == nil {
			x.to("/mine/devices?done=renamed")
			return
		}
		problems = []ui.Problem{x.ownerProblem(x.proofField(), err)}
	}
	x.showRename(http.StatusUnprocessableEntity, x.form(problems...))
}

func (a *App) removeAsk(x *exchange) { x.showRemove(http.StatusOK, ui.Form{}) }

// showRemove says what a removal does, and what it cannot do.
func (x *exchange) showRemove(status int, form ui.Form) {
	v, ok := x.device()
	if !ok || v.Here {
		x.a.notFound(x)
		return
	}
	d := x.asked("remove.title", form)
	d.Sentences = []string{x.say("remove.lead", "name", v.Name)}
	d.Points = []string{x.say("remove.keeps"), x.say("remove.words")}
	d.Fields, d.Go, d.Danger = x.proofFields(), x.say("remove.go"), true
	x.show(status, ui.Asked(d))
}

func (a *App) removeDo(x *exchange) {
	v, ok := x.device()
	if !ok || v.Here {
		a.notFound(x)
		return
	}
	proof, problems := x.proof()
	if problems == nil {
		err := a.Devices.Remove(x.r.Context(), proof, v.ID)
		if err == nil {
			x.to("/mine/devices?done=removed")
			return
		}
		problems = []ui.Problem{x.ownerProblem(x.proofField(), err)}
	}
	x.showRemove(http.StatusUnprocessableEntity, x.form(problems...))
}
