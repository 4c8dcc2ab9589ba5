package browser

import (
	"syscall/js"
	"time"
)

// Now is the time where the person is. Go reads the browser's offset from UTC once, and a worker may live on
// through a change of the clocks; so it is asked for every time.
func Now() time.Time { return In(time.Now()) }

// In puts a moment into the person's time zone as it was then: the browser knows the rules of other days, and
// the zone data of Go would add 450 KB to the app.
func In(t time.Time) time.Time {
	west := js.Global().Get("Date").New(float64(t.UnixMilli())).Call("getTimezoneOffset").Int()
	return t.In(time.FixedZone("", -west*60))
}
