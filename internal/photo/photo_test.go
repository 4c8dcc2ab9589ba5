package photo

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"testing"

	"pgregory.net/rapid"
)

// picture draws something with edges and colours.
func picture(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.NRGBA{uint8(x * 7), uint8(y * 5), uint8(x * y), uint8(255 - x%3)})
		}
	}
	return m
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 80}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Two WebP files of one pixel, with and without loss.
const (
	lossyWebP    = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"
	losslessWebP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="
)

func fromBase64(t testing.TB, text string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func whole(t testing.TB, p Picture) []byte {
	t.Helper()
	b, err := io.ReadAll(p.Reader())
	if err != nil || int64(len(b)) != p.Size() {
		t.Fatalf("reading: %d bytes, %v; Size says %d", len(b), err, p.Size())
	}
	return b
}

func clean(t testing.TB, file []byte) Picture {
	t.Helper()
	p, err := Clean(file)
	if err != nil {
		t.Fatalf("%v for a good picture", err)
	}
	return p
}

func pixels(t testing.TB, file []byte) image.Image {
	t.Helper()
	m, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatalf("decoding: %v", err)
	}
	return m
}

func samePixels(t testing.TB, want, got image.Image) {
	t.Helper()
	if want.Bounds() != got.Bounds() {
		t.Fatalf("got %v, want %v", got.Bounds(), want.Bounds())
	}
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			if want.At(x, y) != got.At(x, y) {
				t.Fatalf("pixel %d, %d is another one", x, y)
			}
		}
	}
}

// exif is what a camera writes: an orientation, a maker, a place and a small picture, for the test each with planted words.
func exif(order binary.AppendByteOrder, orientation uint16, planted []byte) []byte {
	b := []byte("MM\x00*")
	if order.String() == binary.LittleEndian.String() {
		b = []byte("II*\x00")
	}
	entry := func(tag, kind uint16, count, value uint32) {
		b = order.AppendUint16(b, tag)
		b = order.AppendUint16(b, kind)
		b = order.AppendUint32(b, count)
		b = order.AppendUint32(b, value)
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 3)
	entry(0x010f, 2, uint32(len(planted)), 50) // maker
	b = order.AppendUint16(b, tagOrientation)
	b = order.AppendUint16(b, typeShort)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(b, orientation)
	b = order.AppendUint16(b, 0)
	entry(0x8825, 4, 1, 50) // place
	b = order.AppendUint32(b, 0)
	return append(b, planted...)
}

// profileSaying is a profile as a phone writes it, for wide colours, with words where profiles have words.
func profileSaying(planted []byte, version byte) []byte {
	xyz := func(x, y, z uint32) []byte {
		b := []byte("XYZ \x00\x00\x00\x00")
		return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(b, x), y), z)
	}
	curve := append([]byte("para\x00\x00\x00\x00\x00\x03\x00\x00"), bytes.Repeat([]byte{0, 1, 2, 3}, 5)...)
	words := append([]byte("text\x00\x00\x00\x00"), planted...)
	tags := []struct {
		name string
		data []byte
	}{
		{"desc", words}, {"cprt", words}, {"dmnd", words}, {"vcgt", words}, {"wtpt", xyz(1, 2, 3)},
		{"rXYZ", append(xyz(4, 5, 6), planted...)}, {"gXYZ", xyz(7, 8, 9)}, {"bXYZ", xyz(10, 11, 12)},
		{"rTRC", append(curve[:len(curve):len(curve)], planted...)}, {"gTRC", curve}, {"bTRC", curve},
	}
	b := make([]byte, 128, 4096)
	b[8] = version
	copy(b[4:], planted[:4])
	copy(b[12:], "mntrRGB XYZ ")
	copy(b[36:], "acspAPPL")
	copy(b[48:56], planted)
	copy(b[80:100], planted)
	b = binary.BigEndian.AppendUint32(b, uint32(len(tags)))
	at := len(b) + 12*len(tags)
	for _, tag := range tags {
		b = append(b, tag.name...)
		b = binary.BigEndian.AppendUint32(b, uint32(at))
		b = binary.BigEndian.AppendUint32(b, uint32(len(tag.data)))
		at += len(tag.data)
	}
	for _, tag := range tags {
		b = append(b, tag.data...)
	}
	binary.BigEndian.PutUint32(b, uint32(len(b)))
	return b
}

