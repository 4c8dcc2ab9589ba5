package app

import (
	"net/http"

	"snowdrop/internal/devices"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// devices lists a person's devices and what can be done about them.
func (a *App) devices(x *exchange) {
	d := ui.DevicesPage{Frame: x.Frame("devices.title", "mine"), Notice: x.Notice(), News: x.news(), State: x.relayState()}
	x.Live(&d.Frame)
	for _, v := range a.Devices.List() {
		at := "/mine/devices/" + v.ID.String()
		row := ui.Device{Name: v.Name, Here: v.Here, Rename: at + "/rename"}
		if !v.Here {
			row.Remove = at + "/remove"
		}
		d.Devices = append(d.Devices, row)
	}
	for address, key := range a.deviceWays() {
		d.Ways = append(d.Ways, ui.Choice{Address: address, Label: x.Say(key), Line: x.Say(key + ".line")})
	}
	x.Show(http.StatusOK, ui.Devices(d))
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
	id, err := record.ParseID(x.R.PathValue("id"))
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
		x.NotFound()
		return
	}
	d := x.asked("rename.title", form)
	if d.Form.Values == nil {
		d.Form.Values = map[string][]string{"device": {v.Name}}
	}
	d.Fields = append([]ui.Field{{Name: "device", Label: x.Say("rename.name"), Hint: x.Say("relay.device.hint")}}, x.proofFields()...)
	d.Go = x.Say("rename.go")
	x.Show(status, ui.Asked(d))
}

func (a *App) renameDo(x *exchange) {
	v, ok := x.device()
	if !ok {
		x.NotFound()
		return
	}
	name, problems := x.deviceName("device")
	proof, more := x.proof()
	if problems = append(problems, more...); problems == nil {
		err := a.Devices.Rename(x.R.Context(), proof, v.ID, name)
		if err == nil {
			x.To("/mine/devices?done=renamed")
			return
		}
		problems = []ui.Problem{x.ownerProblem(x.proofField(), err)}
	}
	x.showRename(http.StatusUnprocessableEntity, x.Form(problems...))
}

func (a *App) removeAsk(x *exchange) { x.showRemove(http.StatusOK, ui.Form{}) }

// showRemove says what a removal does, and what it cannot do.
func (x *exchange) showRemove(status int, form ui.Form) {
	v, ok := x.device()
	if !ok || v.Here {
		x.NotFound()
		return
	}
	d := x.asked("remove.title", form)
	d.Sentences = []string{x.Say("remove.lead", "name", v.Name)}
	d.Points = []string{x.Say("remove.keeps"), x.Say("remove.words")}
	d.Fields, d.Go, d.Danger = x.proofFields(), x.Say("remove.go"), true
	x.Show(status, ui.Asked(d))
}

func (a *App) removeDo(x *exchange) {
	v, ok := x.device()
	if !ok || v.Here {
		x.NotFound()
		return
	}
	proof, problems := x.proof()
	if problems == nil {
		err := a.Devices.Remove(x.R.Context(), proof, v.ID)
		if err == nil {
			x.To("/mine/devices?done=removed")
			return
		}
		problems = []ui.Problem{x.ownerProblem(x.proofField(), err)}
	}
	x.showRemove(http.StatusUnprocessableEntity, x.Form(problems...))
}
