package browser

import (
	"slices"
	"strings"
)

// Others are relays of other hosts, which the host of the page has listed.
type Others []Other

// Other is one of them. Name is as people are shown it, "" for its address.
type Other struct{ Address, Name string }

// othersIn reads what the first page says: addresses, each with a name behind a space, with commas between them.
func othersIn(said string) (all Others) {
	for one := range strings.SplitSeq(said, ",") {
		if address, name, _ := strings.Cut(one, " "); address != "" {
			all = append(all, Other{address, name})
		}
	}
	return all
}

// May says whether a relay is one of them.
func (o Others) May(address string) bool {
	return slices.ContainsFunc(o, func(one Other) bool { return one.Address == address })
}
