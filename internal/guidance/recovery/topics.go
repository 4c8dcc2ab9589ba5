package recovery

// set is some of the values of Band, Kind, Way or Branch. Empty means all of them.
type set uint16

func of[T ~uint8](values ...T) set {
	var s set
	for _, v := range values {
		s |= 1 << v
	}
	return s
}

// role says what a section of a page is for.
type role uint8

const (
	answers   role = iota // it may be the answer for those whom it names
	otherwise             // it is the answer where no other section is
	always                // everybody reads it, after the answer
	outside               // what to do when it is not so
)

// section is one heading of a page, in the order of the page. Which people it speaks to stands here, its words there.
type section struct {
	branches, bands, kinds, ways set
	countries                    string // "US AU"; "" is all
	role                         role
	usual                        [2]int // days from the first, both ends included
	rare                         int    // up to this day for some
	narrows                      bool   // where it is the answer, wider ranges of other sections do not count
}

// Topic is one question that people ask.
type Topic struct {
	ID       string // of its address, "/body/weeks/flow"; says nothing to an onlooker
	Everyday bool   // it is about the day, not about the body
	only     set    // branches for which it is a question at all; empty: every one
	ask      int    // the day from which the check asks everybody to call if it is still so; 0: none
	sections []section
	// Unfolded says that what to do if it is different stands open beside the range: the range alone could keep somebody at home.
	Unfolded bool
}

// Page is the id of its page of content.
func (t Topic) Page() string { return "weeks-" + t.ID }

var (
	womb  = of(Miscarriage, Late)
	over  = of(Miscarriage, Late, EctopicBranch, MolarBranch)
	early = of(Under6, From6, From10)
	late  = of(From14, From24)
)

func band(of set) section { return section{branches: womb, bands: of} }

func (s section) days(from, to, rare int) section {
	s.usual, s.rare = [2]int{from, to}, rare
	return s
}

func (s section) only(branches set) section { s.branches = branches; return s }

func branch(b Branch) section { return section{branches: of(b)} }

func way(w ...Way) section { return section{branches: womb, ways: of(w...)} }

var (
	procedure = section{branches: womb, bands: early, ways: of(Surgical), narrows: true}
	tablets   = section{branches: womb, bands: early, ways: of(Medical)}
	mtx       = section{branches: of(EctopicBranch), ways: of(Methotrexate)}
	otherWomb = section{branches: womb, role: otherwise}
	others    = section{role: otherwise}
	all       = section{role: always}
	different = section{role: outside}
)

