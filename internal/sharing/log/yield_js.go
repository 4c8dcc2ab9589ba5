package log

import "time"

// yield gives the worker's event loop a turn: js/wasm has no preemption, and runtime.Gosched does not return to JavaScript.
func yield() { time.Sleep(time.Millisecond) }
