package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/andybalholm/brotli"
)

// press compresses what is served, and remembers what it pressed before: the strongest brotli of the app takes
// many seconds. What it remembers is found by the hash of the content, so it can be deleted at any time.
type press struct{ memory string }

func (p press) gzip(content []byte) ([]byte, error) {
	return p.remembered(content, "gz", func(out *bytes.Buffer) error {
		w, err := gzip.NewWriterLevel(out, gzip.BestCompression)
		if err != nil {
			return err
		}
		if _, err := w.Write(content); err != nil {
			return err
		}
		return w.Close()
	})
}

func (p press) brotli(content []byte) ([]byte, error) {
	return p.remembered(content, "br", func(out *bytes.Buffer) error {
		w := brotli.NewWriterOptions(out, brotli.WriterOptions{Quality: 11, LGWin: 24})
		if _, err := w.Write(content); err != nil {
			return err
		}
		return w.Close()
	})
}

func (p press) remembered(content []byte, ext string, compress func(*bytes.Buffer) error) ([]byte, error) {
	sum := sha256.Sum256(content)
	path := filepath.Join(p.memory, hex.EncodeToString(sum[:])+"."+ext)
	if known, err := os.ReadFile(path); err == nil {
		// Touched, so that what is still used is not taken for old. An error only makes it be pressed again one day.
		_ = os.Chtimes(path, time.Time{}, time.Now())
		return known, nil
	}
	var out bytes.Buffer
	if err := compress(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), write(path, out.Bytes())
}

// forget drops what no build has used for a month.
func (p press) forget() error {
	entries, err := os.ReadDir(p.memory)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && time.Since(info.ModTime()) > 30*24*time.Hour {
			err = os.Remove(filepath.Join(p.memory, e.Name()))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// write puts a whole file in place or leaves it as it was, so that an interrupted build is never served.
func write(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", content, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
