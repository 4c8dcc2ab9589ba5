package sweep

import (
	"bytes"
	"testing"
)

// aLeaf is a page with one row of seven zeros.
func aLeaf() []byte {
	leaf := make([]byte, 512)
	copy(leaf, []byte{leafPage, 0, 0, 0, 1, 0x01, 0xf8, 0, 0x01, 0xf8})
	leaf[0x1f8] = 7
	return leaf
}

// A list of free blocks that leads to four zeros in a row would end there, with a block of no bytes: SQLite lists none under four.
func TestAPageWhoseFreeBlocksBeginInARowIsNoneOfATree(t *testing.T) {
	page := aLeaf()
	if Gap(page) == nil {
		t.Fatal("it is none without that")
	}
	page[1], page[2] = 0x01, 0xf9
	if Gap(page) != nil {
		t.Error("it is taken for one")
	}
}

// FuzzGap: a gap lies between the list of rows and the first of them, whatever a page holds.
func FuzzGap(f *testing.F) {
	leaf := aLeaf()
	inner := bytes.Clone(leaf)
	copy(inner, []byte{innerPage, 0, 0, 0, 1, 0x01, 0xf8, 0, 0, 0, 0, 9, 0x01, 0xf8})
	inner[0x1f8], inner[0x1fc] = 0, 3
	f.Add(leaf)
	f.Add(inner)
	f.Add(append(bytes.Clone(leaf), make([]byte, 8192-512)...))
	for _, seed := range [][]byte{leaf, inner} {
		if Gap(seed) == nil {
			f.Fatal("a seed is no page of a tree")
		}
	}
	f.Fuzz(func(t *testing.T, page []byte) {
		g := Gap(page)
		if g == nil {
			return
		}
		before := bytes.Clone(page)
		clear(g)
		head := headOf(page)
		for i := range number(before, 3) {
			at := number(before, head+2*i)
			if number(page, head+2*i) != at || !bytes.Equal(page[at:], before[at:]) {
				t.Errorf("row %d at %d was changed", i, at)
			}
		}
		if Left(page) || !bytes.Equal(page[:head], before[:head]) {
			t.Error("the head was changed, or the gap not filled")
		}
		if all := children(page); len(all) > 0 && len(all) != number(page, 3)+1 {
			t.Errorf("%d children of a page with %d rows", len(all), number(page, 3))
		}
	})
}
