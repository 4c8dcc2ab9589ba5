package directory

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

func example(t testing.TB) []byte {
	t.Helper()
	file, err := os.ReadFile("../../../docs/local-directory.example.json")
	if err != nil {
		t.Fatal(err)
	}
	return file
}

const good = `{"version":1,"host":"Riverbank","entries":[
{"kind":"bodywork","method":"massage","name":"Quiet Hands","about":"Dressed.","place":"Madeupham","languages":["English"],"online":false,"cost":"Free","phone":"+44 (100) 200-301","email":"a@example.org","site":"example.org/x","verified":"2026-11-20","expires":"2027-05-20"}
]}`

func TestTheExampleCanBeUsedAndIsClearlyMadeUp(t *testing.T) {
	l, err := Parse(example(t))
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	for _, e := range l.Entries {
		kinds[e.Kind] = true
		if !strings.Contains(e.About, "Made-up example") || e.Tel != "" && !strings.HasPrefix(e.Tel, "+44100200") || e.Site != "" && !strings.HasPrefix(e.Site, "example.org") {
			t.Errorf("%s could be somebody", e.Name)
		}
	}
	if len(kinds) != len(Kinds) || !strings.Contains(l.Host, "made up") {
		t.Errorf("it shows %v of %s", kinds, l.Host)
	}
}

