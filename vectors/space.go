package vectors

// Sign is a signature by the key that Key has under Use, over Label and Message. Error is "signature" or
// empty.
type Sign struct {
	Name      string `json:"name"`
	Key       Bytes  `json:"key"`
	Use       string `json:"use"`
	Public    Bytes  `json:"public"`
	Label     string `json:"label"`
	Message   Bytes  `json:"message"`
	Signature Bytes  `json:"signature"`
	Error     string `json:"error"`
}

// Token is a token of a key in a context.
type Token struct {
	Name    string `json:"name"`
	Key     Bytes  `json:"key"`
	Label   string `json:"label"`
	Context Bytes  `json:"context"`
	Token   Bytes  `json:"token"`
}

// Commit is the hash that commits to a key.
type Commit struct {
	Name  string `json:"name"`
	Key   Bytes  `json:"key"`
	Label string `json:"label"`
	Hash  Bytes  `json:"hash"`
}

// Box is a key sealed to the key for boxes that Key has under Use. Error is "open" or empty.
type Box struct {
	Name    string `json:"name"`
	Key     Bytes  `json:"key"`
	Use     string `json:"use"`
	Public  Bytes  `json:"public"`
	Label   string `json:"label"`
	Context Bytes  `json:"context"`
	Box     Bytes  `json:"box"`
	Inner   Bytes  `json:"inner"`
	Error   string `json:"error"`
}

// Hash is one of the hashes that a relay computes too. Of is "space", "member", "delete", "first", "leaf" or
// "next".
type Hash struct {
	Name  string `json:"name"`
	Of    string `json:"of"`
	Input Bytes  `json:"input"`
	Hash  Bytes  `json:"hash"`
}

// Delete is a delete token: of a record's envelope with this ID, in the epoch with this key.
type Delete struct {
	Name     string `json:"name"`
	EpochKey Bytes  `json:"epoch_key"`
	ID       Bytes  `json:"id"`
	Token    Bytes  `json:"token"`
	Hash     Bytes  `json:"hash"`
}

// Words is a text and the words in it. Error is "unknown", "many" or empty; Unknown is the first word
// that is not on the list.
type Words struct {
	Name    string   `json:"name"`
	Text    string   `json:"text"`
	Words   []string `json:"words"`
	Unknown string   `json:"unknown"`
	Error   string   `json:"error"`
}

// Compare is bytes and the words that two people compare them by.
type Compare struct {
	Name  string   `json:"name"`
	Bytes Bytes    `json:"bytes"`
	Words []string `json:"words"`
}

// Slot is what words lead to: where it lies, who may ask for it, and what it holds. Key is the stretched
// words. Where Words is empty, Key is to be taken. Error is "open", "size", "version", "purpose", "owner",
// "padding" or empty.
type Slot struct {
	Name    string `json:"name"`
	Words   string `json:"words"`
	Label   string `json:"label"`
	Key     Bytes  `json:"key"`
	Locator Bytes  `json:"locator"`
	Auth    Bytes  `json:"auth"`
	Blob    Bytes  `json:"blob"`
	Space   Bytes  `json:"space"`
	Owner   Bytes  `json:"owner"`
	Error   string `json:"error"`
}

// Envelope is one envelope, or a list of them where List says how many. Error is "cut", "version",
// "kind", "epoch", "delete", "size", "long" or empty.
type Envelope struct {
	Name     string `json:"name"`
	Envelope Runs   `json:"envelope"`
	List     int    `json:"list"`
	Kind     uint8  `json:"kind"`
	Epoch    uint32 `json:"epoch"`
	ID       Bytes  `json:"id"`
	Delete   Bytes  `json:"delete"`
	Header   Bytes  `json:"header"`
	Body     int    `json:"body"`
	Error    string `json:"error"`
}

// Control is a control record in its envelope, and the key that must have signed it in this space. Error
// is "kind", "number", "signature" or empty.
type Control struct {
	Name     string `json:"name"`
	Space    Bytes  `json:"space"`
	Signer   Bytes  `json:"signer"`
	Envelope Runs   `json:"envelope"`
	Before   uint64 `json:"before"`
	Head     Bytes  `json:"head"`
	Auth     Bytes  `json:"auth"`
	Owner    Bytes  `json:"owner"`
	Commit   Bytes  `json:"commit"`
	Roster   int    `json:"roster"`
	Error    string `json:"error"`
}

// Member is one row of a roster.
type Member struct {
	ID   Bytes  `json:"id"`
	Role uint8  `json:"role"`
	Name string `json:"name"`
	Sign Bytes  `json:"sign"`
	Box  Runs   `json:"box"`
}

// Roster is the plaintext of a roster. Error is "size", "version", "count", "name", "twice", "unused" or
// empty.
type Roster struct {
	Name     string   `json:"name"`
	Plain    Runs     `json:"plain"`
	Previous Bytes    `json:"previous"`
	Members  []Member `json:"members"`
	Error    string   `json:"error"`
}

