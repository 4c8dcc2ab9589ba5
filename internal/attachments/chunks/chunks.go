// Package chunks cuts sealed bytes into chunks as a relay and a disk take them, and puts them together again. It must never
// hold more than one chunk in memory, or keep a browser's worker from hearing anything else for long.
package chunks

import (
	"io"

	"snowdrop/internal/relayapi"
)

// Writer cuts what is written to it into chunks of relayapi.Chunk bytes, and puts each. Flush puts the last one.
type Writer struct {
	Put  func(i int, chunk []byte) error
	next int
	held []byte
}

// Write implements io.Writer.
func (w *Writer) Write(p []byte) (int, error) {
	written := len(p)
	for len(p) > 0 {
		if w.held == nil {
			w.held = make([]byte, 0, relayapi.Chunk)
		}
		n := min(len(p), relayapi.Chunk-len(w.held))
		w.held, p = append(w.held, p[:n]...), p[n:]
		if len(w.held) == relayapi.Chunk {
			if err := w.Flush(); err != nil {
				return 0, err
			}
		}
	}
	return written, nil
}

// Flush puts what is held, which is the last chunk unless it is a whole one.
func (w *Writer) Flush() error {
	if len(w.held) == 0 {
		return nil
	}
	if err := w.Put(w.next, w.held); err != nil {
		return err
	}
	w.next, w.held = w.next+1, w.held[:0]
	Pause(w.next)
	return nil
}

// Reader reads so many chunks one after the other.
type Reader struct {
	Chunk func(i int) ([]byte, error)
	Of    int
	next  int
	held  []byte
}

// Read implements io.Reader.
func (r *Reader) Read(p []byte) (int, error) {
	for len(r.held) == 0 {
		if r.next == r.Of {
			return 0, io.EOF
		}
		chunk, err := r.Chunk(r.next)
		if err != nil {
			return 0, err
		}
		r.held, r.next = chunk, r.next+1
		Pause(r.next)
	}
	n := copy(p, r.held)
	r.held = r.held[n:]
	return n, nil
}

// Pause yields after every fourth chunk.
func Pause(n int) {
	if n%4 == 0 {
		yield()
	}
}
