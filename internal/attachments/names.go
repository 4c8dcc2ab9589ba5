package attachments

import (
	"bytes"
	"errors"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
)

// names is which attachments the vault speaks of.
type names struct {
	named map[record.ID]journal.Attachment // by an entry that stands
	held  map[record.ID]bool               // by something that may become an entry again, or that can not be read
	sure  bool                             // nothing is hidden from view: what is in neither is named by nobody
}

func newNames() *names {
	return &names{named: map[record.ID]journal.Attachment{}, held: map[record.ID]bool{}, sure: true}
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
		}
	}
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
