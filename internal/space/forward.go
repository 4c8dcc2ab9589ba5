package space

import "snowdrop/internal/seal"

// Self returns who this device is in the space.
func (s *Space) Self() Self { return s.me }

// Forward returns the key of the note that says where the space has gone, made of the newest epoch key that there is here.
func (s *Space) Forward() (key seal.Key, ok bool) {
	epoch, _, ok := s.Login()
	if ok {
		key = s.keys[epoch].Derive(seal.LabelForward)
	}
	return key, ok
}
