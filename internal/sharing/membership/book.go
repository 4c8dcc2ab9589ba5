package membership

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sync"

	"snowdrop/internal/record"
	"snowdrop/internal/vault"
)

// Book is all records of a person. It is safe for use from many goroutines.
type Book struct {
	vault *vault.Vault
	write sync.Mutex
}

// NewBook returns the book in a vault.
func NewBook(v *vault.Vault) *Book { return &Book{vault: v} }

// page is one record, and what it was read from.
type page struct {
	Record
	over   []record.ID // the versions of the item that it is written to
	others []record.ID // further items about the same space
	apart  bool        // it was put together from several
}

func (b *Book) pages() []page {
	var all []page
	for _, head := range b.vault.List(Kind) {
		versions, err := b.vault.Versions(head.ID)
		if err != nil {
			continue
		}
		for _, v := range versions {
			r, err := Parse(head.ID, v.Record.Body)
			if err != nil {
				continue
			}
			all = put(all, page{Record: r, over: []record.ID{v.ID}})
		}
	}
	slices.SortFunc(all, func(a, b page) int {
		return cmp.Or(cmp.Compare(a.Since, b.Since), bytes.Compare(a.Path[:], b.Path[:]))
	})
	return all
}

// put adds what was read to the page about the same space.
func put(all []page, p page) []page {
	i := slices.IndexFunc(all, func(q page) bool { return q.Space == p.Space })
	if i < 0 {
		return append(all, p)
	}
	q := all[i]
	merged := page{Record: q.Merge(p.Record), apart: true, over: q.over, others: q.others}
	switch {
	case p.Path == q.Path:
		merged.over = append(slices.Clone(q.over), p.over...)
	case merged.Path == p.Path:
		merged.over, merged.others = p.over, append(slices.Clone(q.others), q.Path)
	default:
		merged.others = append(slices.Clone(q.others), p.Path)
	}
	all[i] = merged
	return all
}

// All returns every record, in the order of Since. Locked, it is empty.
func (b *Book) All() []Record {
	pages := b.pages()
	all := make([]Record, len(pages))
	for i, p := range pages {
		all[i] = p.Record
	}
	return all
}

// Of returns the record about a space.
func (b *Book) Of(id record.SpaceID) (Record, bool) {
	for _, p := range b.pages() {
		if p.Space == id {
			return p.Record, true
		}
	}
	return Record{}, false
}

// Add keeps a new record. Errors of the vault.
func (b *Book) Add(ctx context.Context, r Record) error {
	b.write.Lock()
	defer b.write.Unlock()
	return b.vault.Put(ctx, record.Record{ID: r.Path, Kind: Kind, At: r.Since, Body: r.Encode()})
}

// Change keeps what f makes of the record about a space, and puts together what was written apart. It writes nothing where
// f changes nothing. vault.ErrNotFound where there is none, the error of f, and those of the vault.
func (b *Book) Change(ctx context.Context, id record.SpaceID, f func(*Record) error) error {
	b.write.Lock()
	defer b.write.Unlock()
	pages := b.pages()
	i := slices.IndexFunc(pages, func(p page) bool { return p.Space == id })
	if i < 0 {
		return vault.ErrNotFound
	}
	p := pages[i]
	changed := p.Record
	if err := f(&changed); err != nil {
		return err
	}
	if changed.Same(p.Record) && !p.apart {
		return nil
	}
	body := changed.Encode()
	if err := b.vault.PutVersion(ctx, record.Record{ID: p.Path, Kind: Kind, At: p.Since, Body: body}, p.over); err != nil {
		return err
	}
	for _, other := range p.others {
		if err := b.vault.Delete(ctx, other); err != nil {
			return err
		}
	}
	return nil
}
