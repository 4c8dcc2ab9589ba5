package photo

import "encoding/binary"

// A picture is stored as the sensor saw it; how it is to be turned stands in EXIF, tag 0x0112 of the first directory.
const (
	tagOrientation = 0x0112
	typeShort      = 3
	upright        = 1
)

// readOrientation finds the one tag in EXIF. Anything that is not as it must be counts as upright.
func readOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return upright
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return upright
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return upright
		}
		if order.Uint16(entries) == tagOrientation {
			o := int(order.Uint16(entries[8:]))
			if order.Uint16(entries[2:]) != typeShort || order.Uint32(entries[4:]) != 1 || o < 1 || o > 8 {
				return upright
			}
			return o
		}
		entries = entries[12:]
	}
	return upright
}

// orientationOnly is EXIF with that tag and nothing else, or nil where the picture is upright.
func orientationOnly(orientation int) []byte {
	if orientation == upright {
		return nil
	}
	return []byte{
		'M', 'M', 0, '*', 0, 0, 0, 8,
		0, 1, // one entry
		tagOrientation >> 8, tagOrientation & 0xff, 0, typeShort, 0, 0, 0, 1, 0, byte(orientation), 0, 0,
		0, 0, 0, 0, // no further directory
	}
}
