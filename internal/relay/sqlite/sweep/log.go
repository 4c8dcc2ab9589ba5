package sweep

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The log of changes: a head, and for each page that was written a head of its own and the page.
const (
	logHead   = 32
	frameHead = 24
)

// changes reads which pages were changed, from the log of changes.
type changes struct {
	file io.ReaderAt
	run  [logHead]byte // the head of the log that was read; it begins anew with another
	read int           // so many frames of it
}

// since calls f with each page that was written since it was last asked, as it is now, up to frame n.
func (c *changes) since(n int, f func(number uint32, page []byte)) error {
	var head [logHead]byte
	if n == 0 {
		return nil
	}
	if err := c.at(head[:], 0); err != nil {
		return err
	}
	if head != c.run || n < c.read {
		c.run, c.read = head, 0
	}
	size := int(binary.BigEndian.Uint32(head[8:]))
	if size < 512 || size > 1<<16 {
		return errLog
	}
	last := map[uint32]int{} // a page is written with every change of it: only as it is now is read whole
	var frame [frameHead]byte
	for i := c.read; i < n; i++ {
		if err := c.at(frame[:], logHead+i*(frameHead+size)); err != nil {
			return err
		}
		if !bytes.Equal(frame[8:16], head[16:24]) {
			return errLog
		}
		last[binary.BigEndian.Uint32(frame[:])] = i
	}
	page := make([]byte, size)
	for number, i := range last {
		if err := c.at(page, logHead+i*(frameHead+size)+frameHead); err != nil {
			return err
		}
		f(number, page)
	}
	c.read = n
	return nil
}

func (c *changes) at(b []byte, at int) error {
	if _, err := c.file.ReadAt(b, int64(at)); err != nil {
		return fmt.Errorf("sweep: the log of changes: %w", err)
	}
	return nil
}

var errLog = errors.New("sweep: the log of changes is not as it was written")
