//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package filedisk

import "io"

func lockFile(string) (io.Closer, error) { return nil, ErrUnsupported }

func syncFolder(string) error { return nil }

func isFull(error) bool { return false }
