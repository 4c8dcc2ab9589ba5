package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"image"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"snowdrop/internal/attachments"
	"snowdrop/internal/devices"
	"snowdrop/internal/journal"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/syncer"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/testkit/taken"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

const relayAt = "https://relay.example"

// quickRoot makes keys of secrets without effort, the same within one run.
var quickRoot = seal.NewKey()

func quickly(secret []byte, salt seal.Salt) seal.Key {
	sum := sha256.Sum256(append(salt[:], secret...))
	return quickRoot.Derive(string(sum[:]))
}

// newRelay is one that takes anybody.
func newRelay() http.Handler {
	return relay.New(relay.Config{Store: memory.New(), Limits: relay.Limits{
		Spaces: 1 << 20, Logins: 1 << 20, Slots: 1 << 20, Listeners: 1 << 10, Short: 1 << 10, Bodies: 1 << 30,
	}})
}

// newPersonAt is a person in front of one device that can reach a relay, with the program's work in the background.
func newPersonAt(t *testing.T, relay http.Handler) *person {
	t.Helper()
	p := &person{t: t, disk: memdisk.New(), now: time.Now().UTC().Truncate(time.Second), head: http.Header{}, link: network.New(relay)}
	v, err := vault.OpenWith(t.Context(), p.disk, quickly)
	if err != nil {
		t.Fatal(err)
	}
	photos := attachments.New(attachments.Config{Vault: v, Relay: syncer.NewClient(relayAt, p.link)})
	own := devices.New(devices.Config{
		Vault: v, Transport: p.link, Relay: relayAt, Site: "https://app.example", Waiting: photos.Waiting,
		Stretch: func(words, label string) seal.Key { return quickly([]byte(label+words), seal.Salt{}) },
	})
	go own.Run(t.Context())
	go photos.Run(t.Context())
	p.app = New(Config{
		Vault: v, Devices: own, Photos: photos, Now: func() time.Time { return p.now }, Style: "/static/style.css",
		Help: func(code string) string { return "/h/" + strings.ToLower(code) },
	})
	t.Cleanup(p.app.Close)
	return p
}

// until loads a page again and again until it says something, as page.js does when it is told of something new.
func (p *person) until(path, sentence string) *person {
	p.t.Helper()
	for range 2000 {
		if p.get(path); strings.Contains(p.page.Words(), sentence) {
			return p
		}
		time.Sleep(5 * time.Millisecond)
	}
	return p.says(sentence)
}

// words are those that the page shows as a list.
func (p *person) words() []string {
	p.t.Helper()
	var all []string
	for _, li := range p.page.First("ol", "class=wordlist").All("li") {
		all = append(all, li.Words())
	}
	return all
}

var wordNumber = regexp.MustCompile(`Word number (\d)`)

// typed fills in the two words that the page asks for.
func (p *person) typed(seven []string) (pairs []string) {
	p.t.Helper()
	for i, m := range wordNumber.FindAllStringSubmatch(p.page.Words(), -1) {
		pairs = append(pairs, []string{"first", "second"}[i], seven[m[1][0]-'1'])
	}
	return pairs
}

// unlike is a word of the list that is not this one.
func unlike(word string) string {
	if word == "abacus" {
		return "zebra"
	}
	return "abacus"
}

// start keeps everything at the relay too, and gives the seven words.
func (p *person) start(name string) []string {
	p.t.Helper()
	p.get("/mine/relay")
	p.get("/mine/keep?then=relay").fill("/mine/keep", "new", passphrase, "new-again", passphrase).at("/mine/words/start")
	seven := p.words()
	p.fill("/mine/words/start")
	p.fill("/mine/words/start", append(p.typed(seven), "device", name, "passphrase", passphrase)...).at("/mine")
	return seven
}

// hides fails when the page has a list of words, or more of these than chance would have.
func (p *person) hides(secret []string) *person {
	p.t.Helper()
	said := 0
	for _, w := range secret {
		if strings.Contains(p.raw, w) {
			said++
		}
	}
	if p.page.First("ol", "class=wordlist") != nil || said > 3 {
		p.t.Errorf("%s says %d of %d words", p.path, said, len(secret))
	}
	return p
}

// opens has another device open with words.
func (p *person) opens(words []string, name string) *person {
	p.t.Helper()
	p.get("/open").fill("/open", "words", strings.Join(words, " "), "device", name, "new", passphrase, "new-again", passphrase)
	return p.at("/today")
}

