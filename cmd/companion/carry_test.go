package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"snowdrop/cmd/companion/carry"
	"snowdrop/internal/archive"
	"snowdrop/internal/attachments"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/filedisk"
	"snowdrop/internal/vault/memdisk"
)

// full is a folder with a few things kept in it, one with a picture.
func full(t *testing.T) (dir string, picture []byte) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "kept")
	disk, err := filedisk.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer disk.Close()
	v, err := vault.Open(t.Context(), disk)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Keep(t.Context(), passphrase); err != nil {
		t.Fatal(err)
	}
	picture, err = os.ReadFile(filepath.Join("..", "..", "web", "icon-192.png"))
	if err != nil {
		t.Fatal(err)
	}
	a, err := attachments.New(attachments.Config{Vault: v}).AddPhoto(t.Context(), picture, "the lake")
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range []journal.Entry{{Text: "The kettle sang <at> four."}, journal.Entry{Text: "A picture."}.With(a)} {
		body, err := e.Encode()
		if err == nil {
			err = v.Put(t.Context(), record.Record{ID: record.ID{byte(i + 1)}, Kind: journal.KindEntry, At: time.Date(2026, 11, 20, i, 0, 0, 0, time.UTC).Unix(), Body: body})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir, picture
}

// ran is one command with what is typed into it.
func ran(ctx context.Context, typed string, args ...string) (status int, out, errs string) {
	var o, e bytes.Buffer
	c := carrying(strings.NewReader(typed), &o, &e)
	switch args[0] {
	case "export":
		status = carry.Export(ctx, args[1:], noEnv, c)
	case "import":
		status = carry.Import(ctx, args[1:], noEnv, c)
	default:
		status = carry.Key(args[1:], c)
	}
	return status, o.String(), e.String()
}

var six = regexp.MustCompile(`(?m)^  ([a-z-]+( [a-z-]+){5})$`)

// exported is a sealed file of a folder, with its words.
func exported(t *testing.T, dir string) (file, words string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "all.age")
	status, out, errs := ran(t.Context(), passphrase+"\n", "export", "-dir", dir, "-to", file)
	m := six.FindStringSubmatch(out)
	if status != 0 || m == nil || errs != "" {
		t.Fatalf("status %d: %s%s", status, out, errs)
	}
	return file, m[1]
}

// inPty runs a program in a terminal of its own, and answers its questions.
func inPty(t *testing.T, c *exec.Cmd, answers ...[2]string) string {
	t.Helper()
	f, err := pty.Start(c)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all bytes.Buffer
	buf := make([]byte, 4096)
	for {
		n, err := f.Read(buf)
		all.Write(buf[:n])
		if len(answers) > 0 && strings.Contains(all.String(), answers[0][0]) {
			if _, err := io.WriteString(f, answers[0][1]+"\n"); err != nil {
				t.Fatal(err)
			}
			answers = answers[1:]
		}
		if err != nil { // the end, as a terminal says it
			break
		}
	}
	if err := c.Wait(); err != nil {
		t.Fatalf("%v: %s", err, all.String())
	}
	return all.String()
}

// The way out that needs nothing of ours: Debian's own age, and any program that reads a ZIP.
func TestStockAgeOpensWhatWasTakenAlong(t *testing.T) {
	age := stockAge(t)
	dir, picture := full(t)
	file, words := exported(t, dir)
	inside := filepath.Join(t.TempDir(), "all.zip")
	inPty(t, exec.Command(age, "-d", "-o", inside, file), [2]string{"passphrase", words})
	z, err := zip.OpenReader(inside)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	read := func(name string) string {
		f, err := z.Open(name)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		defer f.Close()
		b, err := io.ReadAll(f)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return string(b)
	}
	for _, name := range []string{"READ-ME.txt", "journal.html", "data.json", "schema.json", "entries.csv"} {
		if content := read(name); len(content) < 20 || strings.Contains(content, "<script") {
			t.Errorf("%s: %.100q", name, content)
		}
	}
	if !strings.Contains(read("journal.html"), "The kettle sang &lt;at&gt; four.") || !strings.Contains(read("entries.csv"), "The kettle sang") {
		t.Error("what was written is not in the page, or not in the table")
	}
	var data struct {
		Format  string
		Entries []struct {
			ID          string
			Attachments []struct{ File string }
		}
	}
	if err := json.Unmarshal([]byte(read("data.json")), &data); err != nil || data.Format != "snowdrop" || len(data.Entries) != 2 {
		t.Fatalf("%v %+v", err, data)
	}
	if got := read(data.Entries[1].Attachments[0].File); got != string(cleaned(t, picture)) {
		t.Errorf("the picture has %d bytes, want %d", len(got), len(cleaned(t, picture)))
	}
}

