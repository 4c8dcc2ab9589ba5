package vectors

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
)

// logWriter writes a log as an honest device would, and remembers what a reader must make of it.
type logWriter struct {
	space   Bytes
	owner   person
	members []person
	epoch   int
	key     Bytes // of the epoch
	n       int64
	head    Bytes
	heads   []Bytes
	log     Log
	shut    bool // newcomers read nothing of before
}

func epochKey(epoch int) Bytes { return fixed(fmt.Sprint("epoch key ", epoch), 32) }

// putter is one record on its way into a log, with everything that can go wrong with it.
type putter struct {
	entry
	rid       Bytes
	epoch     int
	del       Bytes
	seed      Bytes // who signs
	signLabel string
	sealKey   Bytes
	sealLabel string
	space     Bytes
}

// put is a good one.
func (w *logWriter) put(by person, item Bytes, at int64, body string, replaces ...int64) putter {
	e := entry{kind: 1, author: by.id(), before: w.n, head: w.head, item: item, count: byte(len(replaces)), padded: padded(1, at, []byte(body))}
	copy(e.numbers[:], replaces)
	rid := fixed(fmt.Sprint("rid ", w.n+1), 16)
	return putter{e, rid, w.epoch, hashed(labelSpaceDeleteHash, deleteToken(w.key, rid)), by.secret, labelSpaceRecordSign,
		derived(w.key, labelSpaceRecord), labelSpaceRecordSeal, w.space}
}

// deletion is a good one.
func (w *logWriter) deletion(by person, item Bytes, replaces ...int64) putter {
	p := w.put(by, item, 0, "", replaces...)
	p.kind, p.padded = 2, padded(0, 0, nil)
	return p
}

func (p putter) plain() Bytes {
	head := envelopeHead(1, 1, p.epoch, p.rid, p.del)
	unsigned := p.unsigned()
	return join(unsigned, signed(p.seed, labelMemberSign, p.signLabel, join(p.space, head, unsigned)))
}

func (p putter) sealedAs(plain []byte) Bytes {
	head := envelopeHead(1, 1, p.epoch, p.rid, p.del)
	return envelope(head, sealed(p.sealKey, plain, join([]byte(p.sealLabel), p.space, head)))
}

func (p putter) envelope() Bytes { return p.sealedAs(p.plain()) }

// opener is a good control record that starts the next epoch, and what can go wrong with it.
type opener struct {
	starter
	key        Bytes // of the epoch
	next       person
	plain      Bytes // of the roster
	rosterKey  Bytes
	rosterSeal string
	to         []boxKey
	boxKey     Bytes // what is in the boxes
	filled     bool  // the roster is never looked at, and short to write down
}

func (w *logWriter) rid(epoch int) Bytes { return fixed(fmt.Sprint("control ", epoch, " ", w.n), 16) }

func (w *logWriter) previous(key []byte, inner []byte, epoch int) Bytes {
	head := envelopeHead(1, 2, epoch, w.rid(epoch), make([]byte, 32))
	return sealed(derived(key, labelSpacePrevious), inner, join([]byte(labelSpacePrevWrap), w.space, head))
}

func (w *logWriter) open(next person, members ...person) opener {
	epoch := w.epoch + 1
	key := epochKey(epoch)
	previous := make(Bytes, 73)
	in := func(m person) bool {
		return slices.ContainsFunc(w.members, func(n person) bool { return n.name == m.name })
	}
	comes := slices.ContainsFunc(members, func(m person) bool { return !in(m) })
	if w.epoch > 0 && !(w.shut && comes) {
		previous = w.previous(key, w.key, epoch)
	}
	o := opener{key: key, next: next, boxKey: key, rosterKey: derived(key, labelSpaceRoster), rosterSeal: labelSpaceRosterSeal}
	o.starter = starter{epoch, w.n, w.head, publicOf(key, labelSpaceAuth), publicOf(next.secret, labelOwnerSign), hashed(labelSpaceCommit, key), nil, nil}
	var rows [][]byte
	for _, m := range members {
		rows, o.to = append(rows, m.row()), append(o.to, boxKeyOf(m.secret, labelMemberBox))
	}
	o.to = append(o.to, boxKeyOf(next.secret, labelOwnerBox))
	o.plain = rosterPlain(previous, rows...)
	return o
}