func TestWhatIsKeptGoesToTheRelayOnceTwoOfTheWordsWereTyped(t *testing.T) {
	p := newPersonAt(t, newRelay())
	p.get("/mine/where").says("You choose", "Nobody there can read it", "We cannot reset it")
	p.get("/journal/new").fill("/journal/new", "text", "from the visit")
	p.get("/mine/relay").says("First it is kept on this device")
	p.get("/mine/keep?then=relay").fill("/mine/keep", "new", passphrase, "new-again", passphrase).at("/mine/words/start")
	seven := p.words()
	if len(seven) != 7 {
		t.Fatalf("words: %q", seven)
	}
	p.fill("/mine/words/start").says("Did you write them down?")
	p.hides(seven)
	p.fill("/mine/words/start", "first", "wrong", "second", "wrong", "device", "my phone", "passphrase", passphrase).expect(422)
	if p.app.Devices.Status().Relay {
		t.Fatal("begun without the words")
	}
	p.fill("/mine/words/start", append(p.typed(seven), "passphrase", "not this one at all")...).expect(422).says("my phone")
	p.fill("/mine/words/start", append(p.typed(seven), "device", "my phone", "passphrase", passphrase)...).at("/mine")
	p.until("/mine", "Everything here is at the relay too")
	p.get("/mine/words/start").at("/mine/where").hides(seven)
}

func TestSevenWordsBringEverythingToAnotherDevice(t *testing.T) {
	at := newRelay()
	phone, laptop := newPersonAt(t, at), newPersonAt(t, at)
	phone.get("/journal/new").fill("/journal/new", "text", "written on the phone")
	seven := phone.start("phone")
	laptop.get("/journal/new").fill("/journal/new", "text", "written on the laptop")

	laptop.get("/open").says("kept too")
	near := strings.Join(append([]string{"zebrra"}, seven[1:]...), ", ")
	laptop.fill("/open", "words", near, "device", "laptop", "new", passphrase, "new-again", passphrase).expect(422).says("zebra")
	if got := laptop.page.First("id=device").Fields().Get("device"); got != "laptop" {
		t.Errorf("the name that was typed is %q", got)
	}
	laptop.fill("/open", "words", strings.Join(seven[:5], " "), "device", "laptop", "new", passphrase, "new-again", passphrase).expect(422).says("5")
	wrong := append([]string{unlike(seven[0])}, seven[1:]...)
	laptop.fill("/open", "words", strings.Join(wrong, " "), "device", "laptop", "new", passphrase, "new-again", passphrase).expect(422)
	if laptop.app.Vault.State() != vault.Visit {
		t.Fatal("words that open nothing kept something")
	}
	laptop.opens(seven, "laptop")
	laptop.until("/journal", "written on the phone").says("written on the laptop")
	phone.until("/journal", "written on the laptop")
	phone.get("/today").says("“laptop” was added")
	phone.get("/mine/devices").says("phone this one", "laptop")
	for _, path := range append(phone.visited, laptop.visited...) {
		said := 0
		for _, w := range seven {
			if strings.Contains(path, w) { // a word may be one of ours by chance
				said++
			}
		}
		if said > 1 {
			t.Errorf("words are in the address %s", path)
		}
	}
}

func TestNewsOfDevicesStandsOnTodayAndMineWithNothingToPutItAway(t *testing.T) {
	at := newRelay()
	phone, laptop := newPersonAt(t, at), newPersonAt(t, at)
	laptop.opens(phone.start("phone"), "laptop")
	for _, path := range []string{"/today", "/mine"} {
		phone.until(path, "“laptop” was added")
		news := phone.page.First("section", "class=news")
		if news == nil || len(news.All("form"))+len(news.All("button")) > 0 {
			t.Errorf("%s: news that can be put away, or none", path)
		}
	}
}

