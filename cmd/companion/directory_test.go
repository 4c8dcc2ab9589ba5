package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"snowdrop/internal/content/directory"
	"snowdrop/internal/site"
)

func TestAHostIsToldWhatIsInItsListAndWhatIsWrongWithIt(t *testing.T) {
	var out, errs bytes.Buffer
	if status := run([]string{"directory", "../../docs/local-directory.example.json"}, nil, &out, &errs); status != 0 || !strings.Contains(out.String(), "can be used.\n  host: Riverbank") {
		t.Errorf("status %d: %s%s", status, &out, &errs)
	}
	file, err := os.ReadFile("../../docs/local-directory.example.json")
	if err != nil {
		t.Fatal(err)
	}
	changed := func(old, with string) string {
		name := filepath.Join(t.TempDir(), "near.json")
		if err := os.WriteFile(name, bytes.ReplaceAll(file, []byte(old), []byte(with)), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	out.Reset()
	if status := run([]string{"directory", changed("2027-05-20", "2001-01-01")}, nil, &out, &errs); status != 1 || !strings.Contains(errs.String(), "expires: must be after verified") {
		t.Errorf("status %d: %s", status, &errs)
	}
	old := changed(`"verified": "2026-11-20",
      "expires": "2027-05-20"`, `"verified": "2001-01-01", "expires": "2001-02-01"`)
	if status := run([]string{"directory", old}, nil, &out, &errs); status != 0 || !strings.Contains(out.String(), "Out of date: 5 of 5. People see them, and are told so.") {
		t.Errorf("status %d: %s", status, &out)
	}
	for _, args := range [][]string{{"directory"}, {"directory", "-x"}, {"directory", "a", "b"}} {
		if status := run(args, nil, &out, &errs); status != 2 {
			t.Errorf("%v: status %d", args, status)
		}
	}
	if site.MaxLocalDirectory != directory.MaxLocal {
		t.Errorf("the server serves up to %d bytes, the app reads up to %d", site.MaxLocalDirectory, directory.MaxLocal)
	}
}
