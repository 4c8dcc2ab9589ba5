package attachments

import (
	"bytes"
	"encoding/binary"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
)

// Names is which attachments the vault speaks of.
type Names struct {
	named map[record.ID]journal.Attachment // by an entry that stands
	held  map[record.ID]bool               // by something that may become an entry again, or that can not be read
	// guests are attached by other people: fetched and shown, never sent from here, and theirs to delete at the relay.
	guests map[record.ID]bool
	// stamps tell by what each is named: other versions, or the same ones once they are sent, give another stamp.
	stamps map[record.ID]uint32
	stamp  uint32 // of the version that entry is given
	sure   bool   // nothing is hidden from view: what is in neither is named by nobody
	clear  bool   // what is named no more goes from the relay, whoever attached it
}

// Named is what a Room says that is no vault. own is what this person attached, others what other people did. What is named
// no more goes; from the relay only what was own, or with clear everything. While not sure nothing goes.
func Named(own, others []journal.Attachment, sure, clear bool) *Names {
	n := NewNames()
	n.sure, n.clear = sure, clear
	for _, a := range own {
		n.named[a.Blob] = a
	}
	for _, a := range others {
		if _, mine := n.named[a.Blob]; !mine {
			n.guests[a.Blob] = true
		}
	}
	return n
}

// NewNames are none.
func NewNames() *Names {
	return &Names{named: map[record.ID]journal.Attachment{}, held: map[record.ID]bool{}, guests: map[record.ID]bool{}, stamps: map[record.ID]uint32{}, sure: true}
}

var mark = []byte(`"attachments"`)

// entry takes what an entry that stands names.
func (n *Names) entry(body []byte) {
	if !bytes.Contains(body, mark) {
		return // most of them, and decoding takes time
	}
	e, err := journal.DecodeEntry(body)
	if err != nil || e.Newer() > 0 {
		n.hold(body)
	}
	for _, a := range e.Attachments {
		if a.Known() {
			n.named[a.Blob] = a
			n.stamps[a.Blob] += n.stamp
		}
	}
}

// stampOf is the stamp of a version.
func stampOf(version record.ID, waiting bool) uint32 {
	stamp := binary.BigEndian.Uint32(version[:])
	if waiting {
		stamp = ^stamp
	}
	return stamp
}

// hold takes everything in text that could be the ID of a blob.
func (n *Names) hold(text []byte) {
	const size = 26
	run := 0
	for i, c := range text {
		if c < 'a' && (c < '2' || c > '7') || c > 'z' {
			run = 0
			continue
		}
		if run++; run < size {
			continue
		}
		if id, err := record.ParseID(string(text[i+1-size : i+1])); err == nil {
			n.held[id] = true
		}
	}
}

// speaks reports whether anything in the vault may name a blob.
func (n *Names) speaks(id record.ID) bool {
	_, named := n.named[id]
	return named || n.held[id] || n.guests[id] || !n.sure
}
