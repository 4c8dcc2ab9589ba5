package wire

import (
	"errors"
	"fmt"

	"snowdrop/internal/relayapi"
	"snowdrop/internal/syncer"
)

// What a person can be told of a relay. internal/devices says what each means there.
var (
	ErrOffline = errors.New("devices: the relay can not be reached")
	ErrWords   = errors.New("devices: nothing under these words")
	ErrClosed  = errors.New("devices: the relay takes nobody new")
	ErrCode    = errors.New("devices: the relay asks for a code")
	ErrFull    = errors.New("devices: the relay has no room")
	ErrAgain   = errors.New("devices: changed elsewhere meanwhile")
	ErrTooMany = errors.New("devices: too many devices")
	ErrStopped = errors.New("devices: stopped")

	ErrBegun    = errors.New("devices: already begun")
	ErrNotBegun = errors.New("devices: nothing at a relay")
	ErrOnlyCopy = errors.New("devices: the only copy is here")
)

// Refusal turns an error of the relay, of the way there, or of a syncer into one of this package. Errors of this device,
// such as those of its disk, stay as they are.
func Refusal(err error) error {
	var code *relayapi.Code
	switch {
	case err == nil:
		return nil
	case errors.Is(err, relayapi.ErrClosed):
		return ErrClosed
	case errors.Is(err, relayapi.ErrCode):
		return ErrCode
	case errors.Is(err, relayapi.ErrQuota), errors.Is(err, relayapi.ErrFull):
		return ErrFull
	case syncer.Final(err), errors.Is(err, syncer.ErrGone):
		return fmt.Errorf("%w: %w", ErrStopped, err)
	case errors.As(err, &code), errors.Is(err, relayapi.ErrHead), errors.Is(err, relayapi.ErrAnswer), errors.Is(err, syncer.ErrOffline):
		return fmt.Errorf("%w: %w", ErrOffline, err)
	}
	return err
}

// Lies is the error where a relay showed something that does not hold: it is none that this device can speak with.
func Lies(err error) error { return fmt.Errorf("%w: %w", ErrOffline, err) }