func segment(marker byte, parts ...[]byte) []byte {
	data := bytes.Join(parts, nil)
	return append([]byte{0xff, marker, byte((len(data) + 2) >> 8), byte(len(data) + 2)}, data...)
}

// plantJPEG puts words into every place of a JPEG where words can be, and a second picture behind it.
func plantJPEG(file, planted []byte, orientation uint16, fill int) []byte {
	icc := profileSaying(planted, 4)
	half := len(icc) / 2
	b := []byte{0xff, jpegSOI}
	for _, s := range [][]byte{
		segment(jpegAPP0, []byte("JFIF\x00\x01\x02\x01\x00\x48\x00\x48\x04\x01"), planted),
		segment(jpegAPP0, []byte("JFXX\x00\x10"), planted),
		segment(jpegAPP1, []byte(exifName), exif(binary.LittleEndian, orientation, planted)),
		segment(jpegAPP1, []byte("http://ns.adobe.com/xap/1.0/\x00"), planted),
		segment(jpegAPP2, []byte("ICC_PROFILE\x00\x02\x02"), icc[half:]),
		segment(jpegAPP2, []byte("ICC_PROFILE\x00\x01\x02"), icc[:half]),
		segment(jpegAPP2, []byte("MPF\x00"), planted),
		segment(0xe3, planted), segment(0xed, []byte("Photoshop 3.0\x008BIM\x04\x04"), planted), segment(0xef, planted),
		segment(jpegAPP14, []byte("Adobe\x00\x64"), planted[:4], []byte{1}, planted),
		segment(jpegCOM, planted), segment(0xf5, planted),
	} {
		b = append(append(b, bytes.Repeat([]byte{0xff}, fill)...), s...)
	}
	b = append(b, file[2:len(file)-2]...)
	b = append(b, bytes.Repeat([]byte{0xff}, fill)...)
	b = append(b, segment(jpegCOM, planted)...)
	b = append(b, 0xff, jpegEOI)
	return append(append(b, planted...), file...)
}

func chunk(name string, parts ...[]byte) []byte {
	data := bytes.Join(parts, nil)
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, name...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// plantPNG does the same for a PNG.
func plantPNG(file, planted []byte, orientation uint16, late bool) []byte {
	const front = 8 + 25 // signature and header
	b := append([]byte{}, file[:front]...)
	turn := chunk("eXIf", exif(binary.BigEndian, orientation, planted))
	b = append(b, chunk("iCCP", planted, deflated("\x00\x00", profileSaying(planted, 2)))...)
	if !late {
		b = append(b, turn...)
	}
	for _, c := range [][]byte{
		chunk("tEXt", []byte("Author\x00"), planted), chunk("iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"), planted),
		chunk("zTXt", planted), chunk("tIME", planted[:7]), chunk("pHYs", planted[:9]), chunk("prVt", planted), chunk("fdAT", planted),
		chunk("dSIG", planted), chunk("bKGD", planted[:6]),
	} {
		b = append(b, c...)
	}
	b = append(b, file[front:len(file)-12]...)
	b = append(b, chunk("tEXt", planted)...)
	if late {
		b = append(b, turn...)
	}
	b = append(b, chunk("IEND")...)
	// What was behind the end before a picture was made smaller, as some phones left it.
	return append(append(b, planted...), file[front:]...)
}

// plantWebP does the same for a WebP, in the form that can hold more.
func plantWebP(file, planted []byte, orientation uint16, moves bool) []byte {
	var b []byte
	add := func(to []byte, name string, parts ...[]byte) []byte {
		for _, part := range webpChunk(name, bytes.Join(parts, nil)) {
			to = append(to, part...)
		}
		return to
	}
	flags := byte(0x3c)
	if moves {
		flags |= webpMoves
	}
	b = add(b, "VP8X", []byte{flags, planted[0], 0, 0, 0, 0, 0, 0, 0, 0})
	b = add(b, "ICCP", profileSaying(planted, 4))
	inside := file[12:]
	if moves {
		b = add(b, "ANIM", make([]byte, 6))
		frame := add(nil, "WORD", planted)
		frame = append(frame, inside...)
		b = add(b, "ANMF", make([]byte, 15), []byte{0xff}, frame, add(nil, "WORD", planted))
	} else {
		b = append(b, inside...)
	}
	b = add(b, "EXIF", []byte(exifName), exif(binary.LittleEndian, orientation, planted))
	b = add(b, "XMP ", planted)
	b = add(b, "WORD", planted)
	whole := append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+len(b))), "WEBP"...)
	return append(append(whole, b...), planted...)
}

