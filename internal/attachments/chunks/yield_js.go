package chunks

import "time"

// yield gives the worker's event loop a turn, as internal/vault does: js/wasm has one thread and no preemption.
func yield() { time.Sleep(time.Millisecond) }
