package contents

import "time"

// yield gives the worker's event loop a turn. runtime.Gosched would not: while any goroutine can run,
// Go does not return to JavaScript, and no message from the page gets in. A shorter sleep is over before Go looks.
func yield() { time.Sleep(time.Millisecond) }