func noTrace(t testing.TB, file, planted []byte) {
	t.Helper()
	for n := len(planted) - 4; n >= 0; n-- { // four bytes of it are enough
		if i := bytes.Index(file, planted[n:n+4]); i >= 0 {
			t.Fatalf("byte %d: %q is still there", i, planted[n:n+4])
		}
	}
}

func TestNothingThatIsNotPictureSurvives(t *testing.T) {
	m := picture(40, 30)
	jpg, pngFile := asJPEG(t, m), asPNG(t, m)
	looks := map[Kind]image.Image{JPEG: pixels(t, jpg), PNG: pixels(t, pngFile)}
	webps := [][]byte{fromBase64(t, lossyWebP), fromBase64(t, losslessWebP)}
	rapid.Check(t, func(rt *rapid.T) {
		// Letters that a picture does not have by itself, four in a row.
		planted := []byte(rapid.StringOfN(rapid.SampledFrom([]rune("ÄÖÜäöüßéèêqxz")), 30, 200, -1).Draw(rt, "planted"))
		orientation := rapid.IntRange(1, 8).Draw(rt, "orientation")
		flip := rapid.Bool().Draw(rt, "flip")
		webp := webps[rapid.IntRange(0, 1).Draw(rt, "webp")]
		for kind, file := range map[Kind][]byte{
			JPEG: plantJPEG(jpg, planted, uint16(orientation), rapid.IntRange(0, 3).Draw(rt, "fill")),
			PNG:  plantPNG(pngFile, planted, uint16(orientation), flip),
			WebP: plantWebP(webp, planted, uint16(orientation), flip),
		} {
			p := clean(t, file)
			out := whole(t, p)
			noTrace(t, out, planted)
			if p.Kind != kind || p.Orientation != orientation {
				t.Fatalf("%s, turned %d: got %s, %d", kind, orientation, p.Kind, p.Orientation)
			}
			if kind != WebP {
				samePixels(t, looks[kind], pixels(t, out))
			} else if !bytes.Contains(out, webp[12:]) {
				t.Fatal("the picture itself was changed")
			}
			again := clean(t, out)
			if !bytes.Equal(whole(t, again), out) || again.Orientation != orientation {
				t.Fatalf("%s: cleaning what was cleaned changed it", kind)
			}
		}
	})
}

func TestPicturesOfEveryKindLookTheSame(t *testing.T) {
	m := picture(33, 17)
	gray := image.NewGray(m.Bounds())
	deep := image.NewNRGBA64(m.Bounds())
	few := image.NewPaletted(m.Bounds(), color.Palette{color.Black, color.White, color.NRGBA{1, 2, 3, 4}})
	for y := range 17 {
		for x := range 33 {
			gray.Set(x, y, m.At(x, y))
			deep.Set(x, y, m.At(x, y))
			few.SetColorIndex(x, y, uint8((x+y)%3))
		}
	}
	for name, img := range map[string]image.Image{"colour": m, "gray": gray, "deep": deep, "few colours": few} {
		for kind, file := range map[Kind][]byte{JPEG: asJPEG(t, img), PNG: asPNG(t, img)} {
			p := clean(t, file)
			if p.Kind != kind || p.Width != 33 || p.Height != 17 || p.Orientation != 1 {
				t.Errorf("%s: %s of %d x %d, turned %d", name, p.Kind, p.Width, p.Height, p.Orientation)
			}
			out := whole(t, p)
			samePixels(t, pixels(t, file), pixels(t, out))
			if !bytes.Equal(out, file) {
				t.Errorf("%s: a %s with nothing in it was changed", name, kind)
			}
		}
	}
	for _, text := range []string{lossyWebP, losslessWebP} {
		file := fromBase64(t, text)
		if p := clean(t, file); p.Kind != WebP || p.Width != 1 || p.Height != 1 || !bytes.Equal(whole(t, p), file) {
			t.Errorf("a WebP with nothing in it: %+v", p)
		}
	}
}