func (o opener) envelope(w *logWriter, by person) Bytes {
	info := join([]byte(labelSpaceBox), w.space, u32(o.epoch), u64(o.before), o.head)
	var boxes [][]byte
	for i := range 16 {
		name := fmt.Sprint("box ", o.epoch, " ", o.before, " ", i)
		if i < len(o.to) {
			boxes = append(boxes, boxed(name, o.to[i], info, o.boxKey))
		} else if i == 15 {
			boxes = append(boxes, boxed(name, boxKeyOf(fixed(name, 32), labelSpaceBox), info, fixed(name+" inner", 32)))
		} else {
			boxes = append(boxes, bytes.Repeat([]byte{byte(i)}, 1168)) // opens for nobody, and is short to write down
		}
	}
	// In an order that says nothing.
	slices.SortFunc(boxes, func(a, b []byte) int { x, y := sha256.Sum256(a), sha256.Sum256(b); return bytes.Compare(x[:], y[:]) })
	o.boxes = join(boxes...)
	head := envelopeHead(1, 2, o.epoch, w.rid(o.epoch), make([]byte, 32))
	o.roster = sealed(o.rosterKey, o.plain, join([]byte(o.rosterSeal), w.space, head))
	if o.filled {
		o.roster = bytes.Repeat([]byte{0x50}, len(o.roster))
	}
	return o.signedBy(by.secret, w.space, labelOwnerSign, labelSpaceControl)
}

// add takes an envelope into the log.
func (w *logWriter) add(b Bytes, e Entry) {
	leaf := hashed(labelChainLeaf, b)
	w.n, w.head = w.n+1, hashed(labelChainNext, w.head, leaf)
	w.heads = append(w.heads, w.head)
	w.log.Items = append(w.log.Items, Item{inRuns(b), leaf})
	e.N, e.Head, e.Epoch = uint64(w.n), w.head, uint32(w.epoch)
	w.log.Entries = append(w.log.Entries, e)
}

func (w *logWriter) addRecord(p putter, by person, at int64, body string) {
	e := Entry{Kind: "put", Author: by.name, Item: p.item, Version: p.rid, Sort: 1, At: at, Body: body}
	if p.kind == 2 {
		e.Kind, e.Sort = "delete", 0
	}
	for _, n := range p.numbers[:p.count] {
		e.Replaces = append(e.Replaces, uint64(n))
	}
	w.add(p.envelope(), e)
}

func (w *logWriter) addControl(next person, members ...person) {
	o := w.open(next, members...)
	b := o.envelope(w, w.owner)
	w.epoch, w.key, w.owner, w.members = o.epoch, o.key, next, members
	w.log.EpochKeys[fmt.Sprint(o.epoch)] = o.key
	e := Entry{Kind: "control", Version: b[6:22]}
	for _, m := range members {
		e.Members = append(e.Members, m.name)
	}
	w.add(b, e)
}

// stub takes the bytes of an entry away, as a relay does that was shown the delete token.
func (w *logWriter) stub(n int) {
	w.log.Items[n-1].Envelope = nil
	e := &w.log.Entries[n-1]
	*e = Entry{N: e.N, Kind: "stub", Head: e.Head}
}

var (
	laptop, phone, stranger = member("Laptop"), member("Phone"), member("Stranger")
	firstOwner              = person{"owner", fixed("owner secret", 32)}
	nextOwner               = person{"next owner", fixed("next owner secret", 32)}
)

const rain, letter, list1 = "it was raining", "a letter, taken back", "what to ask"

// writeLog writes as much of the log as has n entries.
func writeLog(n int64) *logWriter {
	space := hashed(labelSpaceID, publicOf(firstOwner.secret, labelOwnerSign))[:16]
	w := &logWriter{space: space, owner: firstOwner, head: hashed(labelChainFirst, space), log: Log{EpochKeys: map[string]Bytes{}}}
	x, y, z := fixed("item x", 16), fixed("item y", 16), fixed("item z", 16)
	long := string(bytes.Repeat([]byte("and then it was not. "), 60))
	for _, step := range []func(){
		func() { w.addControl(firstOwner, laptop) },
		func() { w.addRecord(w.put(laptop, x, 1700000000, rain), laptop, 1700000000, rain) },
		func() { w.addRecord(w.put(laptop, y, 1700000100, letter), laptop, 1700000100, letter) },
		func() { w.addRecord(w.put(laptop, x, 1700000200, rain+" again", 2), laptop, 1700000200, rain+" again") },
		func() { w.addControl(firstOwner, laptop, phone) },
		func() { w.addRecord(w.put(phone, z, -1, list1), phone, -1, list1) },
		func() { w.addRecord(w.deletion(laptop, y, 3), laptop, 0, "") },
		func() { w.addRecord(w.put(phone, x, 1700000300, long, 4), phone, 1700000300, long) },
		func() {
			w.addRecord(w.put(laptop, x, 1700000400, rain+", she said", 4), laptop, 1700000400, rain+", she said")
		},
		func() {
			p := w.put(phone, z, 0, "not by Laptop")
			p.author = laptop.id()
			w.add(p.envelope(), Entry{Kind: "unreadable", Version: p.rid})
		},
		func() { w.addControl(nextOwner, phone) },
		func() {
			w.addRecord(w.put(phone, z, 1700000500, "what to ask her", 6), phone, 1700000500, "what to ask her")
		},
	} {
		if w.n == n {
			break
		}
		step()
	}
	return w
}

