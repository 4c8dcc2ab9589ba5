package wire

import (
	"context"
	"errors"

	"snowdrop/internal/record"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
)

// Log is a home as a syncer wants to see it: its verdicts have the names that a syncer knows.
type Log struct{ *vault.Home }

// Head implements syncer.Log.
func (l Log) Head() (n, mark uint64) {
	s := l.Space()
	if s == nil {
		return 0, 0
	}
	n, _ = s.Head()
	return n, s.Mark()
}

// Accept implements syncer.Log.
func (l Log) Accept(ctx context.Context, items []record.Item) error {
	return l.verdict(l.Home.Accept(ctx, items))
}

// CatchUp implements syncer.Log.
func (l Log) CatchUp(ctx context.Context, controls [][]byte) error {
	return l.verdict(l.Home.CatchUp(ctx, controls))
}

func (l Log) verdict(err error) error {
	if errors.Is(err, space.ErrRemoved) {
		return verdict{err, "removed"}
	}
	for _, final := range []error{space.ErrForked, space.ErrControl, space.ErrEpoch, space.ErrEnvelope} {
		if errors.Is(err, final) {
			return verdict{err, "forked"}
		}
	}
	return err
}

// verdict is an error that no later try can mend.
type verdict struct {
	error
	stops string
}

// Stops says which verdict it is, to a syncer.
func (v verdict) Stops() string { return v.stops }

// Unwrap gives what the vault said.
func (v verdict) Unwrap() error { return v.error }
