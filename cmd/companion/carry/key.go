package carry

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"snowdrop/internal/archive"
)

const keyUsage = `Usage: companion key [-o FILE]

Makes a key of your own. What begins with AGE-SECRET-KEY-PQ- opens your files: keep it to yourself, and where you find it again.
What begins with age1pq is the public half. A file can be sealed to it, and it opens nothing.
The key is one of age (1.3 or newer), which opens your files without Snowdrop.

`

// Key is "companion key".
func Key(args []string, c Console) int {
	f := c.flags("key", keyUsage)
	name := f.String("o", "", "`file` to write the key to, for you alone; empty: it is shown here")
	switch err := f.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil || f.NArg() > 0:
		fmt.Fprint(c.Errs, keyUsage)
		return 2
	}
	secret, public, err := archive.NewKey()
	if err != nil {
		fmt.Fprintln(c.Errs, "No key could be made.")
		return 1
	}
	text := "# public key: " + public + "\n" + secret + "\n"
	if *name == "" {
		fmt.Fprint(c.Out, text)
		return 0
	}
	file, err := os.OpenFile(*name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		fmt.Fprintln(c.Errs, notWritten(*name, err))
		return 1
	}
	_, err = file.WriteString(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		_ = os.Remove(*name)
		fmt.Fprintln(c.Errs, notWritten(*name, err))
		return 1
	}
	fmt.Fprintf(c.Out, "The key is in %s. Its public half is:\n%s\n", *name, public)
	return 0
}

// notWritten says why a file could not be made.
func notWritten(name string, err error) string {
	switch {
	case errors.Is(err, os.ErrExist):
		return name + " is there already. Nothing was written over it. Choose another name."
	case errors.Is(err, os.ErrPermission):
		return "You may not write " + name + ". Choose another place."
	case errors.Is(err, os.ErrNotExist):
		return "There is no such folder for " + name + "."
	case isFull(err):
		return "There is no room for " + name + ". Nothing of it was kept."
	}
	return name + " could not be written. Nothing of it was kept."
}