const whole = 12

func logVectors() any {
	w := writeLog(whole)
	w.stub(2)
	w.stub(3)
	l := &w.log
	l.Name, l.Words = "a log", "abacus badge gecko drop-down elbow felt-tip zoom"
	l.SlotKey = stretchedWords(l.Words, labelSlotWords)
	l.Slot = slotBlob(l.SlotKey, slotPlain(l.SlotKey, w.space, nextOwner.secret))
	l.Owner, l.FirstOwner = nextOwner.secret, firstOwner.secret
	l.Seeds = map[string]Bytes{laptop.name: laptop.secret, phone.name: phone.secret}
	l.Space, l.SpaceText = w.space, lower.EncodeToString(w.space)
	text := func(name string) string { return lower.EncodeToString(fixed(name, 16)) }
	l.Live = map[string][]uint64{text("item x"): {8, 9}, text("item y"): {}, text("item z"): {12}}
	return []Log{*l}
}

// sharedLogVectors is a log whose newcomers read nothing of before, read by its members with another device each.
func sharedLogVectors() any {
	ana, ben := member("Ana"), member("Ben")
	space := hashed(labelSpaceID, publicOf(firstOwner.secret, labelOwnerSign))[:16]
	w := &logWriter{space: space, owner: firstOwner, head: hashed(labelChainFirst, space), log: Log{EpochKeys: map[string]Bytes{}}, shut: true}
	text := func(by person, n int) {
		body := fmt.Sprint("text ", n)
		w.addRecord(w.put(by, fixed(body, 16), 1700000000, body), by, 1700000000, body)
	}
	w.addControl(firstOwner, ana)
	text(ana, 1)
	w.addControl(firstOwner, ana, ben)
	text(ben, 2)
	w.addControl(firstOwner, ana, ben) // nobody comes: the key before is left
	text(ana, 3)
	w.addControl(firstOwner, ana)
	text(ana, 4)
	w.addControl(firstOwner, ana, ben)
	text(ben, 5)
	return []SharedLog{w.readBy("by Ana, who was always in", ana, 1, 2, 3, 4, 5), w.readBy("by Ben, who came, went, and came back", ben, 2, 3, 5)}
}

// readBy is the log as a member reads it who was in in some epochs.
func (w *logWriter) readBy(name string, who person, epochs ...uint32) SharedLog {
	s := SharedLog{Name: name, Seed: who.secret, Space: w.space, Items: w.log.Items, EpochKeys: map[string]Bytes{}}
	for _, e := range w.log.Entries {
		switch in := slices.Contains(epochs, e.Epoch); {
		case in:
			s.EpochKeys[fmt.Sprint(e.Epoch)] = w.log.EpochKeys[fmt.Sprint(e.Epoch)]
		case e.Kind == "control":
			e.Members = nil
		default:
			e = Entry{N: e.N, Kind: "closed", Head: e.Head, Epoch: e.Epoch, Version: e.Version}
		}
		s.Entries = append(s.Entries, e)
	}
	return s
}

