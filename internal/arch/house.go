package arch

// order is the house from top to bottom. A package imports what stands below it and never what stands above.
// Lines for rooms that are not built yet keep their place.
var order = []string{
	"snowdrop/cmd/snowdrop", "snowdrop/cmd/companion", "snowdrop/cmd/webapp", "snowdrop/cmd/gallery", "snowdrop/cmd/demo", "snowdrop/cmd/proofread", "snowdrop/cmd/bundle",
	"snowdrop/internal/arch",
	"snowdrop/vectors",
	"snowdrop/internal/testkit",
	"snowdrop/internal/browser",
	"snowdrop/internal/loopback",
	"snowdrop/internal/app",
	"snowdrop/internal/app/screen",
	"snowdrop/internal/sharing",
	"snowdrop/internal/devices",
	"snowdrop/internal/attachments",
	"snowdrop/internal/ui",
	"snowdrop/internal/chart",
	"snowdrop/internal/text",
	"snowdrop/internal/syncer",
	"snowdrop/internal/vault",
	"snowdrop/internal/space",
	"snowdrop/internal/guidance",
	"snowdrop/internal/content",
	"snowdrop/internal/archive",
	"snowdrop/internal/journal",
	"snowdrop/internal/ics",
	"snowdrop/internal/photo",
	"snowdrop/internal/words",
	"snowdrop/internal/seal",
	"snowdrop/internal/site",
	"snowdrop/internal/relay",
	"snowdrop/internal/relayapi",
	"snowdrop/internal/record",
	"snowdrop/web",
}

const downBecause = "arrows point down (docs/design.md), so that a room can be read, tested and replaced with only what is below it"

// A rule looks at one graph and says what is wrong, one line each.
type rule struct {
	name string
	look func(g Graph) []string
}

// native are the rules for what runs on a server or on a person's own machine.
var native = []rule{
	{"arrows point down", func(g Graph) []string { return Downwards(g, order, downBecause) }},
	{"the server cannot open a record", func(g Graph) []string {
		return Unreachable(g, []string{"snowdrop/cmd/snowdrop"}, []string{
			"snowdrop/internal/seal", "snowdrop/internal/journal", "snowdrop/internal/guidance", "snowdrop/internal/vault",
			"snowdrop/internal/app", "snowdrop/internal/ui", "snowdrop/internal/space", "snowdrop/internal/sharing",
			"snowdrop/internal/devices", "snowdrop/internal/attachments", "snowdrop/internal/words", "filippo.io/age",
		}, "the host must be unable to read what a person keeps, not merely unwilling, so the code that opens and shows it is not in the server")
	}},
	{"what moves records cannot read them", func(g Graph) []string {
		return Unreachable(g, []string{"snowdrop/internal/syncer", "snowdrop/internal/relay", "snowdrop/internal/relayapi"}, []string{
			"snowdrop/internal/seal", "snowdrop/internal/space", "snowdrop/internal/vault", "snowdrop/internal/journal",
		}, "what a relay and a line can do wrong must not reach what a person wrote: they move bytes that they cannot open")
	}},
	{"places do not know each other", func(g Graph) []string {
		// Two may be called by the others. Whatever somebody does when an answer says that it is too much, she is shown a
		// person to reach, and the same one everywhere: safety. And what it says of her safety is asked of measure before any
		// writing about what happened begins, or it would be asked of nobody.
		return Apart(g, "snowdrop/internal/app", []string{"snowdrop/internal/app/screen", "snowdrop/internal/app/safety", "snowdrop/internal/app/measure"},
			"a place can be read, changed and left out alone; what two of them need stands below both")
	}},
	{"what every place may call knows no other place", func(g Graph) []string {
		few := Graph{}
		for _, called := range []string{"snowdrop/internal/app/safety", "snowdrop/internal/app/measure"} {
			if few[called] = g[called]; g[called] == nil {
				return []string{missing(called)}
			}
		}
		return Apart(few, "snowdrop/internal/app", []string{"snowdrop/internal/app/screen", "snowdrop/internal/app/safety"},
			"safety and measure are called by other places: what they knew would be known to all")
	}},
	{"guidance is pure", func(g Graph) []string {
		return Pure(g, []string{"snowdrop/internal/guidance"}, []string{"snowdrop/internal/content", "snowdrop/internal/journal", "snowdrop/internal/record"},
			"the same answers must give the same advice on every device, and a clinician must be able to read the rules alone")
	}},
	{"journal, record and what is said to a relay are pure", func(g Graph) []string {
		return Pure(g, []string{"snowdrop/internal/journal", "snowdrop/internal/record", "snowdrop/internal/relayapi", "snowdrop/internal/photo", "snowdrop/internal/ics"}, nil,
			"what a person keeps must be readable in thirty years with a plain Go and the format document")
	}},
	{"guidance, journal and record do no input or output", func(g Graph) []string {
		because := "advice and kept words depend on what a person said and on nothing around it"
		around := []string{"os/...", "net", "net/http/...", "syscall/...", "log/...", "math/rand/..."}
		wrong := NoImport(g, []string{"snowdrop/internal/guidance", "snowdrop/internal/journal", "snowdrop/internal/record"}, around, because)
		// record draws the random id of a new record; the other two have no use for chance.
		return append(wrong, NoImport(g, []string{"snowdrop/internal/guidance", "snowdrop/internal/journal"}, []string{"crypto/rand"}, because)...)
	}},
	{"only seal imports a cipher", onlySeal},
	{"only browser touches syscall/js", onlyBrowser},
	{"the app stays off disk and network", appStaysInside},
	{"the server links no test code", noTesting("snowdrop/cmd/snowdrop")},
	{"the companion links no test code", noTesting("snowdrop/cmd/companion")},
	{"modules of the server", func(g Graph) []string { return Modules(g, "snowdrop/cmd/snowdrop", serverModules) }},
	{"modules of the companion", func(g Graph) []string { return Modules(g, "snowdrop/cmd/companion", deviceModules) }},
}

