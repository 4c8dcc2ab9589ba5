package photo

import (
	"bytes"
	"encoding/binary"
)

// A colour profile (ICC.1) says what the numbers of the pixels mean: without it, a picture of a newer phone
// is duller. It also has texts, which can name a device or a person, a date, a maker and a model. So it is
// written anew: the tags that a screen needs, each checked to be nothing but numbers, under a header that is the
// same for everybody. Profiles with large tables, as scanners and printers have, are left out: such
// pictures are shown as though they had none.
const (
	profileHeader = 128
	maxProfile    = 60 << 10 // written anew; fits one segment of a JPEG
	maxCurve      = 4096     // points of one curve
	maxTags       = 100
)

// numericTags are the tags that are kept, with the types that they may have.
var numericTags = map[string][]string{
	"rXYZ": {"XYZ "}, "gXYZ": {"XYZ "}, "bXYZ": {"XYZ "}, "wtpt": {"XYZ "},
	"rTRC": {"curv", "para"}, "gTRC": {"curv", "para"}, "bTRC": {"curv", "para"}, "kTRC": {"curv", "para"},
	"chad": {"sf32"}, "cicp": {"cicp"},
}

// tagOrder is the order in which tags are written, so that equal profiles have equal bytes.
var tagOrder = []string{"desc", "cprt", "wtpt", "chad", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC", "kTRC", "cicp"}

// cleanProfile writes a profile anew. ok is false where there is none that can be kept.
func cleanProfile(icc []byte) (clean []byte, ok bool) {
	if len(icc) < profileHeader+4 || string(icc[36:40]) != "acsp" {
		return nil, false
	}
	space := string(icc[16:20])
	if space != "RGB " && space != "GRAY" || string(icc[20:24]) != "XYZ " {
		return nil, false
	}
	tags, ok := readTags(icc)
	if !ok {
		return nil, false
	}
	needed := []string{"rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC", "wtpt"}
	if space == "GRAY" {
		needed = []string{"kTRC", "wtpt"}
	}
	for _, name := range needed {
		if tags[name] == nil {
			return nil, false
		}
	}
	version := icc[8]
	if version != 2 && version != 4 {
		return nil, false
	}
	tags["desc"], tags["cprt"] = neutralTexts(version)
	clean = writeProfile(version, space, tags)
	return clean, len(clean) <= maxProfile
}

// readTags gives the tags that are kept. ok is false for a profile that is broken, that works by tables, or where a tag
// that is kept holds anything but its numbers.
func readTags(icc []byte) (tags map[string][]byte, ok bool) {
	count := binary.BigEndian.Uint32(icc[profileHeader:])
	table := icc[profileHeader+4:]
	if count > maxTags || uint64(len(table)) < 12*uint64(count) {
		return nil, false
	}
	tags = map[string][]byte{}
	for ; count > 0; count, table = count-1, table[12:] {
		name := string(table[:4])
		if name == "A2B0" {
			return nil, false
		}
		types, kept := numericTags[name]
		if !kept {
			continue
		}
		at, size := uint64(binary.BigEndian.Uint32(table[4:])), uint64(binary.BigEndian.Uint32(table[8:]))
		if at < profileHeader || at+size > uint64(len(icc)) {
			return nil, false
		}
		data, valid := numbers(icc[at:at+size], types)
		if !valid {
			return nil, false
		}
		tags[name] = data
	}
	return tags, true
}

// numbers gives a tag as far as its type says that it goes.
func numbers(tag []byte, types []string) (data []byte, ok bool) {
	if len(tag) < 12 {
		return nil, false
	}
	kind, size := string(tag[:4]), 0
	switch kind {
	case "XYZ ":
		size = 8 + 12
	case "curv":
		n := binary.BigEndian.Uint32(tag[8:])
		if n > maxCurve {
			return nil, false
		}
		size = 12 + 2*int(n)
	case "para":
		parameters := []int{1, 3, 4, 5, 7}
		function := int(binary.BigEndian.Uint16(tag[8:]))
		if function >= len(parameters) {
			return nil, false
		}
		size = 12 + 4*parameters[function]
	case "sf32":
		size = 8 + 4*9
	case "cicp":
		size = 8 + 4
	}
	for _, t := range types {
		if t == kind && size <= len(tag) {
			data = bytes.Clone(tag[:size])
			clear(data[4:8]) // reserved
			if kind == "para" {
				clear(data[10:12])
			}
			return data, true
		}
	}
	return nil, false
}

// neutralTexts are the two texts that a profile must have, the same in every picture.
func neutralTexts(version byte) (description, copyright []byte) {
	const name, free = "Colours", "CC0"
	if version == 4 {
		return localised(name), localised(free)
	}
	description = append([]byte("desc\x00\x00\x00\x00\x00\x00\x00"), byte(len(name)+1))
	description = append(description, name...)
	description = append(description, make([]byte, 1+4+4+2+1+67)...) // ends the name; none in other scripts
	return description, []byte("text\x00\x00\x00\x00" + free + "\x00")
}

// localised is a text as profiles of version 4 have it: one, in English, in UTF-16.
func localised(text string) []byte {
	b := []byte("mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0cenUS\x00\x00\x00")
	b = append(b, byte(2*len(text)), 0, 0, 0, 28)
	for _, c := range []byte(text) {
		b = append(b, 0, c)
	}
	return b
}

// writeProfile puts tags behind a header in which nothing is left of who made the profile and when.
func writeProfile(version byte, space string, tags map[string][]byte) []byte {
	b := make([]byte, profileHeader)
	b[8] = version
	copy(b[12:], "mntr")
	copy(b[16:], space)
	copy(b[20:], "XYZ ")
	copy(b[24:], []byte{0x07, 0xd0, 0, 1, 0, 1}) // 1 January 2000: some programs want a date
	copy(b[36:], "acsp")
	copy(b[68:], []byte{0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d}) // D50, always
	var table, data []byte
	start := profileHeader + 4 + 12*len(tags)
	for _, name := range tagOrder {
		tag := tags[name]
		if tag == nil {
			continue
		}
		table = append(table, name...)
		table = binary.BigEndian.AppendUint32(table, uint32(start+len(data)))
		table = binary.BigEndian.AppendUint32(table, uint32(len(tag)))
		data = append(data, tag...)
		data = append(data, make([]byte, -len(data)&3)...)
	}
	b = binary.BigEndian.AppendUint32(b, uint32(len(tags)))
	b = append(append(b, table...), data...)
	binary.BigEndian.PutUint32(b, uint32(len(b)))
	return b
}
