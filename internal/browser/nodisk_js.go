package browser

import (
	"context"

	"snowdrop/internal/vault"
)

// noDisk stands in where the browser gives no disk, as some do in a private window: things live for this visit,
// and nothing can be kept. cause is answered to every write.
type noDisk struct{ cause error }

func (noDisk) Load(context.Context, func(string, []byte) error) error { return nil }
func (d noDisk) Write(context.Context, []vault.Change) error          { return d.cause }
func (noDisk) Erase(context.Context) error                            { return nil }
func (d noDisk) PutChunk(context.Context, string, int, []byte) error  { return d.cause }
func (noDisk) Chunk(context.Context, string, int) ([]byte, error)     { return nil, vault.ErrNotFound }
func (noDisk) DropBlob(context.Context, string) error                 { return nil }
func (noDisk) Blobs(context.Context) ([]string, error)                { return nil, nil }