func acceptVectors() any {
	var v []Accept
	add := func(name string, after int, b Bytes, kind, err string) {
		v = append(v, Accept{Name: name, After: after, Envelope: inRuns(b), Kind: kind, Error: err})
	}
	w := writeLog(10)
	acceptRecords(w, add)
	acceptControls(w, func(name string, b, key Bytes, kind, err string) {
		add(name, 10, b, kind, err)
		v[len(v)-1].EpochKey = key
	})
	first := writeLog(0)
	for name, c := range map[string]struct {
		change func(*opener)
		by     person
		err    string
	}{
		"first of all: another owner's":            {func(o *opener) { o.owner = publicOf(nextOwner.secret, labelOwnerSign) }, nextOwner, "control"},
		"first of all: signed by another":          {func(*opener) {}, nextOwner, "control"},
		"first of all: hands over to another":      {func(o *opener) { o.owner = publicOf(nextOwner.secret, labelOwnerSign) }, firstOwner, "control"},
		"first of all: epoch 2":                    {func(o *opener) { o.epoch = 2 }, firstOwner, "control"},
		"first of all: of another space's log":     {func(o *opener) { o.head = fixed("elsewhere", 32) }, firstOwner, "forked"},
		"first of all: a control record that fits": {func(*opener) {}, firstOwner, ""},
	} {
		o := first.open(firstOwner, laptop)
		o.filled = c.err != ""
		c.change(&o)
		kind := ""
		if c.err == "" {
			kind = "control"
		}
		add(name, 0, o.envelope(first, c.by), kind, c.err)
		v[len(v)-1].EpochKey = epochKey(1)
	}
	sortNamed(v[len(v)-6:], func(v Accept) string { return v.Name })
	p := writeLog(1).put(laptop, fixed("item x", 16), 0, "too early")
	p.before, p.head = 0, first.head
	add("first of all: a record", 0, p.envelope(), "", "epoch")
	v = append(v, Accept{Name: "a stub", After: 10, Leaf: fixed("leaf", 32), Kind: "stub"}, Accept{Name: "first of all: a stub", Leaf: fixed("leaf", 32), Error: "control"})
	return v
}

// acceptRecords offers records after the tenth entry, to a reader in epoch 2.
func acceptRecords(w *logWriter, add func(name string, after int, b Bytes, kind, err string)) {
	x, z := fixed("item x", 16), fixed("item z", 16)
	try := func(name, kind, err string, change func(*putter)) {
		p := w.put(laptop, x, 1700000600, "one more", 8, 9)
		change(&p)
		add(name, 10, p.envelope(), kind, err)
	}
	try("a record", "put", "", func(*putter) {})
	try("a deletion", "delete", "", func(p *putter) { *p = w.deletion(phone, z, 6) })
	try("a new item", "put", "", func(p *putter) { *p = w.put(phone, fixed("item new", 16), 5, "new") })
	try("names a version of another item, which is passed over", "put", "", func(p *putter) { p.numbers = [4]int64{6, 9} })

	good := w.put(laptop, x, 1700000600, "one more", 8, 9)
	b := good.envelope()
	add("no envelope at all", 10, Bytes("x"), "", "envelope")
	add("version 2", 10, set(b, 0, 2), "", "envelope")
	add("cut", 10, b[:len(b)-1], "", "envelope")
	add("two envelopes", 10, join(b, b), "", "envelope")
	try("of the epoch before", "", "epoch", func(p *putter) { p.epoch = 1; p.sealKey = derived(epochKey(1), labelSpaceRecord) })
	try("of an epoch that did not begin", "", "epoch", func(p *putter) { p.epoch = 3; p.sealKey = derived(epochKey(3), labelSpaceRecord) })
	try("signed at another head", "", "forked", func(p *putter) { p.head = fixed("another head", 32) })
	try("signed at the head before", "", "forked", func(p *putter) { p.before, p.head = 9, w.heads[8] })
	try("signed with another number", "", "forked", func(p *putter) { p.before = 11 })
	for _, n := range []int{6, 8, 9} {
		add(fmt.Sprint("number ", n, " a second time"), 10, w.log.Items[n-1].Envelope.Join(), "", "forked")
	}
	add("number 8 while number 7 is missing", 6, w.log.Items[7].Envelope.Join(), "", "forked")
	add("number 10 as number 9", 8, w.log.Items[9].Envelope.Join(), "unreadable", "")

	add("another ID outside than inside", 10, change(b, 10), "unreadable", "")
	add("another delete hash outside than inside", 10, change(b, 30), "unreadable", "")
	add("one bit of the body changed", 10, change(b, 400), "unreadable", "")
	try("of another space", "unreadable", "", func(p *putter) { p.space = fixed("another space", 16) })
	try("sealed under another key", "unreadable", "", func(p *putter) { p.sealKey = fixed("another key", 32) })
	try("sealed under the key of the epoch before", "unreadable", "", func(p *putter) { p.sealKey = derived(epochKey(1), labelSpaceRecord) })
	try("sealed under the epoch's key itself", "unreadable", "", func(p *putter) { p.sealKey = w.key })
	try("sealed with another label", "unreadable", "", func(p *putter) { p.sealLabel = labelSpaceRecordSign })
	try("by a stranger", "unreadable", "", func(p *putter) { p.author, p.seed = stranger.id(), stranger.secret })
	try("in another's name", "unreadable", "", func(p *putter) { p.author = phone.id() })
	try("signed with another label", "unreadable", "", func(p *putter) { p.signLabel = labelSpaceControl })
	add("signed elsewhere", 10, good.sealedAs(change(good.plain(), -1)), "unreadable", "")
	try("type 3", "unreadable", "", func(p *putter) { p.kind = 3 })
	try("replaces itself", "unreadable", "", func(p *putter) { p.numbers = [4]int64{9, 11} })
	try("replaces in another order", "unreadable", "", func(p *putter) { p.numbers = [4]int64{9, 8} })
	try("replaces five", "unreadable", "", func(p *putter) { p.count = 5 })
	try("a number that is not used", "unreadable", "", func(p *putter) { p.count = 1 })
	try("holds a record of version 2", "unreadable", "", func(p *putter) { p.padded = set(p.padded, 0, 2) })
	try("a deletion with a body", "unreadable", "", func(p *putter) { p.kind = 2 })
	try("of a stranger and at another head", "unreadable", "", func(p *putter) { p.seed, p.head = stranger.secret, fixed("another head", 32) })
	try("replaces itself and at another head", "", "forked", func(p *putter) { p.numbers[1], p.head = 11, fixed("another head", 32) })
	try("type 3 and of another epoch", "", "epoch", func(p *putter) { p.kind, p.epoch = 3, 1 })
}