func TestColoursOfAPhoneStay(t *testing.T) {
	for _, version := range []byte{2, 4} {
		words := []byte("a made-up phone of a made-up person")
		profile, ok := cleanProfile(profileSaying(words, version))
		if !ok {
			t.Fatalf("version %d: the profile was dropped", version)
		}
		noTrace(t, profile, words)
		for _, numbers := range []string{"\x00\x00\x00\x04\x00\x00\x00\x05\x00\x00\x00\x06", "para\x00\x00\x00\x00\x00\x03\x00\x00\x00\x01\x02\x03"} {
			if !bytes.Contains(profile, []byte(numbers)) {
				t.Errorf("version %d: %q is gone", version, numbers)
			}
		}
		other, _ := cleanProfile(profileSaying([]byte("another phone, of somebody else"), version))
		if !bytes.Equal(profile, other) {
			t.Error("the same colours from two phones are told apart")
		}
	}
	for name, broken := range map[string]func([]byte){
		"a table":          func(b []byte) { copy(b[132:], "A2B0") },
		"colours of print": func(b []byte) { copy(b[16:], "CMYK") },
		"version 5":        func(b []byte) { b[8] = 5 },
		"a tag outside":    func(b []byte) { copy(b[132+12*4+4:], "\xff\xff\xff\xff") },
		"no white":         func(b []byte) { copy(b[132+12*4:], "xxxx") },
		"tags without end": func(b []byte) { copy(b[128:], "\xff\xff\xff\xff") },
	} {
		b := profileSaying([]byte("words"), 4)
		broken(b)
		if _, ok := cleanProfile(b); ok {
			t.Errorf("%s was kept", name)
		}
	}
}

func TestFilesThatAreNotWholeOrNotKnownHaveNames(t *testing.T) {
	m := picture(20, 20)
	jpg, pngFile, webp := asJPEG(t, m), asPNG(t, m), fromBase64(t, lossyWebP)
	changed := func(file []byte, at int, b ...byte) []byte {
		file = bytes.Clone(file)
		copy(file[at:], b)
		return file
	}
	sof := bytes.Index(jpg, []byte{0xff, jpegSOF0})
	rehead := func(at int, b ...byte) []byte {
		head := changed(pngFile[16:29], at, b...)
		return append(append(bytes.Clone(pngFile[:8]), chunk("IHDR", head)...), pngFile[33:]...)
	}
	tests := []struct {
		name string
		file []byte
		want error
	}{
		{"nothing", nil, ErrUnknown},
		{"words", []byte("not a picture at all, but some words"), ErrUnknown},
		{"a picture of another kind", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00"), ErrUnknown},
		{"what phones keep for themselves", []byte("\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic"), ErrUnknown},
		{"too large", make([]byte, MaxBytes+1), ErrTooLarge},
		{"JPEG cut in the picture", jpg[:len(jpg)-30], ErrBroken},
		{"JPEG without an end", jpg[:len(jpg)-2], ErrBroken},
		{"JPEG cut in a table", jpg[:30], ErrBroken},
		{"JPEG of one marker", jpg[:3], ErrBroken},
		{"JPEG that is arithmetic", changed(jpg, sof+1, 0xc9), ErrUnknown},
		{"JPEG of 12 bits", changed(jpg, sof+4, 12), ErrUnknown},
		{"JPEG with too many pixels", changed(jpg, sof+5, 0x40, 0, 0x40, 0), ErrTooManyPixels},
		{"JPEG of no height", changed(jpg, sof+5, 0, 0), ErrBroken},
		{"JPEG with two frames", append(append(bytes.Clone(jpg[:sof]), jpg[sof:sof+19]...), jpg[sof:]...), ErrBroken},
		{"JPEG with words behind a table", bytes.Replace(jpg, []byte{0xff, jpegDQT, 0, 132}, []byte{0xff, jpegDQT, 0, 133}, 1), ErrBroken},
		{"JPEG with words in place of codes", plantedCodes(jpg), ErrBroken},
		{"JPEG without a picture", append(bytes.Clone(jpg[:sof+19]), 0xff, jpegEOI), ErrBroken},
		{"PNG cut", pngFile[:len(pngFile)-12], ErrBroken},
		{"PNG with a changed bit", changed(pngFile, 50, ^pngFile[50]), ErrBroken},
		{"PNG with too many pixels", rehead(0, 0, 1, 0, 0, 0, 1, 0, 0), ErrTooManyPixels},
		{"PNG of no width", rehead(0, 0, 0, 0, 0), ErrBroken},
		{"PNG of a colour that is none", rehead(9, 5), ErrBroken},
		{"PNG that needs more than is known", append(append(bytes.Clone(pngFile[:33]), chunk("NEWX")...), pngFile[33:]...), ErrUnknown},
		{"PNG without a header", append(bytes.Clone(pngFile[:8]), pngFile[33:]...), ErrBroken},
		{"PNG without a picture", append(bytes.Clone(pngFile[:33]), chunk("IEND")...), ErrBroken},
		{"WebP cut", webp[:len(webp)-1], ErrBroken},
		{"WebP without a picture", []byte("RIFF\x0c\x00\x00\x00WEBPXMP \x00\x00\x00\x00"), ErrBroken},
		{"WebP that is not what it says", changed(webp, 23, 0), ErrBroken},
		{"WebP that says another size", plantedSize(t, webp), ErrBroken},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if p, err := Clean(tt.file); !errors.Is(err, tt.want) || p.Size() != 0 {
				t.Errorf("got %v and %d bytes, want %v and none", err, p.Size(), tt.want)
			}
		})
	}
}

