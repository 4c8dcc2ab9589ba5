package plain

import (
	"strings"
	"time"

	"snowdrop/internal/record"
)

// Draft is the kind of a file with what was begun and not kept.
const Draft = "draft"

// head is what the lines before a text say of it.
type head struct {
	at    time.Time
	title string
	id    record.ID
	kind  string
	own   []string // lines that count for nothing where we wrote the file
	rest  []string // lines that are not understood: they stay with the words
	above bool     // they stay where they were: nothing but their look says that they are no words
}

// cut parts the lines before a text from it. They stand between two lines "---" or "+++", as many programs write them; or, where
// one of them says when it was, above the first empty line, as "Date: 20 November 2026".
func cut(text string, zone *time.Location) (head, string) {
	first, rest, _ := strings.Cut(text, "\n")
	switch fence := strings.TrimRight(first, " \t"); fence {
	case "---", "+++":
		if inside, after, ok := fenced(rest, fence); ok {
			return said(inside, zone), after
		}
	}
	if lines, after := above(text); lines != nil {
		if h := said(lines, zone); !h.at.IsZero() {
			h.above = true
			return h, after
		}
	}
	return head{}, text
}

// fenced gives the lines up to the fence that closes. A first line "---" that nothing closes is a line that was drawn.
func fenced(text, fence string) (lines []string, after string, ok bool) {
	const most = 200 // lines: more is a text between two lines that were drawn
	for range most {
		line, rest, more := strings.Cut(text, "\n")
		if end := strings.TrimRight(line, " \t"); end == fence || fence == "---" && end == "..." {
			return lines, rest, isHead(lines)
		}
		if !more {
			return nil, "", false
		}
		lines, text = append(lines, line), rest
	}
	return nil, "", false
}

// isHead tells lines of names and values from words between two lines that were drawn: the first that is no remark has a name.
func isHead(lines []string) bool {
	for _, line := range lines {
		if t := strings.TrimSpace(line); t != "" && !strings.HasPrefix(t, "#") {
			_, _, ok := named(line)
			return ok
		}
	}
	return true // nothing stands between them
}

// above gives the lines "Name: value" above the first empty line, if there are no others, and there are few.
func above(text string) (lines []string, after string) {
	for range 12 {
		line, rest, _ := strings.Cut(text, "\n")
		if strings.TrimSpace(line) == "" {
			return lines, rest
		}
		if name, _, ok := named(strings.TrimSpace(line)); !ok || strings.ContainsAny(name, " ") {
			return nil, ""
		}
		lines, text = append(lines, line), rest
	}
	return nil, ""
}

// named reads "name: value" or "name = value". A line that begins with white space belongs to the one before.
func named(line string) (name, value string, ok bool) {
	at := strings.IndexAny(line, ":=")
	if at <= 0 || line[0] == ' ' || line[0] == '\t' || line[0] == '-' {
		return "", "", false
	}
	name = strings.ToLower(strings.TrimSpace(line[:at]))
	if name == "" || len(name) > 40 || strings.ContainsAny(name, "/.,;!?()[]{}<>") {
		return "", "", false
	}
	return strings.Trim(name, `"'`), unquoted(line[at+1:]), true
}

// unquoted gives a value without white space and without quotation marks around it.
func unquoted(value string) string {
	value = strings.TrimSpace(value)
	if n := len(value); n >= 2 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] {
		value = strings.ReplaceAll(value[1:n-1], `\"`, `"`)
	}
	return value
}

// said reads the lines. A name counts once, and of several times the surest one: what is not taken stays with the words.
func said(lines []string, zone *time.Location) (h head) {
	sure, before := 0, ""
	taken := map[string]bool{}
	for _, line := range lines {
		name, value, ok := named(strings.TrimLeft(line, "\ufeff"))
		if !ok && strings.HasPrefix(line, "\t") { // one program puts a tab in front of each
			name, value, ok = named(strings.TrimSpace(line))
		}
		if !ok || taken[name] {
			h.keep(line)
			continue
		}
		switch name {
		case "date", "datetime", "date created", "created", "created_at", "created-at", "createdat", "creation_date", "creation-date", "creationdate", "time", "timestamp":
			at, ok := Time(value, zone)
			if !ok {
				h.keep(line)
				continue
			}
			switch rank := surety(name); {
			case rank > sure:
				if sure > 0 && !at.Equal(h.at) {
					h.keep(before)
				}
				h.at, sure, before = at, rank, line
			case !at.Equal(h.at):
				h.keep(line)
			}
		case "title":
			h.title = value
		case "id":
			id, err := record.ParseID(value)
			if err != nil {
				h.keep(line)
				continue
			}
			h.id = id
		case "kind":
			h.kind = value
			h.own = append(h.own, line)
		case "name", "version":
			h.own = append(h.own, line)
		default:
			h.keep(line)
			continue
		}
		taken[name] = true
	}
	if h.id == (record.ID{}) && h.kind != Draft { // somebody else's words
		h.kind = ""
		for _, line := range h.own {
			h.keep(line)
		}
	}
	return h
}

// surety ranks the names of a time: "date" is what a person means, the others are what programs note.
func surety(name string) int {
	switch {
	case name == "date" || name == "datetime":
		return 3
	case strings.HasPrefix(name, "creat"), name == "date created":
		return 2
	}
	return 1
}

func (h *head) keep(line string) {
	if strings.TrimSpace(line) != "" {
		h.rest = append(h.rest, strings.TrimRight(line, " \t"))
	}
}

// whole is the text with its title above it, and below it what was not understood of the lines before it.
func (h head) whole(text string) string {
	text = trimmed(text)
	if first, _, _ := strings.Cut(text, "\n"); h.title != "" && !strings.EqualFold(strings.TrimSpace(strings.TrimLeft(first, "# ")), h.title) {
		text = trimmed(h.title + "\n\n" + text)
	}
	if rest := strings.Join(h.rest, "\n"); rest != "" && h.above {
		text = trimmed(rest + "\n\n" + text)
	} else if rest != "" {
		text = trimmed(text + "\n\n" + rest)
	}
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return text
}
