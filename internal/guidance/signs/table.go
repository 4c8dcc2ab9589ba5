package signs

import "slices"

// A Table is what a report is checked against: the standard rules, with whatever a host made stricter. It does not change
// after it was made.
type Table struct {
	rows   []rule
	limits *limits          // of a host; nil: the standard ones
	raised map[string]Level // rules that ask for more at this host
	local  Local
	unread Unread
}

// Unread says why the stricter file of a host does not count although there is one. The standard rules hold then, and the
// page of the check says so.
type Unread uint8

const (
	Read    Unread = iota // there is none, or it was read
	Missing               // it did not come, or not yet
	Broken                // it came and is not valid
)

var standard = &Table{rows: rules}

// Standard is the table without anything of a host's.
func Standard() *Table { return standard }

// Without is the standard table where the file of a host should have counted and could not.
func Without(why Unread) *Table { return &Table{rows: rules, unread: why} }

// FromHost is the table by a host's file as it came, or did not come.
func FromHost(file []byte, err error) *Table {
	if err != nil {
		return Without(Missing)
	}
	t, err := ParseLocal(file)
	if err != nil {
		return Without(Broken)
	}
	return t
}

// Unread says whether a host's file should have counted and does not.
func (t *Table) Unread() Unread { return t.unread }

// Local is what a host made stricter, if it did.
func (t *Table) Local() (Local, bool) {
	l := t.local
	l.Changes = slices.Clone(l.Changes)
	return l, l.Host != ""
}

func (p *localFile) table() *Table {
	t := &Table{rows: rules, local: p.local, raised: p.raised}
	if p.limits != *standardLimits {
		t.limits = &p.limits
	}
	return t
}

// Check answers a report. A key that is missing counts as the riskier answer wherever a rule that
// otherwise fires needs it to know how long, how far along or after what.
func (t *Table) Check(r Report) Answer { return t.check(&r, false) }

// CheckAssumingDenied answers a report as if everything that is missing had been asked and denied. It is
// for test material; the pages never use it.
func (t *Table) CheckAssumingDenied(r Report) Answer { return t.check(&r, true) }

// atHost says what a rule that did not fire by the standard, or fired lower, says at this host. What the standard says stays:
// a rule fires when either the standard numbers or the stricter ones make it fire, so that no file can calm an answer.
func (t *Table) atHost(row *rule, f, strict *facts, fired bool) (Reason, bool) {
	higher := max(row.level, t.raised[row.id])
	if fired && higher == row.level || !fired && (strict == nil || !row.fires(strict)) {
		return Reason{}, false
	}
	at := *row
	at.level = higher
	switch {
	case !fired:
		at.because = t.reached(row, f)
	case row.level == Soon:
		at.because = withoutDeadline(row.because)
	}
	at.because += " " + t.local.Host + asks[higher]
	level, why := at.lifted(f)
	if why != "" {
		at.because = withoutDeadline(at.because) + " " + why
	}
	return Reason{
		Rule: row.id, Level: level, Because: at.because, Source: t.local.Source + " (" + t.local.Host + "); " + row.source,
		Reviewed: t.local.Reviewed, Local: true,
	}, true
}

// asks is what a host asks for, after its name.
var asks = map[Level]string{
	SelfCare: " watches this more closely.", Soon: " asks you to call within 24 hours.",
	Urgent: " asks you to be seen today.", Emergency: " asks you to get help now.",
}

// reached says in words which stricter number made a rule fire. Rules that state the number themselves would state another one.
func (t *Table) reached(row *rule, f *facts) string {
	because, own := "", row.because
	for i := range limitSpecs {
		s := &limitSpecs[i]
		if t.limits[i] == s.standard {
			continue
		}
		only := *standardLimits
		only[i] = t.limits[i]
		if row.fires(newFacts(f.Report, f.denied, &only)) {
			because += s.says(t.limits[i]) + " "
			if s.saysRule(row.id) {
				own = ""
			}
		}
	}
	if because == "" { // it took several together
		return "Several of your answers reach a stricter limit."
	}
	if row.level == Soon && own != "" {
		own = withoutDeadline(own)
	}
	return trimEnd(because + own)
}

func trimEnd(s string) string {
	for len(s) > 0 && s[len(s)-1] == ' ' {
		s = s[:len(s)-1]
	}
	return s
}

// Cards returns the short lines of the "Get help now" cards, in the order of the rules, with those of a host.
// The static pages show the lines of the standard table.
func (t *Table) Cards() (emergency, urgent, soon []string) {
	lines := map[Level][]string{}
	for i := range t.rows {
		if r := &t.rows[i]; r.card != "" {
			level := max(r.level, t.raised[r.id])
			lines[level] = append(lines[level], r.card)
		}
	}
	for i := range limitSpecs {
		if s := &limitSpecs[i]; t.limits != nil && t.limits[i] != s.standard {
			level := s.level
			for id := range t.raised {
				if s.saysRule(id) {
					level = max(level, t.raised[id])
				}
			}
			lines[level] = append(lines[level], s.says(t.limits[i]))
		}
	}
	return lines[Emergency], lines[Urgent], lines[Soon]
}
