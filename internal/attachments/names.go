package attachments

import (
	"bytes"
	"encoding/binary"
	"errors"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
)

// names is which attachments the vault speaks of.
type names struct {
	named map[record.ID]journal.Attachment // by an entry that stands
	held  map[record.ID]bool               // by something that may become an entry again, or that can not be read
	// stamps tell by what each is named: other versions, or the same ones once they are sent, give another stamp.
	stamps map[record.ID]uint32
	stamp  uint32 // of the version that entry is given
	sure   bool   // nothing is hidden from view: what is in neither is named by nobody
}

func newNames() *names {
	return &names{named: map[record.ID]journal.Attachment{}, held: map[record.ID]bool{}, stamps: map[record.ID]uint32{}, sure: true}
}

var mark = []byte(`"attachments"`)

// entry takes what an entry that stands names.
func (n *names) entry(body []byte) {
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
func (n *names) hold(text []byte) {
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
func (n *names) speaks(id record.ID) bool {
	_, named := n.named[id]
	return named || n.held[id] || !n.sure
}

// errMissing says that a chunk is not on this device.
var errMissing = errors.New("attachments: no such chunk")