// bodyTopics go by what happened; the branch that speaks comes first.
var bodyTopics = []Topic{
	{ID: "care-w", Unfolded: true, only: of(Waiting), sections: []section{all, different}},
	{ID: "care-t", Unfolded: true, only: of(ThreatenedBranch), sections: []section{all, different}},
	{ID: "care-e", Unfolded: true, only: of(EctopicBranch), sections: []section{{ways: of(Removed)}, {ways: of(Opened)}, {ways: of(Methotrexate)}, {ways: of(Watched)}, others, different}},
	{ID: "care-m", Unfolded: true, only: of(MolarBranch), sections: []section{all, different}},
	{ID: "care-l", Unfolded: true, only: of(Late), sections: []section{all, different}},
	{ID: "flow", Unfolded: true, ask: 22, sections: []section{
		procedure.days(0, 7, 14), tablets.days(0, 14, 21),
		band(of(Under6)).days(0, 7, 14), band(of(From6)).days(0, 14, 21), band(of(From10)).days(0, 21, 28), band(late).days(0, 10, 42),
		way(Expectant).inBands(early).days(0, 14, 21),
		otherWomb, branch(Waiting), branch(EctopicBranch), branch(MolarBranch), branch(ThreatenedBranch), different,
	}},
	{ID: "cramps", Unfolded: true, ask: 15, sections: []section{
		procedure.days(0, 2, 14), band(of(Under6)).days(0, 7, 14), band(of(From6)).days(0, 7, 14), band(of(From10)).days(0, 7, 14), band(late).days(0, 7, 42),
		{branches: womb, ways: of(Medical)},
		otherWomb, branch(Waiting), branch(EctopicBranch), branch(MolarBranch), branch(ThreatenedBranch), different,
	}},
	{ID: "back", Unfolded: true, sections: []section{band(of(Under6)), band(of(From6)), band(of(From10)), band(late), others, different}},
	{ID: "tests", ask: 21, sections: []section{
		band(of(Under6)).days(0, 14, 0), band(of(From6)).days(14, 28, 0), band(of(From10)).days(21, 42, 60), band(late).days(21, 42, 56),
		way(Surgical), way(Medical, Expectant),
		otherWomb, branch(Waiting), branch(EctopicBranch), branch(MolarBranch), branch(ThreatenedBranch), different,
	}},
	{ID: "chest", sections: []section{
		band(of(Under6)).only(over), band(of(From6)).only(over), band(of(From10)).only(over), band(late).only(over), others, different,
	}},
	{ID: "cycle", ask: 56, sections: []section{
		band(of(Under6)).days(28, 42, 0), band(of(From6)).days(28, 42, 56), band(of(From10)).days(28, 56, 0), band(late).days(28, 56, 0),
		otherWomb, branch(Waiting), branch(EctopicBranch), branch(MolarBranch), branch(ThreatenedBranch), different,
	}},
	{ID: "energy", sections: []section{band(of(Under6)), band(of(From6)), band(of(From10)), band(late), branch(EctopicBranch), others, different}},
	{ID: "floor", sections: []section{band(early).only(over), band(late).only(over), others, different}},
	{ID: "visits", sections: []section{
		way(Expectant), way(Medical), way(Surgical), band(late), branch(Waiting), branch(EctopicBranch), branch(MolarBranch), branch(ThreatenedBranch),
		others, all,
	}},
	{ID: "kinds", only: womb | of(Waiting), sections: []section{{kinds: of(Complete)}, {kinds: of(Incomplete)}, {kinds: of(Missed)}, others}},
	{ID: "ways", only: womb | of(Waiting), sections: []section{{ways: of(Expectant, NotBegun)}, {ways: of(Medical)}, {ways: of(Surgical)}, {ways: of(Birth)}, others}},
	{ID: "words", only: of(Late), sections: []section{{countries: "GB"}, {countries: "US AU"}, others}},
}

// everydayTopics are asked by everybody.
var everydayTopics = []Topic{
	{ID: "close", sections: []section{mtx, branch(MolarBranch), branch(ThreatenedBranch), different}},
	{ID: "pads", sections: []section{different}},
	{ID: "baths", sections: []section{all, different}},
	{ID: "water", sections: []section{all}},
	{ID: "painkillers", sections: []section{mtx, branch(ThreatenedBranch), different}},
	{ID: "work", sections: []section{
		way(Surgical).inBands(early), way(Medical, Expectant).inBands(early), {branches: of(Late)}, branch(EctopicBranch), others, all,
	}},
	{ID: "leave", sections: []section{
		{countries: "GB"}, {countries: "GB"}, {countries: "NZ"}, {countries: "AU"}, {countries: "IN"}, {countries: "PH"}, {countries: "DE"}, {countries: "CA"}, others,
	}},
	{ID: "moving", sections: []section{
		{branches: womb, bands: late}, branch(EctopicBranch), branch(ThreatenedBranch), different,
	}},
	{ID: "driving", sections: []section{all}},
	{ID: "drinks", sections: []section{mtx, different}},
	{ID: "travel", sections: []section{all, branch(EctopicBranch), different}},
	{ID: "planning", sections: []section{mtx, branch(MolarBranch), branch(ThreatenedBranch)}},
}

func (s section) inBands(b set) section { s.bands = b; return s }

// Topics are all questions, those of the body first.
func Topics() []Topic {
	out := make([]Topic, 0, len(bodyTopics)+len(everydayTopics))
	out = append(out, bodyTopics...)
	for _, t := range everydayTopics {
		t.Everyday = true
		out = append(out, t)
	}
	return out
}

// TopicByID finds a question by its address.
func TopicByID(id string) (Topic, bool) {
	for _, t := range Topics() {
		if t.ID == id {
			return t, true
		}
	}
	return Topic{}, false
}
