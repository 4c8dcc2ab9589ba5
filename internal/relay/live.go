package relay

import (
	"snowdrop/internal/record"
	"snowdrop/internal/relay/live"
	"snowdrop/internal/relayapi"
)

// listen answers a stream that tells where the spaces of the tokens stand, now and whenever that changes.
func (c *call) listen() error {
	body, err := c.body(relayapi.MaxTokens * (relayapi.MaxToken + 1))
	if err != nil {
		return err
	}
	texts, err := relayapi.DecodeTokens(body)
	if err != nil {
		return err
	}
	watches := make([]live.Watch[token], len(texts))
	for i, text := range texts {
		k, err := c.tokens.decode(text, c.Now())
		if err != nil {
			return err
		}
		watches[i] = live.Watch[token]{Space: k.space, Holder: k}
	}
	l, err := c.live.Add(watches)
	if err != nil {
		return relayapi.ErrBusy
	}
	// Only now, so that no rotation falls in between: whoever lost the right since is found here.
	for _, w := range watches {
		at, err := c.Store.Space(c.ctx(), w.Space)
		if err == nil && !w.Holder.mayListen(at) {
			err = relayapi.ErrUnknown
		}
		if err != nil {
			c.live.End(l)
			return err
		}
		c.live.Tell(w.Space, at.Head)
	}
	c.live.Serve(c.w, c.req, l)
	return nil
}

func (k token) mayListen(at State) bool {
	has := k.right(at)
	return has == rightMember || has == rightOwner
}

// endEpoch ends the streams of a space that may not hear of it any more.
func (r *Relay) endEpoch(space record.SpaceID, now State) {
	r.live.EndWhere(space, func(k token) bool { return !k.mayListen(now) })
}