// And back: what stock age sealed comes in, with words that Snowdrop did not make.
func TestWhatStockAgeSealedComesIn(t *testing.T) {
	age := stockAge(t)
	dir, _ := full(t)
	file, words := exported(t, dir)
	inside, sealed := filepath.Join(t.TempDir(), "all.zip"), filepath.Join(t.TempDir(), "again.age")
	inPty(t, exec.Command(age, "-d", "-o", inside, file), [2]string{"passphrase", words})
	const own = "words that somebody chose"
	inPty(t, exec.Command(age, "-p", "-o", sealed, inside), [2]string{"Enter passphrase", own}, [2]string{"Confirm passphrase", own})
	fresh := filepath.Join(t.TempDir(), "fresh")
	status, out, errs := ran(t.Context(), passphrase+"\n"+passphrase+"\n"+own+"\n", "import", "-dir", fresh, sealed)
	if status != 0 || !strings.Contains(out, "Came in: 2. Here already: 0.") {
		t.Fatalf("status %d: %s%s", status, out, errs)
	}
}

// stockAge is the age of the system: tools/setup.sh installs it.
func stockAge(t *testing.T) string {
	t.Helper()
	age, err := exec.LookPath("age")
	if err != nil {
		t.Skip("there is no age on this system: tools/setup.sh installs it")
	}
	return age
}

