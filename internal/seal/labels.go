package seal

// Every label that separates one use of a key from another stands here, and nowhere else. A label is
// never changed and never used for a second purpose: a new use, or a new version of an old one, gets a
// new label. All end in a zero byte and none holds one before, so that no label begins another and
// whatever follows a label in associated data can not be read as part of it.
const (
	// LabelLocalWrap derives, from a stretched passphrase, the key that wraps a device's data key.
	LabelLocalWrap = "snowdrop/1/local/wrap\x00"
	// LabelLocalValues derives, from a device's data key, the key that seals every value of its store.
	LabelLocalValues = "snowdrop/1/local/values\x00"

	// LabelLocalHeader begins the associated data of a wrapped data key; the header's fixed part follows.
	LabelLocalHeader = "snowdrop/1/local/header\x00"
	// LabelLocalValue begins the associated data of a value of the store; the value's disk key follows.
	LabelLocalValue = "snowdrop/1/local/value\x00"
)