func TestAPageThatIsOpenIsToldOfWhatAnotherDeviceWrote(t *testing.T) {
	at := newRelay()
	phone, laptop := newPersonAt(t, at), newPersonAt(t, at)
	laptop.opens(phone.start("phone"), "laptop")
	phone.until("/mine", "Everything here is at the relay too")
	laptop.until("/mine", "Everything here is at the relay too")
	done := make(chan int, 1)
	go func() {
		for {
			since := phone.app.Version()
			w := httptest.NewRecorder()
			phone.app.ServeHTTP(w, httptest.NewRequest("GET", "/changed?since="+since, nil))
			if w.Code != http.StatusOK || len(phone.app.List()) > 0 {
				done <- w.Code
				return
			}
		}
	}()
	laptop.get("/journal/new").fill("/journal/new", "text", "just now")
	if code := <-done; code != http.StatusOK {
		t.Fatalf("told: %d", code)
	}
	phone.until("/today", "just now")
	for range 2000 { // while things still come, Today follows them and says nothing aloud
		if phone.page.First("main").Attrs["data-new"] != "" {
			break
		}
		time.Sleep(5 * time.Millisecond)
		phone.get("/today")
	}
	if main := phone.page.First("main"); main.Attrs["data-live"] == "" || main.Attrs["data-new"] != "Something new is here" {
		t.Errorf("today says %v", main.Attrs)
	}
}

func TestNobodyWaitsForNewsWhileThingsAreLockedOrTheProgramEnds(t *testing.T) {
	p := newPersonAt(t, newRelay())
	p.start("phone")
	p.post("/lock")
	if p.do("GET", "/changed?since="+p.app.Version(), nil); p.status != http.StatusConflict {
		t.Errorf("locked: %d", p.status)
	}
	p.unlock()
	p.app.Close()
	for range 100 { // what is under way after unlocking may come first
		if p.do("GET", "/changed?since="+p.app.Version(), nil); p.status == http.StatusNoContent {
			return
		}
	}
	t.Errorf("closing: %d", p.status)
}

func TestANewDeviceIsLetInOnlyAfterBothShowTheSameFiveWords(t *testing.T) {
	at := newRelay()
	old, young := newPersonAt(t, at), newPersonAt(t, at)
	old.get("/journal/new").fill("/journal/new", "text", "for both of them")
	old.start("phone")
	old.get("/mine/devices/add").says("Does someone else hold one of these devices?", "phone")
	old.get("/mine/devices/add/code").fill("/mine/devices/add/code", "passphrase", "not this one at all").expect(422)
	old.fill("/mine/devices/add/code", "passphrase", passphrase).at("/mine/devices/pair")
	six := old.words()
	if len(six) != 6 || old.page.First("svg") == nil {
		t.Fatalf("words %q, code %v", six, old.page.First("svg"))
	}
	young.get("/open").fill("/open", "words", strings.Join(six, "-"), "device", "tablet", "new", passphrase, "new-again", passphrase)
	young.at("/joining").says("We wait for your old device")
	old.until("/mine/devices/pair", "Are these the same five words?").says("tablet")
	if a, b := strings.Join(old.words(), " "), strings.Join(young.words(), " "); a != b || len(old.words()) != 5 {
		t.Errorf("to compare: %q and %q", a, b)
	}
	if young.app.Devices.Status().Relay {
		t.Error("let in before anybody said yes")
	}
	old.post("/mine/devices/pair", "answer", "yes").at("/mine/devices")
	young.until("/joining", "for both of them").at("/today")
}

func TestNoAtTheComparisonLetsNothingIn(t *testing.T) {
	at := newRelay()
	old, young := newPersonAt(t, at), newPersonAt(t, at)
	old.start("phone")
	old.get("/mine/devices/add/code").fill("/mine/devices/add/code", "passphrase", passphrase)
	young.get("/open").fill("/open", "words", strings.Join(old.words(), " "), "device", "tablet", "new", passphrase, "new-again", passphrase)
	old.until("/mine/devices/pair", "five words").post("/mine/devices/pair", "answer", "no")
	young.until("/joining", "The other device said no")
	if young.app.Vault.State() != vault.Visit {
		t.Error("it kept something all the same")
	}
	if n := len(old.app.Devices.List()); n != 1 {
		t.Errorf("%d devices", n)
	}
}

