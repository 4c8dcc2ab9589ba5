package space

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/record"
)

// The model is two devices and a relay that may offer each of them, at any moment, anything that either
// has ever written, whole or as a stub. It is walked through completely. What is sealed or taken in at
// one place is computed once, with the real thing, and looked up after that.

// letter is an envelope of the model: who wrote it, what it is, and after which letters.
type letter struct {
	envelope []byte
	leaf     record.Hash
	control  bool
	after    string // the chain where it was written
	epochs   int    // how many control records of it the writer had read
}

// seen is an entry of a chain, as one device has taken it in.
type seen struct {
	letter int
	stub   bool
}

// place is where one device stands.
type place struct {
	space *Space
	chain []seen
}

type model struct {
	t       *testing.T
	in      rules
	wrong   string // the first thing that must not be
	owner   Owner
	letters []letter
	written map[string]int    // letters by device, kind and place
	places  map[string]*place // by device and chain
	steps   map[string]string // by place and offer: the place after it, or "" where it was refused
	longest int
}

// leafs is a chain without what was a stub: two devices with the same have the same head.
func (m *model) leafs(chain []seen) string {
	var b strings.Builder
	for _, s := range chain {
		fmt.Fprintf(&b, "%d ", s.letter)
	}
	return b.String()
}

// epochs is how many control records of a chain were read, and not hidden by a stub.
func (m *model) epochs(chain []seen) (n int) {
	for _, s := range chain {
		if m.letters[s.letter].control && !s.stub {
			n++
		}
	}
	return n
}

func name(device int, chain []seen) string { return fmt.Sprint(device, chain) }

// write is the letter that a device writes where it stands.
func (m *model) write(device int, at *place, control bool) int {
	key := fmt.Sprint(name(device, at.chain), control)
	if i, ok := m.written[key]; ok {
		return i
	}
	var b []byte
	var err error
	if control {
		b, err = at.space.Control(m.owner, Change{})
	} else {
		var all [][]byte
		if all, err = at.space.Seal([]Op{note(key)}); err == nil {
			b = all[0]
		}
	}
	if err != nil {
		m.t.Fatal(err)
	}
	m.letters = append(m.letters, letter{envelope: b, leaf: record.Leaf(b), control: control, after: m.leafs(at.chain), epochs: m.epochs(at.chain)})
	m.written[key] = len(m.letters) - 1
	return m.written[key]
}

// offer shows a device a letter, and returns where it stands after that, or nil where it refuses. It
// holds what Accept does against what it must do.
func (m *model) offer(device int, at *place, i int, stub bool) *place {
	key := fmt.Sprint(name(device, at.chain), " <- ", i, stub)
	if to, ok := m.steps[key]; ok {
		return m.places[to]
	}
	l := m.letters[i]
	after := at.space.Clone()
	item := record.Item{N: at.space.n + 1, Envelope: l.envelope, Leaf: l.leaf}
	if stub {
		item.Envelope = nil
	}
	e, err := after.accept(item, m.in)
	m.judge(at, l, stub, e, err)
	m.steps[key] = ""
	if err != nil {
		return nil
	}
	chain := append(slices.Clone(at.chain), seen{i, stub})
	m.steps[key] = name(device, chain)
	if m.places[m.steps[key]] == nil {
		m.places[m.steps[key]] = &place{space: after, chain: chain}
	}
	return m.places[m.steps[key]]
}

func (m *model) say(format string, args ...any) {
	if m.wrong == "" {
		m.wrong = fmt.Sprintf(format, args...)
	}
}

// judge is the specification: an entry is taken for what it says only by a device that has read exactly
// the log at which it was written, every control record of it included.
func (m *model) judge(at *place, l letter, stub bool, e Entry, err error) {
	kind := EntryPut
	if l.control {
		kind = EntryControl
	}
	here, ahead := m.leafs(at.chain) == l.after, l.epochs-m.epochs(at.chain)
	switch {
	case stub:
		if err != nil || e.Kind != EntryStub {
			m.say("a stub after %v: got %+v, %v", at.chain, e, err)
		}
	case here && ahead == 0:
		if err != nil || e.Kind != kind {
			m.say("what was written here (%v): got %+v, %v", at.chain, e, err)
		}
	case here && ahead > 0: // a stub has hidden a control record from the reader
		if !errors.Is(err, ErrControl) {
			m.say("what was written here, after a hidden control record (%v): got %+v, %v", at.chain, e, err)
		}
	case here: // and here from the writer
		if !errors.Is(err, ErrEpoch) {
			m.say("what was written here (%v) by one who missed an epoch: got %+v, %v", at.chain, e, err)
		}
	case err == nil && e.Kind != EntryUnreadable:
		m.say("what was written after %q is taken in after %v: %+v", l.after, at.chain, e)
	case err == nil && l.control:
		m.say("an unreadable control record after %v", at.chain)
	}
}

