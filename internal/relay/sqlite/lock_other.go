//go:build !unix

package sqlite

import (
	"fmt"
	"os"
	"path/filepath"
)

// lockFolder marks the folder. On these systems two relays in one folder are kept apart only by SQLite's own
// locks, change by change.
func lockFolder(folder string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(folder, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	return f, nil
}
