// Package held says in plain words what a relay holds: every table, every column, and what is only in memory. It must
// never say less than the schema has; a test of the store compares the two.
package held

import (
	"fmt"
	"html"
	"strings"
)

// Table is one table of the relay's database.
type Table struct {
	Name    string
	Says    string
	Columns []Column
	// Space tells that its rows belong to one space.
	Space bool
}

// Column is one column of a table.
type Column struct{ Name, Says string }

const (
	saysSpace = "The space: 16 bytes made of a random key. It is no name, and no two spaces share anything."
	saysN     = "The number of the entry in its log: 1, 2, 3 and so on."
	saysBlob  = "The photo or long text: 16 random bytes."
)

// Tables are all tables, in the order in which they are best read.
var Tables = []Table{
	{"spaces", "One row for each space. A space is the log of one person's devices, or of what a few people share: no row says which of the two, or how many they are.", []Column{
		{"space", saysSpace},
		{"head", "How many entries its log has."},
		{"epoch", "How often its keys were changed, from 1. Keys change when a device or a person joins or leaves, and the host cannot tell which."},
		{"auth", "The public key that whoever is in it now logs in with. All of them use the same one."},
		{"owner", "The public key of whoever may change the keys or delete the space."},
		{"kept", "How many bytes it takes here."},
	}, true},
	{"epochs", "One row for each change of keys.", []Column{
		{"space", saysSpace},
		{"epoch", "Which change of keys this is, from 1."},
		{"auth", "The public key that whoever was in it logged in with from then on."},
		{"n", "Which entry of the log brought it."},
	}, true},
	{"log", "The entries themselves, sealed. Longer ones lie in pieces.", []Column{
		{"space", saysSpace},
		{"n", saysN},
		{"piece", "Which piece of the entry, from 0."},
		{"leaf", "A fingerprint of the sealed bytes. It stays when the bytes are deleted, so that nobody can cut the log unseen."},
		{"sums", "Two checksums, to find damage on the disk."},
		{"bytes", "The sealed bytes. An entry has one of seven sizes, or the one size of a change of keys. In the open stand the kind of these two, the number of the change of keys, a random name, and a fingerprint of the secret that deletes it. Nobody here can open the rest. Empty once deleted."},
	}, true},
	{"blobs", "One row for each photo or long text.", []Column{
		{"space", saysSpace},
		{"blob", saysBlob},
		{"size", "How long it is, sealed and rounded up."},
		{"have", "How many of its chunks have arrived."},
		{"delete_hash", "A fingerprint of the secret that deletes it."},
	}, true},
	{"chunks", "The sealed bytes of photos and long texts, in chunks of 256 KiB.", []Column{
		{"space", saysSpace},
		{"blob", saysBlob},
		{"i", "Which chunk, from 0."},
		{"sum", "A checksum, to find damage on the disk."},
		{"bytes", "The sealed bytes. Nobody here can open them."},
	}, true},
	{"slots", "Small sealed boxes that secret words open, or the last key of a space whose things went to another relay. Each has the same size. A row does not say whose box it is.", []Column{
		{"locator", "Where the box lies: 32 bytes made of that key, or of the words in a way that takes long to try."},
		{"auth", "The public key that calls to this box are signed for."},
		{"blob", "4,096 sealed bytes. Nobody here can open them."},
	}, false},
	{"codes", "Invite codes that were used, if this host gives out any. A row does not say for which space.", []Column{
		{"hash", "A fingerprint of the code."},
	}, false},
}

// Memory is what a running relay knows for a while and never writes down.
var Memory = []string{
	"The address of each open connection, as long as it is open, and which spaces it asks for.",
	"For an hour, how often a part of the internet (the first 24 bits of an IPv4 address, 56 of IPv6) made spaces or logged in, and how many boxes and further spaces were made from one space. It is counted under a fingerprint, whose key is thrown away with the counts.",
	"Boxes for pairing devices and for invitations. They end after two minutes or two days, or when the relay is started anew.",
	"How much was done since the start, all people together.",
}