// Plain is the plaintext of a record in a log. Error is "size", "type", "replaces", "record", "delete" or
// empty.
type Plain struct {
	Name      string   `json:"name"`
	Plain     Runs     `json:"plain"`
	Type      uint8    `json:"type"`
	Author    Bytes    `json:"author"`
	Before    uint64   `json:"before"`
	Head      Bytes    `json:"head"`
	Item      Bytes    `json:"item"`
	Replaces  []uint64 `json:"replaces"`
	Kind      uint8    `json:"kind"`
	At        int64    `json:"at"`
	Body      Runs     `json:"body"`
	Signature Bytes    `json:"signature"`
	Error     string   `json:"error"`
}

// Item is one entry of a log as a relay gives it: its envelope, or only the leaf where that was deleted.
type Item struct {
	Envelope Runs  `json:"envelope"`
	Leaf     Bytes `json:"leaf"`
}

// Entry is what a reader makes of one item. Kind is "control", "put", "delete", "unreadable" or "stub".
type Entry struct {
	N        uint64   `json:"n"`
	Kind     string   `json:"kind"`
	Head     Bytes    `json:"head"`
	Epoch    uint32   `json:"epoch"`
	Author   string   `json:"author,omitempty"` // the name that the author has in the roster
	Item     Bytes    `json:"item,omitempty"`
	Version  Bytes    `json:"version,omitempty"`
	Replaces []uint64 `json:"replaces,omitempty"`
	Sort     uint8    `json:"record_kind,omitempty"`
	At       int64    `json:"at,omitempty"`
	Body     string   `json:"body,omitempty"`
	Members  []string `json:"members,omitempty"` // of a control record: the names, in order
}

// Log is a whole log, and all that is secret about it. Words are the seven that lead to the slot, SlotKey
// is what they stretch to, and Slot what lies there. Owner is the secret in force at the end, FirstOwner
// the one in the beginning. Seeds are those of the members, by name; EpochKeys are by number. Live has,
// by the text of each item's ID, the numbers of the versions that nothing replaces.
type Log struct {
	Name       string              `json:"name"`
	Words      string              `json:"words"`
	SlotKey    Bytes               `json:"slot_key"`
	Slot       Bytes               `json:"slot"`
	Owner      Bytes               `json:"owner"`
	FirstOwner Bytes               `json:"first_owner"`
	Seeds      map[string]Bytes    `json:"seeds"`
	Space      Bytes               `json:"space"`
	SpaceText  string              `json:"space_text"`
	EpochKeys  map[string]Bytes    `json:"epoch_keys"`
	Items      []Item              `json:"items"`
	Entries    []Entry             `json:"entries"`
	Live       map[string][]uint64 `json:"live"`
	Error      string              `json:"error"`
}

// SharedLog is a log as one member of a space that is shared reads it, with the seed and nothing else: of epochs in which
// the member was not in, entries are "closed" and control records show nobody. EpochKeys are those that are found.
type SharedLog struct {
	Name      string           `json:"name"`
	Space     Bytes            `json:"space"`
	Seed      Bytes            `json:"seed"`
	EpochKeys map[string]Bytes `json:"epoch_keys"`
	Items     []Item           `json:"items"`
	Entries   []Entry          `json:"entries"`
	Error     string           `json:"error"`
}

// Accept is what the member named Laptop, who has taken in the first After entries of the log in
// log.json, makes of one more. It is a stub where Leaf is set. EpochKey is the key
// that the boxes of a control record hold. Error is "envelope", "epoch", "control", "forked" or empty;
// then Kind says what the entry is.
type Accept struct {
	Name     string `json:"name"`
	After    int    `json:"after"`
	Envelope Runs   `json:"envelope"`
	Leaf     Bytes  `json:"leaf,omitempty"`
	EpochKey Bytes  `json:"epoch_key,omitempty"`
	Kind     string `json:"kind"`
	Error    string `json:"error"`
}

// Ref names a version that another one replaces.
type Ref struct {
	Epoch   uint32 `json:"epoch"`
	N       uint64 `json:"n"`
	Version Bytes  `json:"version"`
}

// Version is the plaintext of a value of the local store: a version of an item. Sort is "version", "deletion"
// or "binned"; Number is what stands in its place. Error is "unreadable" or empty.
type Version struct {
	Name    string `json:"name"`
	Plain   Runs   `json:"plain"`
	Sort    string `json:"sort"`
	Item    Bytes  `json:"item"`
	Version Bytes  `json:"version"`
	Epoch   uint32 `json:"epoch"`
	Number  uint64 `json:"number"`
	Over    []Ref  `json:"over"`
	Kind    uint8  `json:"kind"`
	At      int64  `json:"at"`
	Body    string `json:"body"`
	Error   string `json:"error"`
}

// Bucket is what the parts of a value of a bucket hold together. Error is "unreadable" or empty.
type Bucket struct {
	Name   string `json:"name"`
	Joined Bytes  `json:"joined"`
	Bucket string `json:"bucket"`
	Key    string `json:"key"`
	Value  string `json:"value"`
	Error  string `json:"error"`
}

// Part is the plaintext of a value of the local store: a part of a long value. Error is "unreadable" or
// empty.
type Part struct {
	Name  string `json:"name"`
	Plain Runs   `json:"plain"`
	Sort  uint8  `json:"sort"`
	ID    Bytes  `json:"id"`
	Index uint16 `json:"index"`
	Count uint16 `json:"count"`
	Body  Runs   `json:"body"`
	Error string `json:"error"`
}
