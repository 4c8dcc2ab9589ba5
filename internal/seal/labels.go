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

	// LabelLocalPasskey derives, from what a passkey gives out, the key that wraps a device's data key a second time.
	LabelLocalPasskey = "snowdrop/1/local/passkey\x00"
	// LabelLocalPasskeyWrap begins the associated data of that wrapped key; everything that stands before it follows.
	LabelLocalPasskeyWrap = "snowdrop/1/local/passkey/wrap\x00"
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

// Labels of moving: where a home has gone.
const (
	// LabelForward derives, from the key of an epoch, the key of the slot that says where a home has gone.
	LabelForward = "snowdrop/1/forward\x00"
	// LabelForwardSeal derives, from that, the key that seals what it holds, and LabelForwardNote begins the associated data;
	// locator and the space that was left follow.
	LabelForwardSeal = "snowdrop/1/forward/seal\x00"
	LabelForwardNote = "snowdrop/1/forward/note\x00"
	// LabelForwardSign begins what the owner of the space that was left signs; that space and the note follow.
	LabelForwardSign = "snowdrop/1/forward/sign\x00"
	// LabelForwardKey derives, from the key of the slot, the key under which the key of the other space is handed over, and
	// LabelForwardHandover begins the associated data of that; the space that was left follows.
	LabelForwardKey      = "snowdrop/1/forward/key\x00"
	LabelForwardHandover = "snowdrop/1/forward/handover\x00"
	// LabelMoveOwner begins the associated data of an owner's secret that is kept for the owner of another space, while things
	// move from one to the other; both spaces follow.
	LabelMoveOwner = "snowdrop/1/move/owner\x00"
)

// Labels of inviting: two people come to share a space, through a slot.
const (
	// LabelSlotInvite stretches the seven words of an invite.
	LabelSlotInvite = "snowdrop/1/slot/invite\x00"
	// LabelInviteSeal derives, from stretched words, the key that seals what the two tell each other.
	LabelInviteSeal = "snowdrop/1/invite/seal\x00"
	// LabelInviteAsk, LabelInviteAnswer and LabelInviteDone begin the associated data of each such message.
	LabelInviteAsk    = "snowdrop/1/invite/ask\x00"
	LabelInviteAnswer = "snowdrop/1/invite/answer\x00"
	LabelInviteDone   = "snowdrop/1/invite/done\x00"
	// LabelInviteHost makes, from a secret for one invite, the key that the host signs the last message with.
	LabelInviteHost = "snowdrop/1/invite/host\x00"
	// LabelInviteSign begins what is signed so; the transcript, the box and the handover follow.
	LabelInviteSign = "snowdrop/1/invite/sign\x00"
	// LabelInviteBox begins what the box for the guest is bound to; the transcript follows.
	LabelInviteBox = "snowdrop/1/invite/box\x00"
	// LabelInviteHandover begins the associated data of the key that is handed over under the one in the box; the
	// transcript follows.
	LabelInviteHandover = "snowdrop/1/invite/handover\x00"
	// LabelInviteTranscript begins the hash of what both have seen.
	LabelInviteTranscript = "snowdrop/1/invite/transcript\x00"
	// LabelInviteCompare stretches that hash, and LabelInviteWords makes of it what becomes the words that both show.
	LabelInviteCompare = "snowdrop/1/invite/compare\x00"
	LabelInviteWords   = "snowdrop/1/invite/words\x00"
	// LabelInviteKeep derives, from stretched words, the key under which a side keeps its own key on its device, and
	// LabelInviteKeepWrap begins the associated data of that; the locator follows.
	LabelInviteKeep     = "snowdrop/1/invite/keep\x00"
	LabelInviteKeepWrap = "snowdrop/1/invite/keep/wrap\x00"
)

// Labels of a copy of an entry in a shared space: its ID tells its author's devices, and nobody else, what it is of.
const (
	// LabelShareCopy derives, from a member's seed, the key of such a mark; the entry's ID and the first half of the item's
	// are the context.
	LabelShareCopy = "snowdrop/1/share/copy\x00"
	// LabelShareMark begins the hash whose first half becomes the second half of the item's ID.
	LabelShareMark = "snowdrop/1/share/mark\x00"
	// LabelShareCompare begins the hash that becomes the words by which two compare what they have; space, number and head
	// follow.
	LabelShareCompare = "snowdrop/1/share/compare\x00"
)

// Labels of an answer that opens only together with the other one's: docs/protocol.md.
const (
	// LabelApartMine derives, from a member's seed, what belongs to one answer; the answer's ID is the context.
	LabelApartMine = "snowdrop/1/apart/mine\x00"
	// LabelApartToken makes of that what is given out when the answer opens.
	LabelApartToken = "snowdrop/1/apart/token\x00"
	// LabelApartName makes of it the ID of the item that gives it out; the ID of the other answer is the context.
	LabelApartName = "snowdrop/1/apart/name\x00"
	// LabelApartKey derives, from what was given out, the key that seals the answer.
	LabelApartKey = "snowdrop/1/apart/key\x00"
	// LabelApartCommit begins the hash that commits to that key.
	LabelApartCommit = "snowdrop/1/apart/commit\x00"
	// LabelApartAnswer begins the associated data of the answer; space, answer and question follow.
	LabelApartAnswer = "snowdrop/1/apart/answer\x00"
)

// Labels of what a person keeps, among their own things, about a space that they share.
const (
	// LabelSharedKeep derives, from what is kept about a space, the key that wraps the other keys of it.
	LabelSharedKeep = "snowdrop/1/shared/keep\x00"
	// LabelSharedSeed, LabelSharedOwner and LabelSharedDoor begin the associated data of the person's seed as a member, of the
	// owner's secret, which is wrapped for the owner of the home, and of a way in for another device; the space follows.
	LabelSharedSeed  = "snowdrop/1/shared/seed\x00"
	LabelSharedOwner = "snowdrop/1/shared/owner\x00"
	LabelSharedDoor  = "snowdrop/1/shared/door\x00"
	// LabelSharedState derives, from the first, the key that seals what a device knows of the space.
	LabelSharedState = "snowdrop/1/shared/state\x00"
	// LabelSharedItem makes, from a seed, the ID of an item that its member writes once; what it says follows.
	LabelSharedItem = "snowdrop/1/shared/item\x00"
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