func cleaned(t *testing.T, picture []byte) []byte {
	t.Helper()
	v, err := vault.Open(t.Context(), memdisk.New())
	if err != nil {
		t.Fatal(err)
	}
	k := attachments.New(attachments.Config{Vault: v})
	a, err := k.AddPhoto(t.Context(), picture, "")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := k.Open(t.Context(), &out, a); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestWhatWasTakenAlongComesInElsewhereAndComesInOnce(t *testing.T) {
	dir, _ := full(t)
	file, words := exported(t, dir)
	fresh := filepath.Join(t.TempDir(), "fresh")
	begin := passphrase + "\n" + passphrase + "\n"
	status, out, errs := ran(t.Context(), begin+strings.ToUpper(words)+"\n", "import", "-dir", fresh, file)
	if status != 0 || !strings.Contains(out, "Came in: 2. Here already: 0.") || !strings.Contains(errs, "Nothing is kept in") {
		t.Fatalf("status %d: %s%s", status, out, errs)
	}
	status, out, _ = ran(t.Context(), passphrase+"\n"+words+"\n", "import", "-dir", fresh, "-dry-run", file)
	if status != 0 || !strings.Contains(out, "here already: 2") || !strings.Contains(out, "Nothing was changed.") {
		t.Errorf("status %d: %s", status, out)
	}
	if status, out, _ = ran(t.Context(), passphrase+"\n"+words+"\n", "import", "-dir", fresh, file); status != 0 || !strings.Contains(out, "Came in: 0. Here already: 2.") {
		t.Errorf("a second time: %d: %s", status, out)
	}
	other, otherWords := exported(t, fresh)
	if got, want := dataIn(t, other, otherWords), dataIn(t, file, words); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

var made = regexp.MustCompile(`"made":"[^"]*"`)

func dataIn(t *testing.T, file, words string) string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, _ := f.Stat()
	r, err := archive.Read(f, info.Size(), archive.ByTyped(words))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	if _, err := r.Entries(func(e *archive.Entry) error {
		b, err := json.Marshal(e)
		all.WriteString(made.ReplaceAllString(string(b), "") + "\n")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// Debian's age is older than hybrid keys, so the way back is tried with our own library.
func TestAKeyOfOnesOwnOpensWhatWasSealedToIt(t *testing.T) {
	dir, _ := full(t)
	key, file := filepath.Join(t.TempDir(), "key"), filepath.Join(t.TempDir(), "all.age")
	status, out, errs := ran(t.Context(), "", "key", "-o", key)
	public := regexp.MustCompile(`age1pq\w+`).FindString(out)
	if info, err := os.Stat(key); status != 0 || public == "" || err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("status %d: %s%s %v", status, out, errs, err)
	}
	secret, err := os.ReadFile(key)
	if err != nil || !strings.Contains(string(secret), "AGE-SECRET-KEY-PQ-1") || strings.Contains(out, "SECRET") {
		t.Fatalf("the file of the key: %.60q %v; said: %s", secret, err, out)
	}
	if status, _, errs = ran(t.Context(), "", "key", "-o", key); status != 1 || !strings.Contains(errs, "is there already") {
		t.Errorf("over a key: %d %s", status, errs)
	}
	status, out, errs = ran(t.Context(), passphrase+"\n", "export", "-dir", dir, "-to", file, "-recipient", public)
	if status != 0 || six.MatchString(out) || strings.Contains(out, "words") {
		t.Fatalf("status %d: %s%s", status, out, errs)
	}
	begin := passphrase + "\n" + passphrase + "\n"
	fresh := filepath.Join(t.TempDir(), "fresh")
	if status, _, errs = ran(t.Context(), begin, "import", "-dir", fresh, file); status != 1 || !strings.Contains(errs, "sealed to a key") {
		t.Errorf("without the key: %d %s", status, errs)
	}
	if status, out, errs = ran(t.Context(), passphrase+"\n", "import", "-dir", fresh, "-identity", key, file); status != 0 || !strings.Contains(out, "Came in: 2.") {
		t.Errorf("with the key: %d %s%s", status, out, errs)
	}
}

func TestAnOpenFolderIsWrittenAndComesBack(t *testing.T) {
	dir, picture := full(t)
	to := filepath.Join(t.TempDir(), "open")
	status, out, errs := ran(t.Context(), passphrase+"\n", "export", "-dir", dir, "-plain", to)
	if status != 0 || !strings.Contains(out, "anybody who finds it can read it") {
		t.Fatalf("status %d: %s%s", status, out, errs)
	}
	files, err := filepath.Glob(filepath.Join(to, "attachments", "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	if got, err := os.ReadFile(files[0]); err != nil || !bytes.Equal(got, cleaned(t, picture)) {
		t.Errorf("the picture has %d bytes, %v", len(got), err)
	}
	if left, _ := filepath.Glob(to + ".*"); left != nil {
		t.Errorf("left behind: %v", left)
	}
	status, out, errs = ran(t.Context(), passphrase+"\n"+passphrase+"\n", "import", "-dir", filepath.Join(t.TempDir(), "fresh"), to)
	if status != 0 || !strings.Contains(out, "Came in: 2.") {
		t.Errorf("status %d: %s%s", status, out, errs)
	}
}

func TestNotesOfAFolderComeInAndWhatIsLeftOutIsNamed(t *testing.T) {
	notes := t.TempDir()
	for name, content := range map[string]string{"2026/11/20.md": "of the folder", "a.txt": "---\ndate: 2026-11-19\n---\nin front", "b.jpg": "x", ".git/c.md": "x", "d.md": "caf\xe9"} {
		path := filepath.Join(notes, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	fresh := filepath.Join(t.TempDir(), "fresh")
	status, out, errs := ran(t.Context(), passphrase+"\n"+passphrase+"\n", "import", "-dir", fresh, notes)
	for _, want := range []string{"entries: 2", "2026-11-19 to 2026-11-20", `"b.jpg": neither Markdown`, `"d.md": not in UTF-8`, "Came in: 2."} {
		if status != 0 || !strings.Contains(out, want) {
			t.Errorf("status %d, want %q: %s%s", status, want, out, errs)
		}
	}
	if _, out, _ = ran(t.Context(), passphrase+"\n", "import", "-dir", fresh, notes); !strings.Contains(out, "Came in: 0. Here already: 2.") {
		t.Errorf("a second time: %s", out)
	}
}

func TestWhatCannotBeTakenAlongIsSaidAndLeavesNothingHalf(t *testing.T) {
	dir, _ := full(t)
	place := t.TempDir()
	file := filepath.Join(place, "all.age")
	there := filepath.Join(place, "there.age")
	if err := os.WriteFile(there, []byte("somebody else's"), 0o600); err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for name, c := range map[string]struct {
		ctx    context.Context
		typed  string
		args   []string
		status int
		says   string
	}{
		"over a file":        {t.Context(), "", []string{"-dir", dir, "-to", there}, 1, "is there already. Nothing was written over it."},
		"a wrong passphrase": {t.Context(), "not the words at all\n", []string{"-dir", dir, "-to", file}, 1, "This passphrase does not open it."},
		"nobody answers":     {t.Context(), "", []string{"-dir", dir, "-to", file}, 1, "There was no answer."},
		"nothing kept":       {t.Context(), "x\n", []string{"-dir", filepath.Join(place, "none"), "-to", file}, 1, "Nothing is kept in"},
		"no such folder":     {t.Context(), passphrase + "\n", []string{"-dir", dir, "-to", filepath.Join(place, "none", "x.age")}, 1, "There is no such folder"},
		"no public key":      {t.Context(), "", []string{"-dir", dir, "-to", file, "-recipient", "age1x"}, 1, "A public key begins with age1pq."},
		"Ctrl-C":             {stopped, passphrase + "\n", []string{"-dir", dir, "-to", file}, 1, "Stopped. Nothing half is left behind."},
		"both":               {t.Context(), "", []string{"-to", file, "-plain", file}, 2, "Usage:"},
		"a word too many":    {t.Context(), "", []string{"-to", file, "now"}, 2, `does not know what to do with "now"`},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, errs := ran(c.ctx, c.typed, append([]string{"export"}, c.args...)...)
			if status != c.status || !strings.Contains(errs, c.says) || out != "" {
				t.Errorf("status %d, said %q %q", status, out, errs)
			}
			if all, _ := os.ReadDir(place); len(all) != 1 {
				t.Errorf("left behind: %v", all)
			}
		})
	}
	for name, c := range map[string]struct{ content, says string }{
		"a letter": {"Dear all", "Snowdrop does not know this kind of file"}, "cut": {"age-encryption.org/v1\n-> scr", "it is damaged"},
	} {
		path := filepath.Join(t.TempDir(), "x.age")
		if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if status, _, errs := ran(t.Context(), passphrase+"\n", "import", "-dir", dir, path); status != 1 || !strings.Contains(errs, c.says) {
			t.Errorf("%s: %d %s", name, status, errs)
		}
	}
}
