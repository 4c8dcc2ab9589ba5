package record

// The labels of what both sides of a relay compute: a device, and a relay that reads nothing. All
// other labels stand in internal/seal/labels.go, under the same rules: never changed, never used for
// a second purpose, a zero byte at the end and none before.
const (
	// LabelControl begins what an owner signs in a control record.
	LabelControl = "snowdrop/1/space/control\x00"

	labelSpace      = "snowdrop/1/space/id\x00"
	labelMember     = "snowdrop/1/space/member\x00"
	labelDelete     = "snowdrop/1/space/deletehash\x00"
	labelChainFirst = "snowdrop/1/chain/first\x00"
	labelChainLeaf  = "snowdrop/1/chain/leaf\x00"
	labelChainNext  = "snowdrop/1/chain/next\x00"
)