func TestEveryThingThatIsWrongIsToldWithItsLineAndWhatToDo(t *testing.T) {
	if _, err := Parse([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, with, want string }{
		{`"version":1`, `"version":2`, "line 1: version: must be 1"},
		{`"version":1,`, ``, "line 1: version: is missing: add it"},
		{`"host":"Riverbank"`, `"host":7`, "line 1: host: must be text between quotes"},
		{`"host":"Riverbank"`, `"host":"Riverbank","host":"x"`, "line 1: host: is given twice: take one out"},
		{`"version":1`, `"version":1,"links":[]`, "line 1: links: can not stand here"},
		{`"kind":"bodywork"`, `"kind":"healer"`, "line 2: entry 1 (Quiet Hands): kind: must be one of therapist, group, physiotherapist, bodywork"},
		{`"method":"massage"`, `"method":"reiki"`, "method: must be one of cranio, massage, yoga: Snowdrop has an honest label for no other bodywork"},
		{`"kind":"bodywork"`, `"kind":"group"`, "method: is for bodywork alone: take it out"},
		{`"method":"massage",`, ``, "method: must be one of"},
		{`"name":"Quiet Hands",`, ``, "line 2: entry 1: name: is missing: add it"},
		{`"Quiet Hands"`, `" Quiet"`, "name: must be words, with no space before or after them"},
		{`"Quiet Hands"`, `"Quiet\u202eHands"`, "name: may hold only letters"},
		{`"Quiet Hands"`, `"<b>"`, "name: may hold only letters"},
		{`"Dressed."`, `"See www.example.org"`, "about: may hold no address: a website stands under site"},
		{`"Dressed."`, `"` + strings.Repeat("é", maxAbout+1) + `"`, "about: is longer than 300 characters: shorten it"},
		{`"place":"Madeupham",`, ``, "place: is missing: say where one goes, or set online to true"},
		{`"online":false`, `"online":"no"`, "online: must be true or false, without quotes"},
		{`["English"]`, `[]`, `languages: must be a list of up to ten languages`},
		{`["English"]`, `"English"`, `languages: must be a list of up to ten languages`},
		{`["English"]`, `["English",7]`, `languages: must be a list of up to ten languages`},
		{`"cost":"Free",`, ``, "cost: is missing: add it"},
		{`+44 (100) 200-301`, `999`, "phone: must be a telephone number of 5 to 15 digits"},
		{`+44 (100) 200-301`, `*21*100200#`, "phone: must be a telephone number"},
		{`+44 (100) 200-301`, `1234567890123456`, "phone: must be a telephone number"},
		{`a@example.org`, `example.org`, "email: must be an address, as in name@example.org"},
		{`"site":"example.org/x"`, `"site":"javascript:1"`, "site: must be a website without https://, as in example.org/groups"},
		{`"site":"example.org/x"`, `"site":"https://example.org"`, "site: may hold no address"},
		{`"phone":"+44 (100) 200-301","email":"a@example.org","site":"example.org/x",`, ``, "entry 1 (Quiet Hands): can not be reached: add phone, email or site"},
		{`"2026-11-20"`, `"20 November"`, "verified: must be the day on which somebody last looked whether it is right, as in 2026-11-20"},
		{`"2027-05-20"`, `"2027-02-30"`, "expires: must be the day by which somebody must look again"},
		{`"2027-05-20"`, `"2026-11-20"`, "expires: must be after verified"},
		{`"2027-05-20"`, `"2027-11-22"`, "expires: must be at most a year after verified"},
		{`"cost":"Free"`, `"cost":"Free","price":3`, "price: can not stand here: take it out. An entry holds kind, method"},
		{`"cost":"Free",`, `"cost":"Free"`, "line 2: is not JSON from here on"},
	} {
		if !strings.Contains(good, c.old) {
			t.Fatalf("%s is not in the file", c.old)
		}
		_, err := Parse([]byte(strings.Replace(good, c.old, c.with, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s instead of %s:\n got %v\nwant %s", c.with, c.old, err, c.want)
		}
	}
	for file, want := range map[string]string{
		"": "is not JSON", "[]": "must be one JSON object", `{"version":1,"host":"x","entries":{}}`: "entries: must be a list", `{"version":1,"host":"x","entries":[]}`: "holds nothing",
		`{"version":1,"host":"x","entries":[7,null]}`: "entry 2: must be an object", strings.Repeat(" ", MaxLocal+1): "larger than", "{\"host\":\"\xff\"}": "is not JSON",
		`{"version":1,"host":"x","entries":[` + strings.TrimSuffix(strings.Repeat("{},", MaxEntries+1), ",") + `]}`: "more than 300 entries",
	} {
		if _, err := Parse([]byte(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %s", file, err, want)
		}
	}
}

func TestOneWrongEntryMakesTheWholeFileUnusable(t *testing.T) {
	broken := strings.Replace(string(example(t)), `"kind": "group"`, `"kind": "club"`, 1)
	l, err := Parse([]byte(broken))
	var p *Problem
	if l != nil || !errors.As(err, &p) || p.Line < 30 || !strings.HasPrefix(p.Entry, "entry 3") {
		t.Errorf("%+v, %v", l, err)
	}
	if got := FromHost([]byte(broken), nil); got.Unread != Broken || len(got.Entries) != 0 {
		t.Errorf("%+v", got)
	}
	if got := FromHost(nil, errors.New("offline")); got.Unread != Missing {
		t.Errorf("%+v", got)
	}
	if got := FromHost(example(t), nil); got.Unread != "" || len(got.Entries) != 5 {
		t.Errorf("%+v", got)
	}
}

func TestAnEntryCountsUntilTheDayBeforeItExpires(t *testing.T) {
	e := Entry{Verified: "2026-11-20", Expires: "2027-05-20"}
	for day, want := range map[string]bool{"2026-11-20": false, "2027-05-19": false, "2027-05-20": true, "2027-05-21": true, "2028-01-01": true} {
		if got := e.Expired(day); got != want {
			t.Errorf("%s: %v", day, got)
		}
	}
}

func TestWhatFitsIsFoundByPlaceKindAndLanguage(t *testing.T) {
	l, err := Parse(example(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		w    Wanted
		want []string
	}{
		{Wanted{}, []string{"Ana", "Sam", "The", "Jo", "Quiet"}},
		{Wanted{Kinds: []string{"therapist"}}, []string{"Ana", "Sam"}},
		{Wanted{Kinds: []string{"bodywork", "group"}}, []string{"The", "Quiet"}},
		{Wanted{Place: "Samplestead"}, []string{"Ana", "Sam", "Jo"}}, // Ana is online: nobody is too far away
		{Wanted{Place: "Elsewhere"}, []string{"Ana"}},
		{Wanted{Language: "Español"}, []string{"Ana"}},
		{Wanted{Online: true}, []string{"Ana"}},
		{Wanted{Kinds: []string{"group"}, Online: true}, nil},
	} {
		var got []string
		for _, e := range l.Find(c.w) {
			got = append(got, strings.Trim(strings.Fields(e.Name)[0], ","))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v, want %v", c.w, got, c.want)
		}
	}
	if got := l.Places(); !slices.Equal(got, []string{"Madeupham", "Samplestead"}) {
		t.Errorf("%v", got)
	}
	if got := l.Languages(); !slices.Equal(got, []string{"English", "Español"}) {
		t.Errorf("%v", got)
	}
}

// FuzzTheFileOfAHost: whatever comes, it is either used whole, within its limits, or every problem says where it is.
func FuzzTheFileOfAHost(f *testing.F) {
	f.Add(example(f))
	for _, seed := range []string{good, `{"version":1,"host":"x","entries":[{}]}`, `{"entries":[{"kind":[1]}]}`, "\uFEFF{}", `{"version":1,"version":1}`, `{"a":{"b":[1,2]}}`, `nul`, `{"version":1,"host":"x","entries":[{"languages":[null]}]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		l, err := Parse(file)
		if err != nil {
			joined, ok := err.(interface{ Unwrap() []error })
			if l != nil || !ok || len(joined.Unwrap()) == 0 {
				t.Fatalf("%v, %v", l, err)
			}
			for _, one := range joined.Unwrap() {
				if p := (*Problem)(nil); !errors.As(one, &p) || p.Line < 1 || p.What == "" {
					t.Errorf("%v says not where or what", one)
				}
			}
			return
		}
		if l.Host == "" || len(l.Entries) == 0 || len(l.Entries) > MaxEntries || !json.Valid([]byte(strings.TrimPrefix(string(file), "\uFEFF"))) {
			t.Fatalf("%+v", l)
		}
		for _, e := range l.Entries {
			if e.Name == "" || !slices.Contains(Kinds, e.Kind) || (e.Kind == "bodywork") != slices.Contains(Methods, e.Method) || e.Expires <= e.Verified || e.Phone+e.Email+e.Site == "" ||
				strings.Trim(strings.TrimPrefix(e.Tel, "+"), "0123456789") != "" || strings.ContainsAny(e.Name+e.About+e.Place+e.Cost+e.Site+e.Email, "<>\n") {
				t.Errorf("%+v was taken", e)
			}
		}
	})
}