// acceptControls offers control records after the tenth entry.
func acceptControls(w *logWriter, add func(name string, b, key Bytes, kind, err string)) {
	try := func(name, kind, err string, by person, change func(*opener)) {
		o := w.open(nextOwner, laptop)
		o.to = o.to[:1] // the reader's own
		change(&o)
		add(name, o.envelope(w, by), o.boxKey, kind, err)
	}
	// early is a change that shows before the roster is looked at.
	early := func(change func(*opener)) func(*opener) {
		return func(o *opener) { o.filled = true; change(o) }
	}
	same := func(*opener) {}
	try("a control record", "control", "", firstOwner, same)
	try("a control record without the key before", "control", "", firstOwner, func(o *opener) { o.plain = rosterPlain(make([]byte, 73), laptop.row()) })
	try("control: signed by a member", "", "control", person{"", laptop.secret}, early(same))
	try("control: signed by the owner that it puts in force", "", "control", nextOwner, early(same))
	try("control: two epochs on", "", "epoch", firstOwner, early(func(o *opener) { o.epoch = 4 }))
	try("control: the epoch in force", "", "epoch", firstOwner, early(func(o *opener) { o.epoch = 2 }))
	try("control: another head", "", "forked", firstOwner, early(func(o *opener) { o.head = fixed("another head", 32) }))
	try("control: another number", "", "forked", firstOwner, early(func(o *opener) { o.before = 9 }))
	try("control: says that it is the first entry", "", "control", firstOwner, early(func(o *opener) { o.before = 0 }))
	try("control: commits to another key", "", "control", firstOwner, early(func(o *opener) { o.commit = hashed(labelSpaceCommit, fixed("another key", 32)) }))
	try("control: another key in the box", "", "control", firstOwner, early(func(o *opener) { o.boxKey = fixed("another key", 32) }))
	try("control: logs in with another key", "", "control", firstOwner, early(func(o *opener) { o.auth = publicOf(fixed("another key", 32), labelSpaceAuth) }))
	try("control: roster under another key", "", "control", firstOwner, func(o *opener) { o.rosterKey = fixed("another key", 32) })
	try("control: roster with another label", "", "control", firstOwner, func(o *opener) { o.rosterSeal = labelSpaceRecordSeal })
	try("control: roster of version 2", "", "control", firstOwner, func(o *opener) { o.plain = set(o.plain, 0, 2) })
	try("control: roster of nobody", "", "control", firstOwner, func(o *opener) { o.plain = rosterPlain(make([]byte, 73)) })
	try("control: a member twice", "", "control", firstOwner, func(o *opener) { o.plain = rosterPlain(make([]byte, 73), laptop.row(), laptop.row()) })
	try("control: the key before is another", "", "control", firstOwner, func(o *opener) {
		o.plain = rosterPlain(w.previous(o.key, fixed("another key", 32), 3), laptop.row())
	})
	try("control: the key before does not open", "", "control", firstOwner, func(o *opener) {
		o.plain = rosterPlain(change(w.previous(o.key, w.key, 3), 50), laptop.row())
	})
	o := w.open(nextOwner, laptop)
	o.filled = true
	b := o.envelope(w, firstOwner)
	add("control: one bit changed", change(b, 20000), epochKey(3), "", "control")
	add("control: number 5 a second time", w.log.Items[4].Envelope.Join(), nil, "", "epoch")
}
