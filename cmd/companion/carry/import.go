package carry

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"snowdrop/internal/app/bring"
	"snowdrop/internal/archive"
	"snowdrop/internal/archive/plain"
	"snowdrop/internal/vault"
)

const importUsage = `Usage: companion import [-dir FOLDER] [-dry-run] [-identity FILE] [-settings] [-bin] FILE...

Brings in what "companion export" or Snowdrop took along, or notes in Markdown and plain text: single files, or folders of them.
What is here already stays as it is, so it can be done again after it was cut off. What is here in another form is kept beside it.
Files of any size come in.

`

// importing are the flags of import.
type importing struct {
	dir      string
	dry      bool
	identity string // file of keys
	choice   bring.Choice
	files    []string
}

// Import is "companion import".
func Import(ctx context.Context, args []string, env func(string) string, c Console) int {
	var i importing
	f := c.flags("import", importUsage)
	f.StringVar(&i.dir, "dir", env("SNOWDROP_DIR"), "`folder` to keep things in; empty: your own settings folder (SNOWDROP_DIR)")
	f.BoolVar(&i.dry, "dry-run", false, "only say what would come in")
	f.StringVar(&i.identity, "identity", "", "`file` with your key, as \"companion key\" made it, for files that are sealed to it")
	f.BoolVar(&i.choice.Settings, "settings", false, "bring in what was chosen under Mine, in place of what is chosen here")
	f.BoolVar(&i.choice.Binned, "bin", false, "bring in what is in the bin here, too")
	switch err := f.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case f.NArg() == 0:
		fmt.Fprint(c.Errs, importUsage)
		return 2
	}
	i.files = f.Args()
	return c.ended(i.run(ctx, c))
}

func (i importing) run(ctx context.Context, c Console) error {
	for _, name := range i.files { // before anything is asked
		if _, err := os.Stat(name); err != nil {
			return Said(fmt.Sprintf("%s cannot be read: %s.", name, Reason(err)))
		}
	}
	dir, err := Folder(i.dir)
	if err != nil {
		return err
	}
	k, err := c.unlocked(ctx, dir, !i.dry)
	if err != nil {
		return err
	}
	defer k.close()
	notes := bring.NewNotes(time.Now())
	many := 0
	for _, name := range i.files {
		n, err := i.notes(name, notes)
		if err != nil {
			return err
		}
		many += n
		if n > 0 {
			continue
		}
		if err := i.archive(ctx, c, k, name); err != nil {
			return err
		}
	}
	if many == 0 {
		return nil
	}
	return i.in(ctx, c, k, "your notes", notes, func() { leftOut(c, notes) })
}

// notes takes in the notes of a name: a file, or a folder that is not one of ours. It gives how many files there were.
func (i importing) notes(name string, notes *bring.Notes) (n int, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return 0, Said(fmt.Sprintf("%s cannot be read: %s.", name, Reason(err)))
	}
	if !info.IsDir() {
		if !plain.Wanted(filepath.Base(name)) {
			return 0, nil
		}
		return 1, addNote(notes, filepath.Base(name), name, info)
	}
	if _, err := os.Stat(filepath.Join(name, archive.FileData)); err == nil {
		return 0, nil
	}
	err = filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return Said(fmt.Sprintf("%s cannot be read: %s.", path, Reason(err)))
		}
		if d.IsDir() {
			if path != name && strings.HasPrefix(d.Name(), ".") {
				return filepath.SkipDir // what programs keep for themselves
			}
			return nil
		}
		info, err := d.Info()
		if err != nil || !info.Mode().IsRegular() {
			return err
		}
		inside, err := filepath.Rel(name, path)
		if err != nil {
			return err
		}
		n++
		return addNote(notes, filepath.ToSlash(inside), path, info)
	})
	return max(n, 1), err
}

// addNote reads a file only if it may be a note, and is not too long for one.
func addNote(notes *bring.Notes, name, path string, info fs.FileInfo) error {
	f := plain.File{Name: name, Changed: info.ModTime()}
	if plain.Wanted(name) {
		file, err := os.Open(path)
		if err != nil {
			return Said(fmt.Sprintf("%s cannot be read: %s.", path, Reason(err)))
		}
		defer file.Close()
		if f.Content, err = io.ReadAll(io.LimitReader(file, plain.MaxFile+1)); err != nil {
			return Said(fmt.Sprintf("%s cannot be read: %s.", path, Reason(err)))
		}
	}
	notes.Add(f)
	return nil
}

var whyLeft = map[plain.Why]string{
	plain.Other: "neither Markdown nor plain text", plain.Encoding: "not in UTF-8. Save it as UTF-8, then it can come in", plain.NoText: "there is something in it that no text has",
	plain.Empty: "nothing is written in it", plain.TooLong: "too long for one entry", plain.Double: "the same words as in another file",
}

func leftOut(c Console, notes *bring.Notes) {
	notes.Left(func(name string, why plain.Why) { fmt.Fprintf(c.Out, "  left out: %q: %s\n", name, whyLeft[why]) })
	if n := notes.Dated(plain.Filed); n > 0 {
		fmt.Fprintf(c.Out, "  by the day on which the file was last changed: %d\n", n)
	}
}

// archive brings in one file or folder of ours.
func (i importing) archive(ctx context.Context, c Console, k kept, name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return Said(fmt.Sprintf("%s cannot be read: %s.", name, Reason(err)))
	}
	if info.IsDir() {
		root, err := os.OpenRoot(name)
		if err != nil {
			return refused(name, err)
		}
		defer root.Close()
		r, err := unpacked(root)
		if err != nil {
			return refused(name, err)
		}
		return i.in(ctx, c, k, name, r, nil)
	}
	f, err := os.Open(name)
	if err != nil {
		return Said(fmt.Sprintf("%s cannot be read: %s.", name, Reason(err)))
	}
	defer f.Close()
	r, err := i.opened(ctx, c, name, f, info.Size())
	if err != nil {
		return err
	}
	return i.in(ctx, c, k, name, r, nil)
}

