//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package filedisk

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// lockFile owns the file until it is closed. The system lets go of it when the process ends, however
// it ends, so that nobody is ever locked out by a crash.
func lockFile(name string) (io.Closer, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("filedisk: %w", err)
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err != syscall.EINTR {
			break
		}
	}
	if err == nil {
		return f, nil
	}
	_ = f.Close()
	if err == syscall.EWOULDBLOCK {
		return nil, ErrInUse
	}
	return nil, fmt.Errorf("filedisk: locking: %w", err)
}

// syncFolder makes the names in a folder durable: a file's own sync does not.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