// inBrowser are the rules for what runs in a person's browser.
var inBrowser = []rule{
	{"arrows point down", func(g Graph) []string { return Downwards(g, order, downBecause) }},
	{"only seal imports a cipher", onlySeal},
	{"only browser touches syscall/js", onlyBrowser},
	{"the app stays off disk and network", appStaysInside},
	{"the app for the browser links no test code", noTesting("snowdrop/cmd/webapp")},
	{"only what is left out on purpose asks for what is not there", func(g Graph) []string {
		// seal names log/slog, so that a secret in a log says "redacted"; what stands in for it says so too.
		return OnlyBy(g, []string{"snowdrop/internal/seal"}, []string{"regexp", "html/template", "text/template", "crypto/tls", "log"}, true,
			"cmd/bundle puts something that does nothing in its place: here it would work in tests and not on a phone")
	}},
	{"modules of the app for the browser", func(g Graph) []string { return Modules(g, "snowdrop/cmd/webapp", browserModules) }},
}

// serverModules is what other people's code the server links: the store, and what it is built of.
var serverModules = map[string]string{
	"modernc.org/sqlite":               "the relay's store, without cgo (docs/decisions/sqlite.md)",
	"modernc.org/libc":                 "modernc.org/sqlite is C translated to Go, and this is its C library (docs/decisions/sqlite.md)",
	"modernc.org/mathutil":             "asked by modernc.org/libc (docs/decisions/sqlite.md)",
	"modernc.org/memory":               "asked by modernc.org/libc (docs/decisions/sqlite.md)",
	"github.com/dustin/go-humanize":    "asked by modernc.org/libc (docs/decisions/sqlite.md)",
	"github.com/google/uuid":           "asked by modernc.org/libc (docs/decisions/sqlite.md)",
	"github.com/remyoudompheng/bigfft": "asked by modernc.org/mathutil (docs/decisions/sqlite.md)",
	"golang.org/x/sys":                 "asked by modernc.org/libc (docs/decisions/sqlite.md)",
}

