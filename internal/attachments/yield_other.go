//go:build !js

package attachments

// yield does nothing where goroutines are preempted.
func yield() {}
