package carry

import (
	"archive/zip"
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"snowdrop/internal/archive"
	"snowdrop/internal/words"
)

const exportUsage = `Usage: companion export -to FILE.age [-dir FOLDER] [-recipient KEY] [-recipients-file FILE]
       companion export -plain NEW-FOLDER [-dir FOLDER]

Takes along everything that you keep, in one sealed file. Six words open it, which are shown once, at the end; or a key of your
own that "companion key" made, if you name its public half. The program age opens the file too. In it are a page to read in any
browser, everything for other programs, and your pictures.
With -plain it is not sealed, and anybody who finds the folder can read it.

`

// exporting are the flags of export.
type exporting struct {
	dir, to, plain string
	keys           []string // public halves
	file           string   // of public halves
}

// Export is "companion export".
func Export(ctx context.Context, args []string, env func(string) string, c Console) int {
	var e exporting
	f := c.flags("export", exportUsage)
	f.StringVar(&e.dir, "dir", env("SNOWDROP_DIR"), "`folder` that things are kept in; empty: your own settings folder (SNOWDROP_DIR)")
	f.StringVar(&e.to, "to", "", "`file` to write, such as snowdrop.age")
	f.Func("recipient", "public `key` to seal to, in place of words; may be given several times", func(s string) error { e.keys = append(e.keys, s); return nil })
	f.StringVar(&e.file, "recipients-file", "", "`file` with public keys, one on each line")
	f.StringVar(&e.plain, "plain", "", "`folder` to write, not sealed")
	switch err := f.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case f.NArg() > 0:
		fmt.Fprintf(c.Errs, "companion export does not know what to do with %q.\n", f.Arg(0))
		return 2
	case (e.to == "") == (e.plain == "") || e.plain != "" && (e.keys != nil || e.file != ""):
		fmt.Fprint(c.Errs, exportUsage)
		return 2
	}
	return c.ended(e.run(ctx, c))
}

// flags are those of a command, which says on its own how it is used.
func (c Console) flags(command, usage string) *flag.FlagSet {
	f := flag.NewFlagSet("companion "+command, flag.ContinueOnError)
	f.SetOutput(c.Errs)
	f.Usage = func() {
		fmt.Fprint(c.Errs, usage)
		f.PrintDefaults()
	}
	return f
}

// ended says in words how a command ended, and gives its exit status.
func (c Console) ended(err error) int {
	var words Said
	switch {
	case err == nil:
		return 0
	case errors.As(err, &words):
		fmt.Fprintln(c.Errs, words)
	case errors.Is(err, errInterrupted), errors.Is(err, context.Canceled):
		fmt.Fprintln(c.Errs, "Stopped. Nothing half is left behind.")
	default:
		fmt.Fprintln(c.Errs, "It could not go on. What you keep is as it was.")
	}
	return 1
}

// recipients are the public halves that were named.
func (e exporting) recipients() (to []archive.Recipient, err error) {
	keys := e.keys
	if e.file != "" {
		text, err := os.ReadFile(e.file)
		if err != nil {
			return nil, Said(fmt.Sprintf("%s cannot be read: %s.", e.file, Reason(err)))
		}
		for line := range strings.Lines(string(text)) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				keys = append(keys, line)
			}
		}
		if keys == nil {
			return nil, Said(fmt.Sprintf("There is no public key in %s.", e.file))
		}
	}
	for _, key := range keys {
		r, err := archive.ToKey(key)
		if err != nil {
			return nil, Said(`A public key begins with age1pq. "companion key" makes one.`)
		}
		to = append(to, r)
	}
	return to, nil
}

