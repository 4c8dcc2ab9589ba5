package lines

import (
	"context"

	"snowdrop/internal/attachments"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/record"
	"snowdrop/internal/syncer"
)

// Spaces stay at the relay that they were made at, wherever the home of who is in them goes. So there is one group for each
// relay, which keeps those of that relay in step, and asks no other.

// Home is the address of the relay that the home is at; "" for none.
func (s *Lines) Home() string {
	if home, err := s.Vault.Home(); err == nil && home.Relay() != "" {
		return home.Relay()
	}
	return s.Relays.First()
}

// AddressOf is where a space is.
func (s *Lines) AddressOf(k Kept) string {
	if k.Relay != "" {
		return k.Relay
	}
	return s.Home()
}

// RelayOf is the relay of a space, nil where there is none. One that can not be asked from here never answers.
func (s *Lines) RelayOf(k Kept) *wire.Relay { return s.Relays.At(s.AddressOf(k)) }

// fileRelay is where the files of a space are.
func (s *Lines) fileRelay(id record.SpaceID) attachments.Relay {
	k, _ := s.Of(id)
	if there := s.RelayOf(k); there != nil {
		return there.Client
	}
	return nil
}

// groupOf returns who keeps the spaces of one relay in step.
func (s *Lines) groupOf(address string) *syncer.Group {
	s.grouping.Lock()
	defer s.grouping.Unlock()
	g := s.groups[address]
	if g == nil {
		g = syncer.NewGroup(s.Relays.At(address).Client)
		s.groups[address] = g
		s.start(g)
	}
	return g
}

// all returns every group.
func (s *Lines) all() (all []*syncer.Group) {
	s.grouping.Lock()
	defer s.grouping.Unlock()
	for _, g := range s.groups {
		all = append(all, g)
	}
	return all
}

// start has a group run while Run does. It is called with grouping held.
func (s *Lines) start(g *syncer.Group) {
	ctx := s.running
	if ctx == nil {
		return
	}
	s.runners.Add(2)
	go func() {
		defer s.runners.Done()
		_ = g.Run(ctx)
	}()
	go func() {
		defer s.runners.Done()
		for ctx.Err() == nil {
			moved := g.Watch()
			select { // what happened before this is looked at as well
			case s.moved <- struct{}{}:
			default:
			}
			select {
			case <-moved:
			case <-ctx.Done():
			}
		}
	}()
}

// begin has every group run until ctx is done.
func (s *Lines) begin(ctx context.Context) {
	s.grouping.Lock()
	defer s.grouping.Unlock()
	s.running = ctx
	for _, g := range s.groups {
		s.start(g)
	}
}

// end waits for them.
func (s *Lines) end() {
	s.grouping.Lock()
	s.running = nil
	s.grouping.Unlock()
	s.runners.Wait()
}

// remove ends the work on a space, whichever relay it is at.
func (s *Lines) remove(id record.SpaceID) {
	for _, g := range s.all() {
		g.Remove(id)
	}
}

// keeper is who keeps a space in step, nil where nobody does.
func (s *Lines) keeper(id record.SpaceID) *syncer.Syncer {
	for _, g := range s.all() {
		if k := g.Of(id); k != nil {
			return k
		}
	}
	return nil
}
