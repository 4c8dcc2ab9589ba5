package sweep

import "encoding/binary"

// The kinds of pages in a tree. All tables are WITHOUT ROWID, so there is no other but the schema's, which has nothing of
// anybody.
const (
	innerPage = 2
	leafPage  = 10
)

// Gap is the part of a page that no row lies in, before the first row. It is nil where the page is no page of a
// tree.
func Gap(page []byte) []byte {
	head := headOf(page)
	if head == 0 {
		return nil
	}
	cells, start := number(page, 3), number(page, 5)
	if start == 0 {
		start = 1 << 16
	}
	from := head + 2*cells
	if from > start || start > len(page) {
		return nil
	}
	taken, ok := rowsOf(page, head, cells, start)
	if !ok || taken+free(page, start)+int(page[7]) != len(page)-start {
		return nil
	}
	return page[from:start]
}

// headOf is how long the head of a page is, or 0 where it is not one of a tree.
func headOf(page []byte) int {
	switch {
	case len(page) < 512:
	case page[0] == leafPage:
		return 8
	case page[0] == innerPage:
		return 12
	}
	return 0
}

func number(page []byte, at int) int { return int(binary.BigEndian.Uint16(page[at:])) }

// rowsOf is how many bytes the rows of a page take in it.
func rowsOf(page []byte, head, cells, start int) (taken int, ok bool) {
	most, least := (len(page)-12)*64/255-23, (len(page)-12)*32/255-23
	for i := range cells {
		at := number(page, head+2*i)
		if at < start || at > len(page)-4 {
			return 0, false
		}
		end := at + head - 8 // an inner page has a child's number before each row
		size, n := varint(page[min(end, len(page)):])
		end += n
		switch {
		case n == 0 || size > 1<<31:
			return 0, false
		case size <= uint64(most):
			end += int(size)
		default: // the rest lies on pages of its own, and their first number behind what is here
			here := least + int(size-uint64(least))%(len(page)-4)
			if here > most {
				here = least
			}
			end += here + 4
		}
		if end > len(page) {
			return 0, false
		}
		taken += max(end-at, 4)
	}
	return taken, true
}

// free is how many bytes between the rows are in the list of free ones, or too many where that list is none.
func free(page []byte, start int) (all int) {
	for at, last := number(page, 1), start; at != 0; at = number(page, at) {
		if at < last || at > len(page)-4 {
			return len(page)
		}
		size := number(page, at+2)
		if size < 4 { // a block has room for its own head
			return len(page)
		}
		all += size
		last = at + size
	}
	return all
}

// varint reads SQLite's numbers: seven bits a byte, of the ninth all eight. n is 0 where it has no end.
func varint(b []byte) (v uint64, n int) {
	for i, c := range b[:min(len(b), 9)] {
		if i == 8 {
			return v<<8 | uint64(c), 9
		}
		v = v<<7 | uint64(c&0x7f)
		if c < 0x80 {
			return v, i + 1
		}
	}
	return 0, 0
}

// Left tells whether something lies in the gap of a page.
func Left(page []byte) bool {
	for _, b := range Gap(page) {
		if b != 0 {
			return true
		}
	}
	return false
}

// children are the pages below an inner page.
func children(page []byte) (all []uint32) {
	if Gap(page) == nil || page[0] != innerPage {
		return nil
	}
	all = append(all, binary.BigEndian.Uint32(page[8:]))
	for i := range number(page, 3) {
		all = append(all, binary.BigEndian.Uint32(page[number(page, 12+2*i):]))
	}
	return all
}