// opened opens a file, with words that are asked for or with the key.
func (i importing) opened(ctx context.Context, c Console, name string, f *os.File, size int64) (*archive.Reader, error) {
	seal, err := archive.Look(f, size)
	var ids []archive.Identity
	switch {
	case err != nil:
	case seal == archive.SealedToWords:
		typed, aerr := c.secret(ctx, fmt.Sprintf("The six words of %s:", name))
		if aerr != nil {
			return nil, c.noAnswer(aerr)
		}
		ids = archive.ByTyped(typed)
	case seal == archive.SealedToKey && i.identity != "":
		text, rerr := os.ReadFile(i.identity)
		if rerr != nil {
			return nil, Said(fmt.Sprintf("%s cannot be read: %s.", i.identity, Reason(rerr)))
		}
		if ids, err = archive.ByKey(string(text)); err != nil {
			return nil, Said(fmt.Sprintf(`There is no key in %s. A key begins with AGE-SECRET-KEY-PQ-1.`, i.identity))
		}
	}
	if err != nil {
		return nil, refused(name, err)
	}
	r, err := archive.Read(f, size, ids)
	if err != nil {
		return nil, refused(name, err)
	}
	return r, nil
}

// unpacked reads a folder that "companion export -plain" wrote, or that a file of ours was unpacked into.
func unpacked(root *os.Root) (*archive.Reader, error) {
	return archive.ReadFolder(func(file string) (io.ReadCloser, error) { return root.Open(filepath.FromSlash(file)) },
		func(file string) (int64, bool) {
			info, err := root.Stat(filepath.FromSlash(file))
			if err != nil || !info.Mode().IsRegular() {
				return 0, false
			}
			return info.Size(), true
		})
}

// whyRefused are the words for what can be wrong with a file.
var whyRefused = []struct {
	err  error
	says string
}{
	{archive.ErrWords, "these words do not open it"}, {archive.ErrNeedWords, "it needs its six words"},
	{archive.ErrNeedKey, "it is sealed to a key. Name the file of your key with -identity"}, {archive.ErrOtherKey, "your key does not open it"},
	{archive.ErrFormat, "Snowdrop does not know this kind of file"}, {archive.ErrNewer, "a newer Snowdrop made it. Use that one"},
	{archive.ErrDamaged, "it is damaged, or not all of it is there. Copy it once more from where you keep it"},
	{archive.ErrWork, "it asks for more work to open than is safe. The program age can open it"},
	{archive.ErrMany, "there is more in it than Snowdrop ever puts in"}, {archive.ErrName, "a name in it leads out of it"},
	{archive.ErrDouble, "two things in it have one name"}, {archive.ErrLarge, "something in it is too large"},
	{archive.ErrData, "its data.json is not as Snowdrop makes it"}, {archive.ErrAttachment, "a picture in it is not what data.json says"},
}

func refused(name string, err error) error {
	for _, w := range whyRefused {
		if errors.Is(err, w.err) {
			return Said(fmt.Sprintf("%s does not come in: %s.", name, w.says))
		}
	}
	return Said(fmt.Sprintf("%s cannot be read: %s.", name, Reason(err)))
}

// in says what would come in, and brings it in.
func (i importing) in(ctx context.Context, c Console, k kept, name string, from bring.Source, more func()) error {
	count, err := k.Look(ctx, from)
	if err != nil {
		return broken(ctx, name, err)
	}
	fmt.Fprintf(c.Out, "In %s:\n", name)
	say(c, count)
	if more != nil {
		more()
	}
	if i.dry {
		fmt.Fprintln(c.Out, "Nothing was changed.")
		return nil
	}
	tell, end := c.progress("Bringing in")
	count, err = k.Bring(ctx, from, i.choice, func(done int) { tell(done, count.Entries+count.Refused) })
	end()
	if err != nil {
		return broken(ctx, name, err)
	}
	fmt.Fprintf(c.Out, "Came in: %d. Here already: %d.\n", count.New+count.Apart, count.Same)
	return nil
}

func broken(ctx context.Context, name string, err error) error {
	switch {
	case ctx.Err() != nil:
		return Said("Stopped. What came in stays. Do the same again to go on.")
	case isFull(err), errors.Is(err, vault.ErrDiskFull):
		return Said("There is no more room. What came in stays. Make room, then do the same again.")
	}
	return refused(name, err)
}

// say lists what there is; what there is none of is left out.
func say(c Console, n bring.Count) {
	fmt.Fprintf(c.Out, "  entries: %d\n", n.Entries)
	if n.Entries > 0 {
		fmt.Fprintf(c.Out, "  days: %s to %s\n", n.From.Local().Format(time.DateOnly), n.To.Local().Format(time.DateOnly))
	}
	for _, l := range []struct {
		what string
		n    int
	}{
		{"pictures", n.Pictures}, {"new here", n.New}, {"here already", n.Same}, {"different here, both are kept", n.Apart}, {"in the bin here", n.Binned},
		{"begun and not kept", n.Drafts}, {"begun, and left out", n.Begun}, {"pictures or ends of texts that are not in it", n.Missing},
		{"could not be read when it was made", n.Unread}, {"left out, because only Snowdrop itself may write it", n.Refused},
	} {
		if l.n > 0 {
			fmt.Fprintf(c.Out, "  %s: %d\n", l.what, l.n)
		}
	}
	if n.Settings {
		fmt.Fprintln(c.Out, "  what was chosen under Mine is in it; -settings brings it in")
	}
}