// plantedCodes is a JPEG with a table that has more codes than there can be, all of them words.
func plantedCodes(jpg []byte) []byte {
	at := bytes.Index(jpg, []byte{0xff, jpegDHT})
	table := append(append([]byte{0x13}, bytes.Repeat([]byte{3}, 16)...), bytes.Repeat([]byte("words "), 8)...)
	return append(append(bytes.Clone(jpg[:at]), segment(jpegDHT, table)...), jpg[at:]...)
}

// plantedSize is a WebP whose header says two pixels where the picture has one.
func plantedSize(t testing.TB, webp []byte) []byte {
	file := plantWebP(webp, []byte("words words"), 1, false)
	at := bytes.Index(file, []byte("VP8X")) + 8 + 4
	file[at] = 1
	return file
}

func FuzzCleanedPicturesAreWholeAndStayClean(f *testing.F) {
	m := picture(9, 7)
	jpg, pngFile := asJPEG(f, m), asPNG(f, m)
	words := []byte("made-up words of a made-up person")
	seeds := [][]byte{jpg, pngFile, plantJPEG(jpg, words, 6, 1), plantPNG(pngFile, words, 3, true), plantPNG(pngFile, words, 8, false)}
	for _, text := range []string{lossyWebP, losslessWebP} {
		webp := fromBase64(f, text)
		seeds = append(seeds, webp, plantWebP(webp, words, 5, false), plantWebP(webp, words, 5, true))
	}
	for i, seed := range seeds {
		if _, err := Clean(seed); err != nil {
			f.Fatalf("seed %d does not get through: %v", i, err)
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		before := bytes.Clone(file)
		p, err := Clean(file)
		if !bytes.Equal(before, file) {
			t.Fatal("the file was changed")
		}
		if err != nil {
			if !errors.Is(err, ErrUnknown) && !errors.Is(err, ErrBroken) && !errors.Is(err, ErrTooLarge) && !errors.Is(err, ErrTooManyPixels) {
				t.Fatalf("an error without a name: %v", err)
			}
			return
		}
		out := whole(t, p)
		again, err := Clean(out)
		if err != nil {
			t.Fatalf("what was cleaned is not a picture: %v", err)
		}
		if !bytes.Equal(whole(t, again), out) || again.Orientation != p.Orientation || again.Width != p.Width {
			t.Fatal("cleaning what was cleaned changed it")
		}
		if int64(p.Width)*int64(p.Height) > MaxPixels || p.Orientation < 1 || p.Orientation > 8 {
			t.Fatalf("a picture that is none: %+v", p)
		}
	})
}
