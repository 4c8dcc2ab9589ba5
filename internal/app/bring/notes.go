package bring

import (
	"io"
	"strconv"
	"time"

	"snowdrop/internal/archive"
	"snowdrop/internal/archive/plain"
	"snowdrop/internal/record"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Notes are what somebody wrote elsewhere, as a Source.
type Notes struct {
	now  time.Time
	all  []archive.Entry
	seen map[record.ID]bool
	said notes
}

// NewNotes begins with none. Now is the day of those that say no other, in the person's own time zone.
func NewNotes(now time.Time) *Notes {
	return &Notes{now: now, seen: map[record.ID]bool{}, said: notes{dated: map[plain.Dated]int{}}}
}

// Add takes a file, or notes why it was left out.
func (n *Notes) Add(f plain.File) {
	e, why := plain.Read(f, n.now)
	if why == "" && n.seen[e.ID] {
		why = plain.Double
	}
	if why != "" {
		n.said.left = append(n.said.left, left{f.Name, why})
		return
	}
	n.seen[e.ID] = true
	id := e.ID
	if e.Own != (record.ID{}) && e.Kind == "entry" && !n.seen[e.Own] {
		id = e.Own // a copy that Snowdrop made of an entry: where that is here, it is not brought in once more
		n.seen[id] = true
	}
	entry, err := ofPlain(id, e.At, e.Text)
	if err != nil { // even its beginning is too much for one entry
		n.said.left = append(n.said.left, left{f.Name, plain.TooLong})
		return
	}
	n.said.dated[e.From]++
	n.all = append(n.all, entry)
}

// Left calls each with the name of a file that was left out, and why.
func (n *Notes) Left(each func(name string, why plain.Why)) {
	for _, l := range n.said.left {
		each(l.name, l.why)
	}
}

// Dated is how many have their day from where.
func (n *Notes) Dated(from plain.Dated) int { return n.said.dated[from] }

// Entries gives them as a file of ours would.
func (n *Notes) Entries(each func(*archive.Entry) error) (archive.Beside, error) {
	for i := range n.all {
		e := n.all[i]
		if err := each(&e); err != nil {
			return archive.Beside{}, err
		}
	}
	return archive.Beside{}, nil
}

// Copy has nothing to copy: a text has no pictures with it.
func (n *Notes) Copy(io.Writer, archive.Attachment) error { return archive.ErrMissing }