func TestAnEntryChangedOnTwoDevicesIsShownTwiceUntilOneIsChosen(t *testing.T) {
	at := newRelay()
	phone, laptop := newPersonAt(t, at), newPersonAt(t, at)
	phone.get("/journal/new").fill("/journal/new", "text", "at first")
	laptop.opens(phone.start("phone"), "laptop")
	laptop.until("/journal", "at first")
	entry := laptop.page.First("li", "class=entry").First("a").Attrs["href"]
	for p, text := range map[*person]string{phone: "changed on the phone", laptop: "changed on the laptop"} {
		p.link.Offline(true)
		p.get(entry+"/edit").fill(entry+"/edit", "text", text).says(text)
	}
	for _, p := range []*person{phone, laptop} {
		p.link.Offline(false)
		p.app.Devices.Nudge()
	}
	for _, p := range []*person{phone, laptop} {
		p.until("/journal", "Changed on two devices")
		p.get(entry).says("changed on the phone", "changed on the laptop", "Nothing is lost")
	}
	phone.fill(entry + "/choose").at(entry).says("This one stays")
	phone.get("/journal").saysNot("Changed on two devices")
	laptop.until(entry, "Change Delete").saysNot("Nothing is lost")
}

func TestBothVersionsCanStay(t *testing.T) {
	at := newRelay()
	phone, laptop := newPersonAt(t, at), newPersonAt(t, at)
	phone.get("/journal/new").fill("/journal/new", "text", "at first")
	laptop.opens(phone.start("phone"), "laptop")
	laptop.until("/journal", "at first")
	entry := laptop.page.First("li", "class=entry").First("a").Attrs["href"]
	phone.link.Offline(true)
	phone.get(entry+"/edit").fill(entry+"/edit", "text", "the phone has this")
	laptop.get(entry+"/edit").fill(entry+"/edit", "text", "the laptop has this")
	phone.link.Offline(false)
	phone.app.Devices.Nudge()
	phone.until("/journal", "Changed on two devices")
	phone.post(entry+"/choose", "keep", "both").at("/journal").says("the phone has this", "the laptop has this")
	phone.saysNot("Changed on two devices")
}

