package browser

import "syscall/js"

// Place says where the page comes from, and where the relay is: at the same place, unless the host says otherwise in the
// first page. Both without a slash at the end. others are relays of other hosts, which the page may ask as well.
func Place() (site, relay string, others Others) {
	site = js.Global().Get("location").Get("origin").String()
	relay = site
	if start := js.Global().Get("snowdropStart"); start.Truthy() {
		if said := start.Get("relay"); said.Type() == js.TypeString && said.String() != "" {
			relay = said.String()
		}
		if said := start.Get("relays"); said.Type() == js.TypeString {
			others = othersIn(said.String())
		}
	}
	return site, relay, others
}

// WhenOnline calls f, in a goroutine of its own, whenever the browser finds a network again.
func WhenOnline(f func()) {
	js.Global().Call("addEventListener", "online", js.FuncOf(func(js.Value, []js.Value) any {
		go f()
		return nil
	}))
}