// Never is what is nowhere.
var Never = []string{
	"Names, e-mail addresses, phone numbers, passwords or words. There are no accounts.",
	"Times. No row says when anything happened, not even the day.",
	"Internet addresses, browsers, pages that were opened. There is no log.",
	"Which spaces belong to one person, who shares with whom, or which box opens which space.",
	"What anybody wrote.",
}

// Beyond is what somebody could still learn, said plainly.
var Beyond = []string{
	"Whoever holds the disk sees that spaces exist, how many entries each has, and the rounded size of each entry.",
	"Whoever watches a running relay sees who connects and when. Someone who wants to keep that too must use Tor or a VPN.",
	"Where rows lie within the file, and the log of latest changes beside it, can hint at what was written at about the same time. The host can undo that hint by compacting the file.",
	"The system keeps the time of the last change of the whole file. Copies that a host makes have dates too.",
	"Deleted bytes are written over in the file. What a disk or a copy keeps of old blocks is beyond a program's reach.",
}

// Markdown is the whole as docs/what-the-host-sees.md has it.
func Markdown() string {
	var b strings.Builder
	b.WriteString("# What the host can see\n\nWritten from the database's own schema (`internal/relay/held`); a test compares the two. `snowdrop disclose SPACE` prints all of it for one space.\n")
	for _, t := range Tables {
		fmt.Fprintf(&b, "\n## Table `%s`\n%s\n\n| column | what it is |\n|---|---|\n", t.Name, t.Says)
		for _, c := range t.Columns {
			fmt.Fprintf(&b, "| `%s` | %s |\n", c.Name, c.Says)
		}
	}
	for _, list := range lists() {
		fmt.Fprintf(&b, "\n## %s\n", list.title)
		for _, line := range list.lines {
			fmt.Fprintf(&b, "* %s\n", line)
		}
	}
	return b.String()
}

type list struct {
	title string
	lines []string
}

func lists() []list {
	return []list{{"Only in memory", Memory}, {"What is nowhere", Never}, {"What somebody could still learn", Beyond}}
}

const style = `:root{color-scheme:light dark;--bg:#faf8f5;--text:#22262b;--muted:#565d66;--border:#d9d4cc;--accent:#2f5d50}
@media (prefers-color-scheme:dark){:root{--bg:#17191c;--text:#ece9e4;--muted:#a9b0b8;--border:#3a3f45;--accent:#9ccfbd}}
html{font:18px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;background:var(--bg);color:var(--text)}
body{margin:0 auto;max-width:40rem;padding:0 1rem 3rem;overflow-wrap:break-word}
h1{font-size:1.7rem;line-height:1.2}h2{font-size:1.3rem;line-height:1.25;margin:2.25rem 0 .5rem}
a{color:var(--accent)}:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
dt{font-weight:600;margin-top:.75rem}dd{margin:0 0 0 1rem}nav a{display:inline-flex;align-items:center;min-height:44px}`

// HTML is the whole as a page of its own, without script: internal/site serves it.
func HTML() []byte {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>What the host can see</title><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><style>` + style + `</style></head><body><nav><a href="/">Start</a></nav><main><h1>What the host can see</h1><p>You may keep a sealed copy here, so that your other devices find it. This is everything that is stored for that.</p>`)
	for _, t := range Tables {
		fmt.Fprintf(&b, "<h2>%s</h2><p>%s</p><dl>", html.EscapeString(t.Name), html.EscapeString(t.Says))
		for _, c := range t.Columns {
			fmt.Fprintf(&b, "<dt>%s</dt><dd>%s</dd>", html.EscapeString(c.Name), html.EscapeString(c.Says))
		}
		b.WriteString("</dl>")
	}
	for _, list := range lists() {
		fmt.Fprintf(&b, "<h2>%s</h2><ul>", html.EscapeString(list.title))
		for _, line := range list.lines {
			fmt.Fprintf(&b, "<li>%s</li>", html.EscapeString(line))
		}
		b.WriteString("</ul>")
	}
	b.WriteString("</main></body></html>\n")
	return []byte(b.String())
}
