package syncer

import (
	"context"
	"errors"
	"maps"
	"slices"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
)

// maxRefused is how often a relay may refuse a batch for the place of its head, and then show no other head.
const maxRefused = 3

// maxControls is how many control records are fetched at a time, which take 40 MB. Each is one change of who is in.
const maxControls = 1 << 10

// Once fetches everything up to the relay's head, sends what waits and has deleted what is to be deleted. It returns nil
// only when nothing waits any more. ErrWentBack, ErrForked and ErrRemoved are verdicts; any other error may pass.
func (s *Syncer) Once(ctx context.Context) error { return s.once(ctx, false) }

// once is Once. With ahead it sends first, and looks only where there was nothing to send or the relay says that there is
// more: quicker where a live stream would have told.
func (s *Syncer) once(ctx context.Context, ahead bool) error {
	select {
	case s.work <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.work }()
	s.set(func(state *State) { state.Busy = true })
	err := s.exchange(ctx, ahead)
	s.set(func(state *State) {
		state.Busy, state.Got, state.Of = false, 0, 0
		if ctx.Err() == nil { // who gave up learnt nothing about the relay
			state.Err, state.Offline = err, errors.Is(err, ErrOffline) || errors.Is(err, relayapi.ErrAnswer)
		}
	})
	return err
}

func (s *Syncer) exchange(ctx context.Context, ahead bool) error {
	if !ahead {
		if err := s.pull(ctx); err != nil {
			return err
		}
	}
	anything, refused := s.push(ctx)
	if refused != nil && !errors.Is(refused, relayapi.ErrQuota) && !errors.Is(refused, relayapi.ErrFull) {
		return refused
	}
	if ahead && !anything {
		if err := s.pull(ctx); err != nil {
			return err
		}
	}
	// Where there is no room, what is deleted makes some.
	cleaned := s.clean(ctx)
	if refused != nil {
		return refused
	}
	return cleaned
}

// pull fetches page after page up to the relay's head.
func (s *Syncer) pull(ctx context.Context) error {
	start := s.head()
	if start == 0 {
		if err := s.first(ctx); err != nil {
			return err
		}
	}
	for {
		_, mark := s.log.Head() // before it is asked: while the answer comes, another exchange may tell the relay more
		head, items, err := s.page(ctx)
		if err != nil {
			return err
		}
		if head < mark {
			return ErrWentBack
		}
		if len(items) == 0 {
			return nil
		}
		if err := s.take(ctx, items); err != nil {
			return err
		}
		last := items[len(items)-1].N
		s.set(func(state *State) { state.Got, state.Of = last-start, head-start })
		if last >= head {
			return nil
		}
	}
}

// take hands entries to the Log. Those that another exchange has brought since they were asked for are there already.
func (s *Syncer) take(ctx context.Context, items []record.Item) error {
	for {
		at := s.head()
		for len(items) > 0 && items[0].N <= at {
			items = items[1:]
		}
		if len(items) == 0 {
			return nil
		}
		err := verdict(s.log.Accept(ctx, items))
		if err == nil || Final(err) || s.head() == at {
			return err
		}
	}
}

func (s *Syncer) head() uint64 {
	n, _ := s.log.Head()
	return n
}

// page fetches what follows the head, with the newest epoch's key. Every time round the loop a newer epoch is known.
func (s *Syncer) page(ctx context.Context) (head uint64, items []record.Item, err error) {
	for {
		who, err := s.who(0)
		if err != nil {
			return 0, nil, err
		}
		head, items, err = s.client.Entries(ctx, who, s.head())
		if !errors.Is(err, relayapi.ErrUnknown) {
			return head, items, err
		}
		if err := s.catchUp(ctx, who); err != nil {
			return 0, nil, err
		}
	}
}

// catchUp learns of newer epochs after the newest known one was refused. nil says that there was one.
func (s *Syncer) catchUp(ctx context.Context, who Login) error {
	controls, err := s.controls(ctx, who, who.Epoch)
	if err != nil && !errors.Is(err, relayapi.ErrUnknown) {
		return err
	}
	if len(controls) == 0 {
		return s.older(ctx)
	}
	if err := verdict(s.log.CatchUp(ctx, controls)); err != nil {
		return err
	}
	if epoch, _, ok := s.log.Login(0); !ok || epoch <= who.Epoch {
		return ErrRemoved
	}
	return nil
}

