package measure

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"snowdrop/internal/content"
	"snowdrop/internal/guidance/measures"
)

// The words lie in one place, the counting in another, what numbers mean in a third. Here they are held together.
func TestTheWordsFitTheCounting(t *testing.T) {
	for _, a := range all {
		m := a.measure()
		q, ok := content.FindQuestionnaire("en", a.id)
		if !ok || m.ID != a.id || q.Version != m.Version || q.Name != m.Name || q.Count() != m.Items || m.Words != (q.Sheet == 0) {
			t.Errorf("%s: the words are of another: %+v", a.slug, q)
			continue
		}
		seen := map[int]bool{}
		for _, o := range q.Options {
			seen[o.Value] = o.Value >= m.Min && o.Value <= m.Max
		}
		if len(seen) != m.Max-m.Min+1 {
			t.Errorf("%s has %d answers from %d to %d", a.slug, len(seen), m.Min, m.Max)
		}
		for value, fits := range seen {
			if !fits {
				t.Errorf("%s: the answer %d does not count", a.slug, value)
			}
		}
		if (m.Gate || m.ID == "pcptsd5") != (q.Items != nil && q.Items[0].Alone && q.Pages[0] == 1) {
			t.Errorf("%s: the first question does not stand alone", a.slug)
		}
	}
	for _, m := range measures.All {
		if _, ok := byID(m.ID); !ok && m.ID != measures.PEG.ID {
			t.Errorf("%s is scored and cannot be answered", m.ID)
		}
	}
}

func TestEveryBandHasItsWordsUnderItsNumbers(t *testing.T) {
	for _, a := range all {
		p, ok := content.PageByID("en", "look-"+a.slug)
		if !ok {
			t.Errorf("%s has no page", a.slug)
			continue
		}
		sections := p.Sections()
		m := a.measure()
		if sections[0].Heading != "" || len(sections) < 2+len(m.Bands) {
			t.Errorf("%s: %d sections for %d bands, what goes before and what it is not", a.slug, len(sections), len(m.Bands))
			continue
		}
		for i, band := range m.Bands {
			from := max(int(band.From), m.Min*m.Items)
			if got, _, _ := strings.Cut(sections[1+i].Heading, " "); got != strconv.Itoa(from) {
				t.Errorf("%s: the words for %s stand under %q", a.slug, band.ID, sections[1+i].Heading)
			}
		}
		for _, s := range sections[1+len(m.Bands):] {
			if s.Heading != "" && s.Heading[0] >= '0' && s.Heading[0] <= '9' {
				t.Errorf("%s: %q is no band", a.slug, s.Heading)
			}
		}
	}
}

// Who reads an address over a shoulder, or in the history of a shared phone, learns nothing.
func TestAddressesAndDraftsSayNothing(t *testing.T) {
	for _, a := range all {
		for _, told := range []string{"mood", "depress", "anx", "trauma", "grief", "ptsd", "phq", "gad", "pgs", "suic", "lonel", "loss"} {
			if strings.Contains(a.address()+a.draft()+offerID(a), told) {
				t.Errorf("%s tells %q", a.address(), told)
			}
		}
	}
}

// The words come after the app. An answer about dying is known without them.
func TestAnAnswerAboutDyingIsKnownWithoutTheWords(t *testing.T) {
	for _, c := range []struct {
		slug, field, value string
		want               bool
	}{
		{"two-weeks-more", "a9", "0", false}, {"two-weeks-more", "a9", "1", true}, {"two-weeks-more", "a9", "3", true}, {"two-weeks-more", "a9", "4", false},
		{"two-weeks-more", "a9", "", false}, {"two-weeks-more", "a8", "3", false}, {"two-weeks", "a2", "3", false}, {"month-more", "a16", "4", false},
		{"sheet", "a8", "1", true}, {"sheet", "a8", "3", true}, {"sheet", "a8", "4", false}, {"sheet", "a0", "1", false},
	} {
		a, _ := bySlug(c.slug)
		if got := unsafeSent(url.Values{c.field: {c.value}}, a); got != c.want {
			t.Errorf("%s, %s=%s: %v", c.slug, c.field, c.value, got)
		}
	}
}
