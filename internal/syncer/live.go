package syncer

import (
	"context"
	"errors"
	"net/http"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
)

// silence is how long a live stream may say nothing before it is given up: two heartbeats.
const silence = 2 * (relayapi.LiveEvery + relayapi.LiveJitter) * time.Second

// Live listens to the spaces of who. It calls open once the relay has begun, and wake with a head whenever one may have
// changed: again and again, or with one that is long known. It returns when the stream ends, was silent for too long, or
// when ctx is done, and never nil.
func (c *Client) Live(ctx context.Context, who []Login, open func(), wake func(space record.SpaceID, head uint64)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(patience, func() { cancel(errSilent) })
	defer watch.Stop()
	return c.with(ctx, who, func(tokens []string) error {
		answer, err := c.send(ctx, call{method: http.MethodPost, path: relayapi.PathLive, body: relayapi.EncodeTokens(tokens...)})
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		if answer.Header.Get("Content-Type") != relayapi.LiveType {
			return relayapi.ErrAnswer
		}
		watch.Reset(silence)
		open()
		events := relayapi.NewEvents(answer.Body)
		for {
			event, beat, err := events.Next()
			if errors.Is(err, relayapi.ErrAnswer) {
				return err
			}
			if err != nil {
				return offline(ctx, err)
			}
			watch.Reset(silence)
			if !beat {
				wake(event.Space, event.Head)
			}
		}
	})
}