// controls fetches all control records of the epochs after one, so that they can be judged together.
func (s *Syncer) controls(ctx context.Context, who Login, after uint32) (all [][]byte, err error) {
	for len(all) < maxControls {
		more, err := s.client.Controls(ctx, who, after+uint32(len(all)))
		if err != nil || len(more) == 0 {
			return all, err
		}
		all = append(all, more...)
	}
	return nil, relayapi.ErrAnswer
}

// first lets a device that has read nothing yet learn of all epochs. Whether the relay takes its key, page finds out.
func (s *Syncer) first(ctx context.Context) error {
	who, err := s.who(0)
	if err != nil {
		return err
	}
	controls, err := s.controls(ctx, who, 0)
	if errors.Is(err, relayapi.ErrUnknown) || err == nil && len(controls) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	return verdict(s.log.CatchUp(ctx, controls))
}

// older finds out whether a relay that refuses the newest epoch still lives in one before it: then it went back.
func (s *Syncer) older(ctx context.Context) error {
	for back := uint32(1); ; back++ {
		who, err := s.who(back)
		if err != nil {
			return ErrGone
		}
		_, _, err = s.client.Entries(ctx, who, s.head())
		if err == nil {
			return ErrWentBack
		}
		if !errors.Is(err, relayapi.ErrUnknown) {
			return err
		}
	}
}

func (s *Syncer) who(back uint32) (Login, error) {
	epoch, sign, ok := s.log.Login(back)
	if !ok {
		return Login{}, ErrNoKey
	}
	return Login{Role: relayapi.RoleMember, Space: s.log.ID(), Epoch: epoch, Sign: sign}, nil
}

// push sends what waits, batch by batch, and says whether there was anything. What the relay has taken is accepted at
// once, as if it had been fetched: from then on it must show this and nothing else.
func (s *Syncer) push(ctx context.Context) (anything bool, err error) {
	for refused := 0; ; {
		at := s.head() // before it is sealed: another exchange may go on from there meanwhile, and then this is refused
		batch, err := s.log.Outgoing(ctx)
		if err != nil || len(batch) == 0 {
			return anything, err
		}
		anything = true
		err = s.append(ctx, at, batch)
		if err == nil {
			refused = 0
			continue
		}
		if !errors.Is(err, relayapi.ErrHead) && !errors.Is(err, relayapi.ErrUnknown) {
			return anything, err
		}
		if pulled := s.pull(ctx); pulled != nil {
			return anything, pulled
		}
		if s.head() == at {
			if refused++; refused == maxRefused {
				return anything, err
			}
		}
	}
}

func (s *Syncer) append(ctx context.Context, at uint64, batch [][]byte) error {
	who, err := s.who(0)
	if err != nil {
		return err
	}
	if err := s.client.Append(ctx, who, at, batch); err != nil {
		return err
	}
	items := make([]record.Item, len(batch))
	for i, envelope := range batch {
		items[i] = record.Item{N: at + 1 + uint64(i), Envelope: envelope, Leaf: record.Leaf(envelope)}
	}
	return s.take(ctx, items)
}

// clean has bytes deleted that nobody needs any more. What the relay refuses stays on the list: it is no reason to stop.
func (s *Syncer) clean(ctx context.Context) error {
	tokens, done, err := s.log.Cleanup(ctx)
	if err != nil || len(tokens) == 0 {
		return err
	}
	who, err := s.who(0)
	if err != nil {
		return err
	}
	var gone []uint64
	for _, n := range slices.Sorted(maps.Keys(tokens)) {
		err = s.client.DeleteEntry(ctx, who, n, tokens[n])
		switch {
		case err == nil:
			gone = append(gone, n)
		case errors.Is(err, relayapi.ErrUnknown):
			err = nil
		}
		if err != nil {
			break
		}
	}
	if len(gone) == 0 {
		return err
	}
	return errors.Join(done(ctx, gone...), err)
}

// verdict turns an error of the Log that no later try can mend into one of this package's.
func verdict(err error) error {
	var final interface{ Stops() string }
	if !errors.As(err, &final) {
		return err
	}
	if final.Stops() == "removed" {
		return ErrRemoved
	}
	return ErrForked
}

// Final says whether err is a verdict: no later try can help, and Run ends with it.
func Final(err error) bool {
	return errors.Is(err, ErrWentBack) || errors.Is(err, ErrForked) || errors.Is(err, ErrRemoved)
}
