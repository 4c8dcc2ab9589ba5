package browser

import (
	"syscall/js"
	"time"
)

// Now is the time where the person is. Go reads the browser's offset from UTC once, and a worker may live on
// through a change of the clocks; so it is asked for every time. The rules of other days are not known here.
func Now() time.Time {
	west := js.Global().Get("Date").New().Call("getTimezoneOffset").Int()
	return time.Now().In(time.FixedZone("", -west*60))
}
