package browser

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"syscall/js"

	"snowdrop/internal/vault"
)

// OpenDisk opens this browser's disk: the IndexedDB database "snowdrop". The worker owns it alone, because it was
// started under the browser's lock of that name. Where the browser refuses to store anything, it is a disk that keeps
// nothing. Any other failure is an error: what was kept may be there, and a new visit would look as if it were gone.
func OpenDisk(ctx context.Context) (vault.Disk, error) {
	if promise := js.Global().Get("snowdropAhead"); promise.Truthy() {
		js.Global().Delete("snowdropAhead")
		// Only an opening without a result is rejected, and it never is: the promise then holds null.
		if ahead, err := await(promise); err == nil && ahead.Truthy() {
			return &disk{js: ahead.Get("disk"), ahead: ahead.Get("blocks")}, nil
		}
	}
	d, err := openDisk(ctx, "snowdrop")
	if errors.Is(err, refusal("SecurityError")) || errors.Is(err, refusal("InvalidStateError")) {
		return noDisk{err}, nil
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

func openDisk(ctx context.Context, name string) (*disk, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("browser: opening the disk: %w", err)
	}
	d, err := await(js.Global().Call("snowdropDisk", name))
	if err != nil {
		return nil, fmt.Errorf("browser: opening the disk: %w", err)
	}
	return &disk{js: d}, nil
}

// disk is one object store of sealed bytes.
type disk struct {
	erasing sync.RWMutex // erasing closes the database for a moment; writes may run side by side
	js      js.Value

	mu    sync.Mutex
	ahead js.Value // what worker.js read before the app ran, until it is used or out of date
}

// takeAhead gives what was read ahead, once.
func (d *disk) takeAhead() js.Value {
	d.mu.Lock()
	defer d.mu.Unlock()
	blocks := d.ahead
	d.ahead = js.Undefined()
	return blocks
}

func (d *disk) Load(ctx context.Context, each func(key string, value []byte) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("browser: reading the disk: %w", err)
	}
	blocks := d.takeAhead()
	if !blocks.Truthy() {
		var err error
		d.erasing.RLock()
		blocks, err = await(d.js.Call("load"))
		d.erasing.RUnlock()
		if err != nil {
			return fmt.Errorf("browser: reading the disk: %w", err)
		}
	}
	for i := range blocks.Length() {
		packed := blocks.Index(i)
		block := make([]byte, packed.Length())
		js.CopyBytesToGo(block, packed)
		if err := eachPair(block, each); err != nil {
			return err
		}
	}
	return nil
}

func (d *disk) Write(ctx context.Context, changes []vault.Change) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("browser: writing to the disk: %w", err)
	}
	size := 0
	for _, c := range changes {
		size += 8 + len(c.Key) + len(c.Value)
	}
	block := make([]byte, 0, size)
	for _, c := range changes {
		block = appendPair(block, c.Key, c.Value)
	}
	packed := js.Global().Get("Uint8Array").New(len(block))
	js.CopyBytesToJS(packed, block)

	d.takeAhead()
	d.erasing.RLock()
	defer d.erasing.RUnlock()
	if _, err := await(d.js.Call("write", packed)); err != nil {
		return fmt.Errorf("browser: writing to the disk: %w", err)
	}
	return nil
}

func (d *disk) Erase(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("browser: erasing the disk: %w", err)
	}
	d.takeAhead()
	d.erasing.Lock()
	defer d.erasing.Unlock()
	if _, err := await(d.js.Call("erase")); err != nil {
		return fmt.Errorf("browser: erasing the disk: %w", err)
	}
	return nil
}

func (d *disk) PutChunk(ctx context.Context, key string, i int, b []byte) error {
	chunk := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(chunk, b)
	_, err := d.ask(ctx, "writing a chunk", "putChunk", key, i, chunk)
	return err
}

func (d *disk) Chunk(ctx context.Context, key string, i int) ([]byte, error) {
	chunk, err := d.ask(ctx, "reading a chunk", "chunk", key, i)
	if err != nil {
		return nil, err
	}
	if !chunk.Truthy() {
		return nil, vault.ErrNotFound
	}
	b := make([]byte, chunk.Length())
	js.CopyBytesToGo(b, chunk)
	return b, nil
}

func (d *disk) DropBlob(ctx context.Context, key string) error {
	_, err := d.ask(ctx, "dropping a blob", "dropBlob", key)
	return err
}

func (d *disk) Blobs(ctx context.Context) ([]string, error) {
	names, err := d.ask(ctx, "listing blobs", "blobs")
	if err != nil {
		return nil, err
	}
	var keys []string
	for i := range names.Length() {
		keys = append(keys, names.Index(i).String())
	}
	slices.Sort(keys)
	return keys, nil
}

// ask calls the disk about its blobs.
func (d *disk) ask(ctx context.Context, doing, method string, args ...any) (js.Value, error) {
	if err := ctx.Err(); err != nil {
		return js.Value{}, fmt.Errorf("browser: %s: %w", doing, err)
	}
	d.erasing.RLock()
	defer d.erasing.RUnlock()
	answer, err := await(d.js.Call(method, args...))
	if err != nil {
		return js.Value{}, fmt.Errorf("browser: %s: %w", doing, err)
	}
	return answer, nil
}

// await waits for a promise. It must not be called from a callback of JavaScript: that would wait for itself.
func await(promise js.Value) (js.Value, error) {
	type result struct {
		value js.Value
		err   error
	}
	settled := make(chan result, 1)
	kept := js.FuncOf(func(_ js.Value, args []js.Value) any {
		settled <- result{value: args[0]}
		return nil
	})
	defer kept.Release()
	broken := js.FuncOf(func(_ js.Value, args []js.Value) any {
		settled <- result{err: reason(args[0])}
		return nil
	})
	defer broken.Release()
	promise.Call("then", kept, broken)
	r := <-settled
	return r.value, r.err
}

// reason turns what a promise was rejected with into an error. Only its name is kept, so that no text of the browser
// or of a person is ever carried along.
func reason(v js.Value) error {
	name := "Error"
	if v.Type() == js.TypeObject && v.Get("name").Type() == js.TypeString {
		name = v.Get("name").String()
	}
	if name == "QuotaExceededError" {
		return vault.ErrDiskFull
	}
	return refusal(name)
}

// refusal is the name by which the browser says what went wrong.
type refusal string

func (r refusal) Error() string { return string(r) }
