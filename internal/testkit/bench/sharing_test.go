//go:build linux

package bench

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/invite"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/syncer"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// shares is how often something is shared to measure how long that takes.
const shares = 300

// BenchmarkSharing measures two people, each with a device, over a relay of its own process on loopback: from the first
// invite to the first shared item, without the time that people take, and from sharing to seeing. It prints its table once.
func BenchmarkSharing(b *testing.B) {
	ours := relay(b, nil, snowdrop(b), b.TempDir())
	sarah, james := newSharer(b, ours.address, "Sarah"), newSharer(b, ours.address, "James")
	title("two who share, each with a stream of their own")
	id := invites(b, sarah, james)
	visible(b, ours.address, sarah, james, id)
	for range b.N {
	}
}

// sharer is somebody with a device that has a home at the relay, and works in the background as a program does.
type sharer struct {
	name      string
	vault     *vault.Vault
	devices   *devices.Devices
	sharing   *sharing.Sharing
	invites   *invite.Invites
	stretched *atomic.Int64 // nanoseconds that went into stretching words and passphrases
}

func newSharer(b *testing.B, address, name string) *sharer {
	b.Helper()
	p := &sharer{name: name, stretched: new(atomic.Int64)}
	count := func(start time.Time) { p.stretched.Add(int64(time.Since(start))) }
	words := func(words, label string) seal.Key {
		defer count(time.Now())
		return seal.StretchWords(words, label)
	}
	var err error
	p.vault, err = vault.OpenWith(context.Background(), memdisk.New(), func(passphrase []byte, salt seal.Salt) seal.Key {
		defer count(time.Now())
		return seal.Stretch(passphrase, salt)
	})
	if err != nil {
		b.Fatal(err)
	}
	h := transport()
	p.devices = devices.New(devices.Config{Vault: p.vault, Transport: h, Relay: address, Stretch: words})
	p.sharing = sharing.New(sharing.Config{Vault: p.vault, Devices: p.devices, Transport: h, Relay: address})
	p.invites = invite.New(invite.Config{Vault: p.vault, Spaces: p.sharing, Transport: h, Relay: address, Site: address, Stretch: words})
	good(b, p.vault.Keep(context.Background(), passphrase))
	good(b, p.devices.Start(context.Background(), p.devices.Words(), name, passphrase, ""))
	ctx, cancel := context.WithCancel(context.Background())
	b.Cleanup(cancel)
	go p.devices.Run(ctx)
	go p.sharing.Run(ctx)
	return p
}

func good(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// sees waits until an item is on a device, as a page does that is told of changes.
func (p *sharer) sees(b *testing.B, id record.SpaceID, item record.ID) {
	b.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for since := uint64(0); ; {
		if _, there := p.sharing.Item(id, item); there {
			return
		}
		if since = p.sharing.Wait(ctx, since); ctx.Err() != nil {
			b.Fatalf("%s never saw it", p.name)
		}
	}
}

func (p *sharer) put(b *testing.B, id record.SpaceID, text string) record.ID {
	b.Helper()
	item := record.NewID()
	body, err := items.Copy{Of: 1, Day: "2026-11-20", Parts: []items.Part{{Text: text}}}.Encode()
	good(b, err)
	good(b, p.sharing.Put(context.Background(), id, item, items.KindCopy, now, body))
	return item
}

// until looks for news of an invite until it is so far.
func (p *sharer) until(b *testing.B, id string, want invite.State) invite.View {
	b.Helper()
	for range 100 {
		good(b, p.invites.Check(context.Background()))
		if v, ok := p.invites.Get(id); ok && v.State == want {
			return v
		}
	}
	b.Fatalf("the invite of %s is never %s", p.name, want)
	return invite.View{}
}

// invites is every step of an invite, one after the other, and the first item. Nothing but waiting for people is left out:
// what takes longest is stretching, which is dear on purpose.
func invites(b *testing.B, sarah, james *sharer) record.SpaceID {
	b.Helper()
	ctx := context.Background()
	before := sarah.stretched.Load() + james.stretched.Load()
	start := time.Now()
	hers, err := sarah.invites.Make(ctx, invite.Wish{Sort: invite.Pair, Role: invite.Host, Me: "Sarah", Other: "James"})
	good(b, err)
	his, err := james.invites.Open(ctx, sarah.until(b, hers, invite.Waiting).Words)
	good(b, err)
	good(b, james.invites.Answer(ctx, his, "Sarah", "James"))
	sarah.until(b, hers, invite.Comparing)
	james.until(b, his, invite.Comparing)
	good(b, james.invites.Same(ctx, his))
	home, err := sarah.devices.Prove(ctx, devices.Proof{Passphrase: passphrase})
	good(b, err)
	good(b, sarah.invites.Approve(ctx, hers, home, time.Time{}))
	james.until(b, his, invite.Shared)
	id := sarah.until(b, hers, invite.Shared).Space
	james.sees(b, id, sarah.put(b, id, "it was raining"))
	took := time.Since(start)
	raw := time.Duration(sarah.stretched.Load() + james.stretched.Load() - before)
	say("invite to first shared item", short(took), short(raw), "", ratio(took, raw))
	fmt.Println("  (beside it: the stretching of words and of the passphrase alone, in the same run)")
	return id
}

// visible is from sharing to seeing, beside a bare client that appends and one that is woken and fetches: no keys, no rules, no
// disk of a device.
func visible(b *testing.B, address string, sarah, james *sharer, id record.SpaceID) {
	b.Helper()
	time.Sleep(3 * time.Second) // both listen, and nothing else is under way
	ours := Each(shares, func(i int) { james.sees(b, id, sarah.put(b, id, fmt.Sprint("made up ", i))) })
	bare := bareWake(b, address)
	for _, row := range []struct {
		what string
		of   func([]time.Duration) time.Duration
		goal string
	}{{"share to visible: half within", P50, ""}, {"share to visible: 99 of 100 within", func(t []time.Duration) time.Duration { return below(t, 99) }, "at most 1 s"}} {
		say(row.what, short(row.of(ours)), short(row.of(bare)), row.goal, ratio(row.of(ours), row.of(bare)))
	}
	fmt.Println("  (beside it: one client that appends, and one that is woken by its stream and fetches)")
}

// bareWake is how long it takes until what one client appends is at another one that listens.
func bareWake(b *testing.B, address string) []time.Duration {
	b.Helper()
	l := newLine(b, transport(), address)
	reader := syncer.NewClient(address, transport())
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	up, woken := make(chan struct{}), make(chan uint64, shares+1)
	go func() {
		_ = reader.Live(ctx, []syncer.Login{l.who}, func() { close(up) }, func(_ record.SpaceID, head uint64) { woken <- head })
	}()
	<-up
	at := uint64(1)
	return Each(shares, func(int) {
		good(b, l.put(made(bodySize)))
		for at < l.at {
			<-woken
			head, fetched, err := reader.Entries(ctx, l.who, at)
			good(b, err)
			if len(fetched) > 0 {
				at = head
			}
		}
	})
}

// ratio is for say: how much longer ours takes.
func ratio(ours, bare time.Duration) float64 { return float64(ours) / float64(bare) }