// worldState is the whole world: where both devices stand, and what was written so far.
type worldState struct {
	at      [2]*place
	pool    []int // letters, ascending
	records [2]int
	control int // control records that may still be written
}

func (m *model) walk(records, controls int) (states int) {
	w := newWorld(m.t, 2)
	m.owner = w.owner
	start := worldState{records: [2]int{records, records}, control: controls}
	for i, d := range w.devices {
		start.at[i] = &place{space: d}
		m.places[name(i, nil)] = start.at[i]
	}
	known := map[string]bool{}
	queue := []worldState{start}
	add := func(s worldState) {
		key := fmt.Sprint(s.at[0].chain, s.at[1].chain, s.pool, s.records, s.control)
		if !known[key] {
			known[key] = true
			queue = append(queue, s)
		}
	}
	for ; len(queue) > 0 && m.wrong == ""; states++ {
		s := queue[0]
		queue = queue[1:]
		for device := range 2 {
			at := s.at[device]
			if s.records[device] > 0 {
				next := s
				next.records[device]--
				next.pool = with(s.pool, m.write(device, at, false))
				add(next)
			}
			if s.control > 0 {
				next := s
				next.control--
				next.pool = with(s.pool, m.write(device, at, true))
				add(next)
			}
			if len(at.chain) == m.longest {
				continue
			}
			for _, i := range s.pool {
				for _, stub := range []bool{false, true} {
					if to := m.offer(device, at, i, stub); to != nil {
						next := s
						next.at[device] = to
						add(next)
					}
				}
			}
		}
		m.compareHeads(s)
	}
	return states
}

// compareHeads holds that two devices have the same head only if they have seen the same log.
func (m *model) compareHeads(s worldState) {
	a, b := s.at[0], s.at[1]
	if (a.space.head == b.space.head) != (m.leafs(a.chain) == m.leafs(b.chain)) {
		m.say("heads of %v and %v", a.chain, b.chain)
	}
}

func with(pool []int, i int) []int {
	pool = append(slices.Clone(pool), i)
	slices.Sort(pool)
	return slices.Compact(pool)
}

func newModel(t *testing.T, in rules, longest int) *model {
	return &model{t: t, in: in, longest: longest, written: make(map[string]int), places: make(map[string]*place), steps: make(map[string]string)}
}

// TestNoRelayMakesADeviceTakeAnEntryForAnother walks through everything that a relay can do to two devices.
func TestNoRelayMakesADeviceTakeAnEntryForAnother(t *testing.T) {
	if testing.Short() {
		t.Skip("every state is walked through natively; as WebAssembly it would take a minute to say the same")
	}
	sizes := []struct{ records, controls, longest int }{{1, 1, 2}, {2, 0, 2}}
	if os.Getenv("SNOWDROP_NIGHTLY") != "" {
		sizes = []struct{ records, controls, longest int }{{1, 1, 3}, {2, 0, 3}, {2, 1, 2}}
	}
	for _, c := range sizes {
		m := newModel(t, rulesInForce, c.longest)
		states := m.walk(c.records, c.controls)
		if m.wrong != "" {
			t.Error(m.wrong)
		}
		t.Logf("%d records each and %d control records, chains of up to %d: %d states, %d letters, %d places, %d offers",
			c.records, c.controls, c.longest, states, len(m.letters), len(m.places), len(m.steps))
		if states < 1000 || len(m.steps) < 100 {
			t.Error("too few to mean anything")
		}
	}
}

// TestTheModelMissesEachRuleOfTheChain takes out the rules that keep the log in order, and finds the world in which
// that matters.
func TestTheModelMissesEachRuleOfTheChain(t *testing.T) {
	if testing.Short() {
		t.Skip("every state is walked through natively")
	}
	nothing := func(*offer) error { return nil }
	record, control := rulesInForce, rulesInForce
	record.record = replaced(record.record, "the signed head is mine", nothing)
	control.control = replaced(control.control, "the signed head is mine", nothing)
	hidden, epoch := rulesInForce, rulesInForce
	hidden.record = replaced(hidden.record, "no control record was hidden by a stub", nothing)
	epoch.record = replaced(epoch.record, "the epoch is in force", nothing)
	for name, in := range map[string]rules{"head of records": record, "head of control records": control, "hidden control": hidden, "epoch": epoch} {
		m := newModel(t, in, 3)
		m.walk(1, 1)
		if m.wrong == "" {
			t.Errorf("without the rule on %s nothing is wrong", name)
		}
		t.Logf("%s: %s", name, m.wrong)
	}
}
