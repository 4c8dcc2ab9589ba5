package loopback

import (
	"sync"
	"time"
)

// idle calls late once there was no use for as long as the app allows.
type idle struct {
	late func()

	mu    sync.Mutex
	limit time.Duration // 0: never
	last  time.Time     // of the wall clock: the other one stands still while a laptop sleeps
	timer *time.Timer
}

// used starts the waiting anew. Seconds is what the app allows now: 0 is for ever, less than 0 is what it was. Where
// the time was over before, as after a sleep, late is called first. Quiet says that nothing was asked for as long as the
// page itself waits.
func (i *idle) used(seconds int) (quiet bool) {
	i.mu.Lock()
	now := time.Now().Round(0)
	over := i.limit > 0 && now.Sub(i.last) > i.limit
	quiet = i.limit > 0 && now.Sub(i.last) >= i.limit-grace
	i.last = now
	if seconds == 0 {
		i.limit = 0
	} else if seconds > 0 {
		i.limit = time.Duration(seconds)*time.Second + grace
	}
	i.wait()
	i.mu.Unlock()
	if over {
		i.late()
	}
	return quiet
}

// over says whether there was no use for longer than the app allows, as after a sleep. Asking is no use.
func (i *idle) over() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.limit > 0 && time.Now().Round(0).Sub(i.last) > i.limit
}

// wait is called with mu held.
func (i *idle) wait() {
	if i.timer != nil {
		i.timer.Stop()
		i.timer = nil
	}
	if i.limit > 0 {
		i.timer = time.AfterFunc(i.limit, i.late)
	}
}

func (i *idle) stop() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.limit = 0
	i.wait()
}
