package seal

// Every label that separates one use of a key from another stands here, and nowhere else, except those
// that a relay computes with too: internal/record has them. A label is
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

// Labels of a space: what is shared through a relay. "context" is what follows a label.
const (
	// LabelSpaceAuth makes, from an epoch's key, the key that its members log in to the relay with.
	LabelSpaceAuth = "snowdrop/1/space/auth\x00"
	// LabelSpaceRecord derives, from an epoch's key, the key that seals the epoch's records.
	LabelSpaceRecord = "snowdrop/1/space/record\x00"
	// LabelSpaceRecordSeal begins the associated data of a sealed record; space and header follow.
	LabelSpaceRecordSeal = "snowdrop/1/space/record/seal\x00"
	// LabelSpaceRecordSign begins what the author of a record signs; space, header and plaintext follow.
	LabelSpaceRecordSign = "snowdrop/1/space/record/sign\x00"
	// LabelSpaceRoster derives, from an epoch's key, the key that seals the roster.
	LabelSpaceRoster = "snowdrop/1/space/roster\x00"
	// LabelSpaceRosterSeal begins the associated data of a sealed roster; space and header follow.
	LabelSpaceRosterSeal = "snowdrop/1/space/roster/seal\x00"
	// LabelSpacePrevious derives, from an epoch's key, the key that wraps the key of the epoch before.
	LabelSpacePrevious = "snowdrop/1/space/previous\x00"
	// LabelSpacePreviousWrap begins the associated data of that wrapped key; space and header follow.
	LabelSpacePreviousWrap = "snowdrop/1/space/previous/wrap\x00"
	// LabelSpaceDelete derives, from an epoch's key, the key that delete tokens come from.
	LabelSpaceDelete = "snowdrop/1/space/delete\x00"
	// LabelSpaceDeleteToken makes, from that key, the delete token of a record; the envelope's ID is the context.
	LabelSpaceDeleteToken = "snowdrop/1/space/delete/token\x00"
	// LabelSpaceCommit begins the hash that commits to an epoch's key.
	LabelSpaceCommit = "snowdrop/1/space/commit\x00"
	// LabelSpaceBox begins what a box is bound to; space, epoch, and the number and head before follow.
	LabelSpaceBox = "snowdrop/1/space/box\x00"
)

// Labels of who may do what: an owner's secret and a member's seed.
const (
	// LabelOwnerSign makes, from an owner's secret, the key that signs control records.
	LabelOwnerSign = "snowdrop/1/owner/sign\x00"
	// LabelOwnerBox makes, from an owner's secret, the key that opens the owner's box of every epoch.
	LabelOwnerBox = "snowdrop/1/owner/box\x00"
	// LabelOwnerNote derives, from an owner's secret, the key for what only the owner keeps.
	LabelOwnerNote = "snowdrop/1/owner/note\x00"
	// LabelOwnerNoteSeal begins the associated data of that note; the space follows.
	LabelOwnerNoteSeal = "snowdrop/1/owner/note/seal\x00"
	// LabelOwnerNoteSlot begins the associated data of stretched words that are wrapped in it; the space follows.
	LabelOwnerNoteSlot = "snowdrop/1/owner/note/slot\x00"
	// LabelMemberSign makes, from a member's seed, the key that signs records.
	LabelMemberSign = "snowdrop/1/member/sign\x00"
	// LabelMemberBox makes, from a member's seed, the key that opens the member's boxes.
	LabelMemberBox = "snowdrop/1/member/box\x00"
)

// Labels of slots: small sealed boxes at a relay, found by words.
const (
	// LabelSlotWords, LabelSlotKit and LabelSlotPair stretch seven, ten and six words.
	LabelSlotWords = "snowdrop/1/slot/words\x00"
	LabelSlotKit   = "snowdrop/1/slot/kit\x00"
	LabelSlotPair  = "snowdrop/1/slot/pair\x00"
	// LabelSlotLocator makes, from stretched words, the name of the slot, which the relay is told.
	LabelSlotLocator = "snowdrop/1/slot/locator\x00"
	// LabelSlotAuth makes, from stretched words, the key that signs what is asked of a slot.
	LabelSlotAuth = "snowdrop/1/slot/auth\x00"
	// LabelSlotSeal derives, from stretched words, the key that seals what a slot holds.
	LabelSlotSeal = "snowdrop/1/slot/seal\x00"
	// LabelSlotBlob begins the associated data of what a slot holds; the locator follows.
	LabelSlotBlob = "snowdrop/1/slot/blob\x00"
	// LabelSlotOwner derives, from stretched words, the key that wraps an owner's secret in a slot.
	LabelSlotOwner = "snowdrop/1/slot/owner\x00"
	// LabelSlotOwnerWrap begins the associated data of that wrapped secret; locator and space follow.
	LabelSlotOwnerWrap = "snowdrop/1/slot/owner/wrap\x00"
)

// Labels of what is said to a relay. internal/relayapi, which a relay has too, names the same two and
// says what follows them.
const (
	// LabelRelayLogin begins what a member or an owner signs to log in.
	LabelRelayLogin = "snowdrop/1/relay/login\x00"
	// LabelRelaySlot begins what is signed to read, write or delete a slot.
	LabelRelaySlot = "snowdrop/1/relay/slot\x00"
)

// Labels of pairing: one device that is in shows another the way, through a slot.
const (
	// LabelPairSeal derives, from stretched words, the key that seals what the two tell each other.
	LabelPairSeal = "snowdrop/1/pair/seal\x00"
	// LabelPairAsk, LabelPairAnswer and LabelPairDone begin the associated data of each such message.
	LabelPairAsk    = "snowdrop/1/pair/ask\x00"
	LabelPairAnswer = "snowdrop/1/pair/answer\x00"
	LabelPairDone   = "snowdrop/1/pair/done\x00"
	// LabelPairBox begins what the box for a new device is bound to; the comparing hash follows.
	LabelPairBox = "snowdrop/1/pair/box\x00"
	// LabelPairHandover begins the associated data of the key that is handed over under the one in the box; the
	// comparing hash follows.
	LabelPairHandover = "snowdrop/1/pair/handover\x00"
	// LabelPairCompare begins the hash that becomes the words that both devices show.
	LabelPairCompare = "snowdrop/1/pair/compare\x00"
)

// Labels of a device's own store, for what a space and its attachments add to it.
const (
	// LabelLocalOwner derives, from a stretched passphrase, the key that wraps an owner's secret.
	LabelLocalOwner = "snowdrop/1/local/owner\x00"
	// LabelLocalOwnerWrap begins the associated data of that wrapped secret; the space follows.
	LabelLocalOwnerWrap = "snowdrop/1/local/owner/wrap\x00"
	// LabelLocalSpace derives, from a device's data key, the key that wraps and seals a space's state.
	LabelLocalSpace = "snowdrop/1/local/space\x00"
	// LabelLocalSpaceKeys and LabelLocalSpaceHead begin the associated data of its two parts.
	LabelLocalSpaceKeys = "snowdrop/1/local/space/keys\x00"
	LabelLocalSpaceHead = "snowdrop/1/local/space/head\x00"
	// LabelLocalBlobs derives, from a device's data key, the key that blobs are named by.
	LabelLocalBlobs = "snowdrop/1/local/blobs\x00"
	// LabelLocalBlobKey makes, from that key, a blob's name on the disk; the blob's ID is the context.
	LabelLocalBlobKey = "snowdrop/1/local/blobs/key\x00"
)
