package arch

import (
	"path"
	"strings"
	"testing"
)

func report(t *testing.T, wrong []string) {
	t.Helper()
	for _, w := range wrong {
		t.Error(w)
	}
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestTheHouseStands(t *testing.T) {
	for _, platform := range []struct {
		goos, goarch string
		patterns     []string
		rules        []rule
	}{
		{"linux", "amd64", []string{"./..."}, native},
		{"js", "wasm", []string{"./cmd/webapp", "./internal/browser"}, inBrowser},
	} {
		t.Run(platform.goos, func(t *testing.T) {
			g, err := Load(root(t), platform.goos, platform.goarch, platform.patterns...)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range platform.rules {
				t.Run(r.name, func(t *testing.T) { report(t, r.look(g)) })
			}
		})
	}
}

// sizeExceptions names what is larger than the house allows, with the reason why it reads better whole.
var sizeExceptions = map[string]string{
	"internal/journal":        "one file a kind of entry; they share how a body is read and written, and nothing else",
	"internal/ui/examples":    "one file a place, each only a list of made-up pages",
	"internal/app":            "one file a screen of today, the journal, devices and Mine, which share one frame and one vault; places of their own stand below it",
	"internal/archive":        "what writes the one file and what reads it back stand side by side: each is the inverse of the other, and a change of one is a change of both",
	"internal/guidance/signs": "most of it is the table of rules, which a clinician reads as one text",
}

func TestSourceKeepsTheHouseStyle(t *testing.T) {
	all, err := Sources(root(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Run("every package says what it is and what it must never do", func(t *testing.T) { report(t, PackageComments(all)) })
	t.Run("nothing grows too large to read", func(t *testing.T) { report(t, Sizes(all, sizeExceptions)) })
	t.Run("files are named for what is in them", func(t *testing.T) { report(t, Names(all)) })
	t.Run("guidance, journal and record have no clock", func(t *testing.T) {
		report(t, NoUse(all, []string{"internal/guidance", "internal/journal", "internal/record"},
			map[string][]string{"time": {"Now", "Since", "Until", "After", "Tick", "Sleep", "NewTimer", "NewTicker"}},
			"the same answers must give the same advice at any hour; the time of an entry is what the person gave"))
	})
	t.Run("the app asks nobody over the network", func(t *testing.T) {
		report(t, NoUse(all, []string{"internal/app"},
			map[string][]string{"net/http": {"Get", "Head", "Post", "PostForm", "Client", "DefaultClient", "Transport", "DefaultTransport",
				"NewRequest", "NewRequestWithContext", "ListenAndServe", "ListenAndServeTLS", "Serve", "Server", "Dir", "FileServer"}},
			"the app answers requests and makes none, so that nothing a person does is told to anyone"))
	})
}

func TestNothingIsFetchedFromAnyoneElse(t *testing.T) {
	files, err := Texts(root(t), func(p string) bool {
		switch path.Ext(p) {
		case ".js", ".css", ".html", ".svg", ".webmanifest":
			return strings.HasPrefix(p, "web/")
		}
		return false
	})
	if err != nil {
		t.Fatal(err)
	}
	report(t, Addresses(files))
}

func TestEveryModuleBesideAPersonsWordsHasItsRecord(t *testing.T) {
	records, err := Texts(root(t), func(p string) bool { return strings.HasPrefix(p, "docs/decisions/") && strings.HasSuffix(p, ".md") })
	if err != nil {
		t.Fatal(err)
	}
	report(t, Undecided(deviceModules, records))
}

func TestWhatTheDocumentsPromiseIsHeldByATest(t *testing.T) {
	documents, err := Texts(root(t), func(p string) bool {
		return strings.HasSuffix(p, ".md") || strings.HasSuffix(p, ".go") && !strings.HasSuffix(p, "_test.go")
	})
	if err != nil {
		t.Fatal(err)
	}
	tests, err := Texts(root(t), func(p string) bool { return strings.HasSuffix(p, "_test.go") || strings.Contains(p, "/disktest/") })
	if err != nil {
		t.Fatal(err)
	}
	report(t, Promises(documents, tests))
}

// The lock file of the one package from npm must work behind any registry.
func TestLockFileNamesNoRegistry(t *testing.T) {
	files, err := Texts(root(t), func(p string) bool { return p == "tools/axe/package-lock.json" })
	if err != nil {
		t.Fatal(err)
	}
	text := files["tools/axe/package-lock.json"]
	if !strings.Contains(text, `"integrity"`) {
		t.Error("the lock file is missing or holds no checksum")
	}
	if strings.Contains(text, `"resolved"`) || strings.Contains(text, "://") {
		t.Error("the lock file names the address of a registry; write it again with omit-lockfile-registry-resolved")
	}
}