// run takes everything along. What is not there already is made under another name first, so that nothing half ever has the name.
func (e exporting) run(ctx context.Context, c Console) error {
	to, err := e.recipients()
	if err != nil {
		return err
	}
	name := e.to + e.plain
	for _, there := range []string{name, name + ".part"} {
		if _, err := os.Lstat(there); err == nil {
			return Said(notWritten(there, os.ErrExist))
		}
	}
	dir, err := Folder(e.dir)
	if err != nil {
		return err
	}
	k, err := c.unlocked(ctx, dir, false)
	if err != nil {
		return err
	}
	defer k.close()
	from, err := k.Source(ctx, "")
	if err != nil {
		return err
	}
	missing := &counting{Source: from}
	if e.plain != "" {
		err = e.open(c, missing)
	} else {
		err = e.sealed(c, missing, to)
	}
	if ctx.Err() != nil {
		return errInterrupted
	}
	var words Said
	if err != nil && !errors.As(err, &words) {
		return Said(notWritten(name, err))
	}
	if err == nil && missing.n > 0 {
		fmt.Fprintf(c.Out, "Pictures or ends of texts that are not on this device, and so not in it: %d. Open them in Snowdrop once, then take everything again.\n", missing.n)
	}
	return err
}

// counting counts the attachments that are missing.
type counting struct {
	archive.Source
	n int
}

func (s *counting) Entries(each func(*archive.Entry) error) error {
	s.n = 0
	return s.Source.Entries(func(e *archive.Entry) error {
		for _, a := range e.Attachments {
			if a.Missing {
				s.n++
			}
		}
		return each(e)
	})
}

// sealed writes the one file.
func (e exporting) sealed(c Console, from archive.Source, to []archive.Recipient) error {
	var six []string
	if to == nil {
		six = words.New(archive.PassphraseWords)
		r, err := archive.ToWords(six)
		if err != nil {
			return err
		}
		to = []archive.Recipient{r}
	}
	part := e.to + ".part"
	tell, end := c.progress("Taking along")
	err := whole(part, func(w io.Writer) error { return archive.Write(w, to, from, tell) })
	end()
	if err == nil && six != nil {
		// The words before the name: a file that nobody can open is of no use to anybody.
		_, err = fmt.Fprintf(c.Out, "These six words open it. Write them down now, in this order. They are never shown again:\n\n  %s\n\n", strings.Join(six, " "))
	}
	if err == nil {
		err = os.Rename(part, e.to)
	}
	if err != nil {
		_ = os.Remove(part)
		return err
	}
	fmt.Fprintf(c.Out, "Everything is in %s\n", e.to)
	return nil
}

// whole makes a file that is whole and durable, or none.
func whole(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(f, 1<<20)
	err = write(b)
	if err == nil {
		err = b.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = os.Remove(name)
	}
	return err
}

// open writes a folder that anybody can read.
func (e exporting) open(c Console, from archive.Source) error {
	part, pressed := e.plain+".part", e.plain+".part.zip"
	tell, end := c.progress("Taking along")
	err := whole(pressed, func(w io.Writer) error { return archive.WriteOpen(w, archive.Everything, from, tell) })
	end()
	if err == nil {
		defer func() { _ = os.Remove(pressed) }()
		err = unpack(pressed, part)
	}
	if err == nil {
		err = os.Rename(part, e.plain)
	}
	if err != nil {
		_ = os.RemoveAll(part)
		return err
	}
	fmt.Fprintf(c.Out, "Everything is in %s. It is not sealed: anybody who finds it can read it.\n", e.plain)
	return nil
}

// unpack writes what is in a ZIP of our own into a new folder.
func unpack(name, folder string) error {
	z, err := zip.OpenReader(name)
	if err != nil {
		return err
	}
	defer z.Close()
	if err := os.Mkdir(folder, 0o700); err != nil {
		return err
	}
	for _, f := range z.File {
		to := filepath.Join(folder, filepath.FromSlash(f.Name))
		if !filepath.IsLocal(filepath.FromSlash(f.Name)) {
			return archive.ErrName
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		if err := one(f, to); err != nil {
			return err
		}
	}
	return nil
}

func one(f *zip.File, to string) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	return whole(to, func(w io.Writer) error { _, err := io.Copy(w, r); return err })
}
