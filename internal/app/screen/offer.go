package screen

// Offer is one thing that Today may suggest: one way to go, with the reason for it. It is never a task.
type Offer struct {
	ID      string // for ever, and neutral: "calm.breathing". What was put away is known by it
	Group   string // one of the groups
	Address string
	Label   string
	Why     string // a whole sentence: the reason, which names what the person said or chose
	Weight  int    // 1 usual, 2 fitting, 3 most fitting
	Tender  bool   // it speaks of who or what was lost: not offered where the person wants to meet none of it (Neutral)
	Stays   bool   // it leads to somebody who can help: it does not step back because it was shown. For that alone
	Done    int64  // when the person last did it, in Unix seconds; 0: never, or it is not known
}

// The groups of offers. Today takes at most one of each.
const (
	GroupBody    = "body"
	GroupHeart   = "heart"
	GroupWaiting = "waiting"
)