func TestAPhotoReachesTheOtherDeviceWithItsDescriptionAndWithoutWhereItWasTaken(t *testing.T) {
	at := newRelay()
	phone, laptop := newPersonAt(t, at), newPersonAt(t, at)
	laptop.opens(phone.start("phone"), "laptop")
	phone.get("/journal/new").upload("/journal/new", picture(t), "text", "the garden", "photo-alt", "a snowdrop").at("/today")
	phone.until("/journal", "the garden")
	entry := phone.page.First("li", "class=entry").First("a").Attrs["href"]
	phone.get(entry)
	img := phone.page.First("img")
	if img == nil || img.Attrs["alt"] != "a snowdrop" {
		t.Fatalf("the photo is not shown: %v", img)
	}
	if phone.do("GET", img.Attrs["data-src"], nil); phone.status != 200 || phone.answer.Get("Content-Type") != "image/jpeg" {
		t.Fatalf("the photo: %d %s", phone.status, phone.answer.Get("Content-Type"))
	}
	sent := phone.raw
	if strings.Contains(sent, "GPS-PLANTED") {
		t.Error("where it was taken is still in it")
	}
	laptop.until("/journal", "the garden")
	laptop.until(entry, "the garden")
	for range 2000 {
		if img = laptop.get(entry).page.First("img"); img != nil {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if img == nil {
		t.Fatalf("the photo never came: %s", laptop.page.First("main").Words())
	}
	if laptop.do("GET", img.Attrs["data-src"], nil); laptop.raw != sent {
		t.Error("another photo came")
	}
	laptop.get(entry + "/edit")
	blob := laptop.page.First("input", "name=remove").Attrs["value"]
	laptop.upload(entry+"/edit", nil, "remove", blob).at(entry)
	if laptop.page.First("img") != nil {
		t.Error("the photo was not taken out")
	}
}

func TestWhatIsNoPhotoIsSaidAndTheWordsStay(t *testing.T) {
	p := newPersonAt(t, newRelay())
	p.get("/journal/new").upload("/journal/new", []byte("not a picture"), "text", "still here").expect(422)
	if got := p.page.First("textarea").Fields().Get("text"); got != "still here" {
		t.Errorf("the words are %q", got)
	}
	if p.page.First("id=photo-problem") == nil {
		t.Errorf("nothing is said at the photo: %s", p.page.First("main").Words())
	}
}

func TestForgettingADeviceTakesTwoTapsAndNeverTheOnlyCopy(t *testing.T) {
	p := newPersonAt(t, newRelay())
	p.start("phone")
	p.until("/mine", "Everything here is at the relay too")
	p.link.Offline(true)
	p.get("/journal/new").fill("/journal/new", "text", "nowhere else")
	p.get("/mine/forget").says("only copy")
	if p.page.First("form", "action=/mine/forget") != nil {
		t.Error("it can be forgotten all the same")
	}
	p.post("/mine/forget", "sure", "yes", "passphrase", passphrase).expect(422)
	if p.app.Vault.State() != vault.Unlocked {
		t.Fatal("the only copy is gone")
	}
	p.link.Offline(false)
	p.app.Devices.Nudge()
	p.until("/mine", "Everything here is at the relay too")
	p.get("/mine/forget").fill("/mine/forget").says("Type your passphrase")
	p.fill("/mine/forget", "passphrase", "not this one at all").expect(422)
	p.fill("/mine/forget", "passphrase", passphrase).at("/start")
	if n := len(p.disk.Dump()); p.app.Vault.State() != vault.Visit || n > 0 {
		t.Errorf("%d values are left", n)
	}
}

func TestARemovedDeviceIsToldOnEveryPageAndKeepsWhatItHas(t *testing.T) {
	at := newRelay()
	phone, laptop := newPersonAt(t, at), newPersonAt(t, at)
	phone.get("/journal/new").fill("/journal/new", "text", "stays on both")
	seven := phone.start("phone")
	laptop.opens(seven, "laptop")
	laptop.until("/journal", "stays on both")
	phone.until("/mine/devices", "laptop")
	remove := phone.page.First("a", "class=button danger").Attrs["href"]
	phone.get(remove).says("We cannot take that back").fill(remove, "passphrase", passphrase).at("/mine/devices")
	for _, path := range []string{"/today", "/journal", "/check", "/mine"} {
		laptop.until(path, "This device was removed")
	}
	laptop.get("/journal").says("stays on both")
	laptop.get("/mine/stopped").says("What is on this device stays here", "one of your devices again").saysNot("Continue from this device")
	laptop.get("/mine/continue").at("/mine/stopped")
	laptop.get("/mine/words/continue").at("/mine/where")
	laptop.post("/mine/words/continue", "step", "show").at("/mine/where")
	phone.get("/today").says("“laptop” was removed")
	laptop.get("/mine/delete").says("Only what is on this device is deleted", "at the relay and on other devices stays").saysNot("everything at the relay")
	laptop.fill("/mine/delete", "passphrase", "not this one at all").expect(422)
	laptop.fill("/mine/delete", "passphrase", passphrase).at("/start")
	newPersonAt(t, at).opens(seven, "tablet").until("/journal", "stays on both")
}

func TestSomeoneWhoKnowsTheWordsIsShutOut(t *testing.T) {
	at := newRelay()
	phone, laptop, stranger := newPersonAt(t, at), newPersonAt(t, at), newPersonAt(t, at)
	seven := phone.start("phone")
	laptop.opens(seven, "laptop")
	stranger.opens(seven, "phone")
	phone.until("/mine/someone", "laptop")
	keep := phone.page.First("input", "type=checkbox").Attrs["value"]
	phone.fill("/mine/words/someone", "keep", keep)
	fresh := phone.words()
	phone.fill("/mine/words/someone")
	phone.fill("/mine/words/someone", append(phone.typed(fresh), "passphrase", passphrase)...).at("/mine/devices")
	if n := len(phone.app.Devices.List()); n != 2 {
		t.Errorf("%d devices are left", n)
	}
	newPersonAt(t, at).opens(fresh, "tablet")
	late := newPersonAt(t, at)
	late.get("/open").fill("/open", "words", strings.Join(seven, " "), "device", "late", "new", passphrase, "new-again", passphrase).expect(422)
}

func TestThePaperHasTenWordsAndACodeAndNoNameOfTheApp(t *testing.T) {
	at := newRelay()
	p := newPersonAt(t, at)
	p.get("/journal/new").fill("/journal/new", "text", "found again")
	p.start("phone")
	p.get("/mine/kit").says("Whoever finds the paper").fill("/mine/kit", "passphrase", passphrase)
	ten := p.words()
	if len(ten) != 10 || p.page.First("svg") == nil {
		t.Fatalf("the paper: %q", ten)
	}
	if title, main := p.page.First("title").Words(), p.page.First("main").Words(); strings.Contains(title+main, "Snowdrop") {
		t.Errorf("the paper names the app: %s %s", title, main)
	}
	p.get("/mine/kit").hides(ten)
	p.get("/mine/words/new").says("that someone printed still opens everything", "“Someone may know my words” ends both")
	newPersonAt(t, at).opens(ten, "later").until("/journal", "found again")
}

func TestDeletingEverythingAsksAgainAndLeavesNothingThere(t *testing.T) {
	at := newRelay()
	p := newPersonAt(t, at)
	seven := p.start("phone")
	p.get("/mine/delete").fill("/mine/delete", "passphrase", "not this one at all").expect(422)
	p.link.Offline(true)
	p.fill("/mine/delete", "passphrase", passphrase).expect(422)
	if p.app.Vault.State() != vault.Unlocked {
		t.Fatal("erased although the relay still has it, and nobody said so")
	}
	p.link.Offline(false)
	p.get("/mine/delete").fill("/mine/delete", "passphrase", passphrase).at("/start")
	other := newPersonAt(t, at)
	other.get("/open").fill("/open", "words", strings.Join(seven, " "), "device", "other", "new", passphrase, "new-again", passphrase).expect(422)
}

func TestNoPageOfDevicesIsShownWhileLockedOrWithoutARelay(t *testing.T) {
	p := newPersonAt(t, newRelay())
	p.start("phone")
	p.post("/lock")
	for pattern := range p.app.relayed() {
		method, path, _ := strings.Cut(pattern, " ")
		if method != "GET" || strings.Contains(path, "{id}") || path == "/open" || path == "/pair" {
			continue
		}
		if p.get(strings.ReplaceAll(path, "{what}", "new")); p.path != "/unlock" {
			t.Errorf("%s is shown while locked", path)
		}
	}
	alone := newPerson(t)
	alone.keep()
	alone.get("/mine/devices").at("/mine/where").says("There is no relay here")
	alone.get("/open").says("There is no relay here")
}

// picture is a small photo that says where it was taken.
func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	where := []byte("GPS-PLANTED in a comment")
	n := len(where) + 2
	return append(append(append([]byte{}, b.Bytes()[:2]...), append([]byte{0xff, 0xfe, byte(n >> 8), byte(n)}, where...)...), b.Bytes()[2:]...)
}

// upload submits the form of the shown page that goes to an action as page.js does where it has a file field.
func (p *person) upload(action string, file []byte, pairs ...string) *person {
	p.t.Helper()
	form := p.page.First("form", "action="+action)
	if form == nil || form.Attrs["enctype"] != "multipart/form-data" {
		p.t.Fatalf("%s has no form to %s that takes a file", p.path, action)
	}
	values := form.Fields()
	values.Del("photo")
	for name, v := range pairsOf(pairs) {
		values[name] = v
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, all := range values {
		for _, v := range all {
			_ = w.WriteField(name, v)
		}
	}
	name := "IMG.jpg"
	if file == nil { // as a browser sends a field in which nothing was chosen
		name = ""
	}
	part, err := w.CreateFormFile("photo", name)
	if err != nil {
		p.t.Fatal(err)
	}
	_, _ = part.Write(file)
	_ = w.Close()
	r := httptest.NewRequest("POST", action, &body).WithContext(context.WithoutCancel(p.t.Context()))
	r.Header.Set("Content-Type", w.FormDataContentType())
	answer := httptest.NewRecorder()
	p.app.ServeHTTP(answer, r)
	p.status, p.answer, p.raw = answer.Code, answer.Header(), answer.Body.String()
	if answer.Code == http.StatusSeeOther {
		return p.get(answer.Header().Get("Location"))
	}
	p.path, p.page = action, page.Parse(p.t, strings.NewReader(p.raw))
	p.check()
	return p
}

func TestARelayThatLostEverythingIsSaidAndThisDeviceGoesOn(t *testing.T) {
	at := &swapped{to: newRelay()}
	p := newPersonAt(t, at)
	p.get("/journal/new").fill("/journal/new", "text", "still whole")
	seven := p.start("phone")
	p.until("/mine", "Everything here is at the relay too")
	at.swap(newRelay())
	p.get("/journal/new").fill("/journal/new", "text", "written after that")
	p.until("/today", "The relay has nothing of yours any more").says("still whole", "Is this normal?")
	p.get("/mine/stopped").says("What is on this device stays here", "Continue from this device")
	p.get("/mine/continue").says("Your words and your paper stay the same")
	p.fill("/mine/continue", "passphrase", "not this one at all").expect(422)
	p.fill("/mine/continue", "passphrase", passphrase).at("/mine")
	p.until("/mine", "Everything here is at the relay too").saysNot("What this means")
	newPersonAt(t, at).opens(seven, "laptop").until("/journal", "still whole").says("written after that")
}

// swapped is a relay whose host may put another one in its place.
type swapped struct {
	mu sync.Mutex
	to http.Handler
}

func (s *swapped) swap(to http.Handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.to = to
}

func (s *swapped) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	to := s.to
	s.mu.Unlock()
	to.ServeHTTP(w, r)
}

func TestARelayThatAsksForAnInviteCodeSaysSoAndKeepsWhatWasTyped(t *testing.T) {
	p := newPersonAt(t, relay.New(relay.Config{
		Store: memory.New(), Spaces: relayapi.SpacesCode, Code: func(code string) bool { return code == "from-the-host" },
	}))
	p.keep()
	p.get("/mine/words/start")
	seven := p.words()
	p.fill("/mine/words/start")
	p.fill("/mine/words/start", append(p.typed(seven), "device", "my phone", "passphrase", passphrase)...).expect(422).says("Invite code")
	p.fill("/mine/words/start", "code", "guessed", "passphrase", passphrase).expect(422)
	p.fill("/mine/words/start", "code", "from-the-host", "passphrase", passphrase).at("/mine").says("kept in both places")
}

func TestWhatIsSavedHasLongTextsPhotosAndBothVersions(t *testing.T) {
	at := newRelay()
	phone, laptop := newPersonAt(t, at), newPersonAt(t, at)
	long := strings.Repeat("word ", journal.MaxBody/5) + "lighthouse"
	phone.get("/journal/new").upload("/journal/new", picture(t), "text", long, "photo-alt", "a snowdrop")
	laptop.opens(phone.start("phone"), "laptop")
	laptop.until("/journal", "word word")
	entry := laptop.page.First("li", "class=entry").First("a").Attrs["href"]
	laptop.until(entry, "lighthouse")
	phone.link.Offline(true)
	phone.get(entry+"/edit").fill(entry+"/edit", "text", "changed on the phone")
	laptop.get(entry+"/edit").fill(entry+"/edit", "text", long+" laptop")
	phone.link.Offline(false)
	phone.app.Devices.Nudge()
	phone.until("/journal", "Changed on two devices").until(entry, "lighthouse laptop")
	phone.page = page.Parse(t, strings.NewReader(taken.As(t, phone.app, "page", passphrase)))
	phone.says("changed on the phone", "lighthouse laptop", "a snowdrop")
	if img := phone.page.First("img"); img == nil || !strings.HasPrefix(img.Attrs["src"], "data:image/jpeg;base64,/9j/") {
		t.Error("the photo is not in the page")
	}
	phone.raw = taken.As(t, phone.app, "data", passphrase)
	taken.Says(t, phone.raw, "changed on the phone", "lighthouse laptop", `"content":"/9j/`, `"other":true`)
	if strings.Contains(phone.raw, `"drafts"`) {
		t.Error("the list of what is sealed beside the entries was taken for a draft")
	}
}

func TestAPhotoThatArrivedMeanwhileStaysWhenItIsStopped(t *testing.T) {
	p := newPersonAt(t, newRelay())
	p.start("phone")
	p.get("/journal/new").upload("/journal/new", picture(t), "text", "the words stay")
	entry := p.until("/journal", "the words stay").page.First("li", "class=entry").First("a").Attrs["href"]
	p.until("/mine", "Everything here is at the relay too")
	blob := p.get(entry).page.First("img").Attrs["data-src"]
	blob = blob[strings.LastIndex(blob, "/")+1:]
	p.post(entry + "/stop?photo=" + blob)
	if p.get(entry).page.First("img") == nil {
		t.Error("a page from before took the photo out")
	}
}

func TestAPhotoOnItsWayCanBeStoppedAndLeavesTheEntry(t *testing.T) {
	p := newPersonAt(t, newRelay())
	p.start("phone")
	p.until("/mine", "Everything here is at the relay too")
	p.link.Faults(func(r *http.Request) network.Fault {
		if strings.Contains(r.URL.Path, "/blobs/") {
			return network.LoseRequest
		}
		return network.None
	})
	p.get("/journal/new").upload("/journal/new", picture(t), "text", "the words stay")
	p.until("/journal", "the words stay")
	entry := p.page.First("li", "class=entry").First("a").Attrs["href"]
	blob := p.get(entry).page.First("img").Attrs["data-src"]
	blob = blob[strings.LastIndex(blob, "/")+1:]
	p.post(entry + "/stop?photo=" + blob).at(entry).says("the words stay")
	if p.page.First("img") != nil {
		t.Error("the photo is still there")
	}
	p.link.Faults(nil)
	p.until("/mine", "Everything here is at the relay too")
}

func TestWordsSeenOnTheOpenScreenAreNotThoseOfSomethingElseOrAfterALock(t *testing.T) {
	p := newPersonAt(t, newRelay())
	p.start("phone")
	seen := strings.Join(p.get("/mine/words/new").words(), " ")
	if again := strings.Join(p.get("/mine/words/new").words(), " "); again != seen {
		t.Errorf("%q, then %q", seen, again)
	}
	p.get("/mine/someone").fill("/mine/words/someone")
	if got := strings.Join(p.words(), " "); got == seen {
		t.Error("the words that somebody saw shut them out")
	}
	// The page of before is sent: those words are no longer there.
	p.post("/mine/words/new", "step", "check").says("these words are new", "Keep every paper")
	if len(p.words()) != 7 {
		t.Error("asked for words that nobody saw")
	}
	seen = strings.Join(p.words(), " ")
	p.post("/lock").unlock()
	if got := strings.Join(p.get("/mine/words/new").words(), " "); got == seen {
		t.Error("the same words after a lock")
	}
}

func TestADeviceWithSomethingUnfinishedIsNotForgotten(t *testing.T) {
	p := newPersonAt(t, newRelay())
	p.get("/journal/new").upload("/journal/new", picture(t), "text", "kept with a photo").at("/today")
	p.start("phone")
	p.until("/mine", "Everything here is at the relay too")
	p.post("/draft", "draft", draftNew, "text", "half written")
	p.get("/mine/forget").says("Keep what you began to write, or drop it")
	if p.page.First("form", "action=/mine/forget") != nil {
		t.Error("it can be forgotten all the same")
	}
	p.post("/mine/forget", "sure", "yes", "passphrase", passphrase).expect(422)
	if p.app.Vault.State() != vault.Unlocked {
		t.Fatal("the draft is gone")
	}
	p.post("/draft/drop", "draft", draftNew)
	p.get("/mine/forget").fill("/mine/forget").fill("/mine/forget", "passphrase", passphrase).at("/start")
}

func TestWithoutAnAnswerNobodyIsToldThatNothingWasChanged(t *testing.T) {
	at := newRelay()
	p, other := newPersonAt(t, at), newPersonAt(t, at)
	other.opens(p.start("phone"), "laptop")
	remove := p.until("/mine/devices", "laptop").page.First("a", "class=button danger").Attrs["href"]
	p.until("/mine", "Everything here is at the relay too")
	p.link.Offline(true)
	p.get("/mine/words/new")
	fresh := p.words()
	p.fill("/mine/words/new")
	p.fill("/mine/words/new", append(p.typed(fresh), "passphrase", passphrase)...)
	p.expect(422).says("cannot tell whether this was done", "Keep the old paper and the new one").saysNot("Nothing was changed")
	p.get("/mine/someone").fill("/mine/words/someone")
	fresh = p.words()
	p.fill("/mine/words/someone")
	p.fill("/mine/words/someone", append(p.typed(fresh), "passphrase", passphrase)...)
	p.expect(422).says("cannot tell whether this was done").saysNot("Nothing was changed")
	for _, path := range []string{"/mine/kit", remove, strings.Replace(remove, "/remove", "/rename", 1)} {
		p.get(path).fill(path, "passphrase", passphrase).expect(422).says("cannot tell whether this was done").saysNot("Nothing was changed")
	}
	p.get("/mine/delete").fill("/mine/delete", "passphrase", passphrase).expect(422).says("cannot tell whether your things there are deleted")
}
