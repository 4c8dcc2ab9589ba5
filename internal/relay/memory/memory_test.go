package memory

import (
	"testing"

	"snowdrop/internal/relay"
	"snowdrop/internal/relay/storetest"
)

func TestTheMemoryKeepsEveryPromiseOfAStoreWhileItLives(t *testing.T) {
	storetest.Run(t, storetest.Kit{
		Open:    func(*testing.T) relay.Store { return New() },
		SetFull: func(s relay.Store, full bool) { s.(*Store).SetFull(full) },
	})
}
