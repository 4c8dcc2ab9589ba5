package walks

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"

	"snowdrop/internal/testkit/chromium"
)

// photograph is a photo of several pieces at the relay, which says in the way of a camera where it was taken.
func photograph(t *testing.T, where string) string {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	picture := image.NewRGBA(image.Rect(0, 0, 800, 600))
	for y := range 600 {
		for x := range 800 {
			picture.Set(x, y, color.RGBA{uint8(random.Uint32()), uint8(x), uint8(y), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	text := where + "\x00"
	tiff := append([]byte("II*\x00\x08\x00\x00\x00\x01\x00"), 0x0e, 0x01, 2, 0) // one entry: ImageDescription, ASCII
	tiff = binary.LittleEndian.AppendUint32(tiff, uint32(len(text)))
	tiff = binary.LittleEndian.AppendUint32(tiff, 26)
	tiff = append(append(tiff, 0, 0, 0, 0), text...)
	exif := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{}, b.Bytes()[:2]...)
	out = binary.BigEndian.AppendUint16(append(out, 0xff, 0xe1), uint16(len(exif)+2))
	out = append(append(out, exif...), b.Bytes()[2:]...)
	path := filepath.Join(t.TempDir(), "IMG_0001.jpg")
	if err := os.WriteFile(path, out, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Takes chooses a file in the field with this name.
func (p *person) Takes(id, path string) *person {
	p.t.Helper()
	field := chromium.Call(p.Page, runtime.Evaluate, runtime.EvaluateParams{Expression: `document.getElementById("` + id + `")`}).Result
	chromium.Call(p.Page, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{path}, ObjectID: field.ObjectID})
	return p
}

const photoShown = `document.querySelector("figure.photo img")?.complete && document.querySelector("figure.photo img").naturalWidth > 0`

var photoData = regexp.MustCompile(`"content": ?"(/9j/[^"]+)"`)

func TestAPhotoArrivesInTheOtherBrowserWithoutWhereItWasTaken(t *testing.T) {
	source := axe(t)
	where := phrases(70)[69]
	h := hosts(t)
	phone, laptop, _ := two(t, h, "A velvet evening.")
	phone.Goes("/journal/new").Type("Your words", "The garden.").Tap("Add a photo")
	phone.looks(source)("/journal/new, a photo")
	phone.Takes("photo", photograph(t, where)).Type("What does it show? You can leave this out.", "a snowdrop")
	phone.Slowly("Keep this", "/today")
	phone.entry("The garden.")
	phone.WaitFor(long, photoShown)
	phone.looks(source)("an entry with a photo")
	laptop.entry("The garden.")
	laptop.WaitFor(long, photoShown) // nobody touched it
	laptop.Is("with its description", `document.querySelector("figure.photo img").alt === "a snowdrop"`)
	laptop.Is("whole", `document.querySelector("figure.photo img").naturalWidth === 800`)
	laptop.looks(source)("a photo from the other device")
	phone.AllSent()

	_, content := laptop.saves("Data", ".json")
	photos := photoData.FindSubmatch(content)
	if photos == nil {
		t.Fatal("the photo is not in what is saved")
	}
	saved, err := base64.StdEncoding.DecodeString(string(photos[1]))
	if err != nil || len(saved) < 256<<10 || bytes.Contains(saved, []byte(where)) || bytes.Contains(saved, []byte("Exif")) {
		t.Errorf("the photo on the other device: %d bytes, %v; or it says where it was taken", len(saved), err)
	}
	for _, p := range []*person{phone, laptop} {
		p.Goes("/mine").Locks()
		for _, line := range p.Dump() {
			if strings.Contains(line, where) || strings.Contains(line, "a snowdrop") {
				t.Errorf("%.60q says what the photo shows, or where it was taken", line)
			}
		}
		p.browser.Close()
		for _, found := range inFolder(t, p.browser.Profile, []string{where}) {
			t.Error(found)
		}
	}
	h.stops()
	if bytes.Contains(h.holds(), []byte(where)) || bytes.Contains(h.holds(), saved[1000:1032]) {
		t.Error("the relay holds the photo, or where it was taken")
	}
}