// browserModules is other people's code in the app for the browser, each with its reason.
var browserModules = map[string]string{
	"github.com/a-h/templ": deviceModules["github.com/a-h/templ"],
	"golang.org/x/crypto":  deviceModules["golang.org/x/crypto"],
	"filippo.io/age":       deviceModules["filippo.io/age"],
	"filippo.io/hpke":      deviceModules["filippo.io/hpke"],
	"rsc.io/qr":            deviceModules["rsc.io/qr"],
}

// deviceModules is other people's code that runs beside a person's words on their own machine.
var deviceModules = map[string]string{
	"github.com/a-h/templ": "writes the pages; checked types, small in WebAssembly (docs/decisions/templ.md)",
	"golang.org/x/crypto":  "XChaCha20-Poly1305 and Argon2id, which the standard library lacks (docs/decisions/xcrypto.md)",
	"filippo.io/age":       "seals attachments, and everything that leaves in one file (docs/decisions/age.md, docs/decisions/one-file.md)",
	"filippo.io/hpke":      "age's hybrid recipients are made of it (docs/decisions/age.md)",
	"rsc.io/qr":            "draws the square code of a kit and of a new device (docs/decisions/qr.md)",
	"golang.org/x/sys":     "x/crypto asks it what the processor can do (docs/decisions/xcrypto.md)",
}

func onlySeal(g Graph) []string {
	because := "what seals and opens is in one place, small enough to be read whole by a reviewer"
	// archive hands its bytes to age, whole, and touches no cipher itself.
	holders := []string{"snowdrop/internal/seal", "snowdrop/internal/archive", "golang.org/x/crypto", "golang.org/x/sys", "filippo.io/age", "filippo.io/hpke"}
	wrong := OnlyBy(g, holders, []string{
		"golang.org/x/crypto", "filippo.io/age", "filippo.io/hpke", "crypto/aes", "crypto/cipher", "crypto/des", "crypto/rc4", "crypto/dsa",
		"crypto/ecdh", "crypto/ecdsa", "crypto/elliptic", "crypto/hkdf", "crypto/hpke", "crypto/mlkem", "crypto/mldsa", "crypto/pbkdf2", "crypto/rsa",
	}, false, because)
	// A relay checks who may write. It verifies signatures and makes none.
	return append(wrong, OnlyBy(g, append(holders, "snowdrop/internal/relay"), []string{"crypto/ed25519"}, false, because)...)
}

func onlyBrowser(g Graph) []string {
	return OnlyBy(g, []string{"snowdrop/internal/browser"}, []string{"syscall/js"}, false,
		"the app runs natively and in tests because one package alone knows that there is a browser")
}

func appStaysInside(g Graph) []string {
	because := "the app knows no file and no network, so what it keeps goes through the vault and nothing else leaves it"
	wrong := NoImport(g, []string{"snowdrop/internal/app"}, []string{"os/...", "net", "syscall/...", "net/http/httputil", "net/rpc/...", "net/smtp"}, because)
	wrong = append(wrong, NoImport(g, []string{"snowdrop/internal/ui", "snowdrop/internal/chart", "snowdrop/internal/text"},
		[]string{"os/...", "net", "net/http/...", "syscall/..."}, because)...)
	// The disks below vault are what touches files; the vault itself asks a Disk.
	alone := Graph{"snowdrop/internal/vault": g["snowdrop/internal/vault"]}
	if alone["snowdrop/internal/vault"] == nil {
		return append(wrong, missing("snowdrop/internal/vault"))
	}
	return append(wrong, NoImport(alone, []string{"snowdrop/internal/vault"}, []string{"os/...", "net/...", "syscall/..."}, because)...)
}

func noTesting(command string) func(Graph) []string {
	return func(g Graph) []string {
		return Unreachable(g, []string{command}, []string{"testing", "snowdrop/internal/testkit", "snowdrop/internal/ui/examples"},
			"test code can reach into what it tests, and a person downloads every byte of it")
	}
}
