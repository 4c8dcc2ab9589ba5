package space

import (
	"slices"

	"snowdrop/internal/seal"
)

// Become makes this device another member of the space: one who is in already, or who a control record to come puts in the
// place of the one before. What this device can read it still can.
func (s *Space) Become(me Self) {
	s.Remember(s.me)
	s.me, s.status = me, Joining
	if _, in := s.member(me.ID()); in {
		s.status = In
	}
}

// Remember has boxes opened that are for members whom this device was before as well. Marshal does not keep it: a device
// that has read nothing yet when it is locked needs it again.
func (s *Space) Remember(former ...Self) {
	s.former = append(slices.Clone(s.former), former...)
}

// boxKeys are what boxes are opened with.
func (s *Space) boxKeys() (keys []seal.BoxKey) {
	for _, self := range append([]Self{s.me}, s.former...) {
		keys = append(keys, self.seed.BoxKey(seal.LabelMemberBox))
	}
	if s.owner != nil {
		keys = append(keys, s.owner.boxKey())
	}
	return keys
}
