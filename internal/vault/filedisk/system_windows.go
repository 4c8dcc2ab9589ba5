package filedisk

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

const (
	errSharingViolation = syscall.Errno(32)
	errHandleDiskFull   = syscall.Errno(39)
	errDiskFull         = syscall.Errno(112)
)

// lockFile opens the file so that nobody else can until it is closed. The system lets go of it when
// the process ends, however it ends.
func lockFile(name string) (io.Closer, error) {
	path, err := syscall.UTF16PtrFromString(name)
	if err != nil {
		return nil, fmt.Errorf("filedisk: %w", err)
	}
	const shareNothing = 0
	h, err := syscall.CreateFile(path, syscall.GENERIC_READ|syscall.GENERIC_WRITE, shareNothing, nil,
		syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, errSharingViolation) {
		return nil, ErrInUse
	}
	if err != nil {
		return nil, fmt.Errorf("filedisk: locking: %w", err)
	}
	return os.NewFile(uintptr(h), name), nil
}

// syncFolder does nothing: Windows makes names durable by itself and can not be asked to.
func syncFolder(string) error { return nil }

func isFull(err error) bool {
	return errors.Is(err, errDiskFull) || errors.Is(err, errHandleDiskFull) || errors.Is(err, syscall.ENOSPC)
}
