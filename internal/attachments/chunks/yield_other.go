//go:build !js

package chunks

// yield does nothing where goroutines are preempted.
func yield() {}
