package journal

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func whole(n int) *int { return &n }

func aStory() Story {
	return Story{
		Call: CallName, OwnWord: "Mia <3", HowFar: Far10to13, Weeks: whole(12), WeekDays: whole(6), ScanWeeks: whole(9), ScanDays: whole(0),
		Type: StoryMissed, Managed: ManagedSurgical, When: "day", Day: "2026-11-02", Scan: "yes", Blood: "negative", AntiD: StoryUnsure,
		Note: "It was a Monday.\nNobody told us how long.",
	}
}

func TestAStoryComesBackAsItWasTold(t *testing.T) {
	body, err := aStory().Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeStory(body)
	want := aStory()
	want.V = Version
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Story{})); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestAStoryKeepsWhatANewerVersionSaid(t *testing.T) {
	got, err := DecodeStory([]byte(`{"v":7,"type":"missed","candle":{"lit":true}}`))
	if err != nil {
		t.Fatal(err)
	}
	got.Note = "more"
	body, err := got.Encode()
	if err != nil || !bytes.Contains(body, []byte(`"candle":{"lit":true}`)) || !bytes.Contains(body, []byte(`"v":7`)) {
		t.Errorf("%v %s", err, body)
	}
}

func TestEveryPartOfAStoryMayBeLeftOut(t *testing.T) {
	for _, s := range []Story{
		{Call: StoryPrivate}, {OwnWord: "she"}, {HowFar: StoryUnsure}, {Weeks: whole(0)}, {ScanWeeks: whole(45), ScanDays: whole(6)}, {Type: StoryOther},
		{Managed: ManagedNotBegun}, {Treatment: TreatedByWatching}, {When: "month", Month: "2026-10"}, {When: StoryUnsure}, {Day: "2026-11-02"},
		{Scan: StoryPrivate}, {Blood: "positive"}, {AntiD: "no"}, {Note: "x"}, {OwnWord: strings.Repeat("ö", MaxWord)}, {Note: strings.Repeat("ö", MaxTold)},
	} {
		if err := s.Validate(); err != nil {
			t.Errorf("%+v: %v", s, err)
		}
	}
}

func TestAStoryThatIsNotRightNamesItsPart(t *testing.T) {
	for _, c := range []struct {
		story Story
		want  FieldError
	}{
		{Story{}, FieldError{"story", "empty"}}, {Story{Note: " \n"}, FieldError{"story", "empty"}},
		{Story{Call: "it"}, FieldError{"call", "choice"}}, {Story{HowFar: "6"}, FieldError{"how_far", "choice"}},
		{Story{Type: "chemical"}, FieldError{"type", "choice"}}, {Story{Managed: "erpc"}, FieldError{"management", "choice"}},
		{Story{Treatment: "surgical"}, FieldError{"treatment", "choice"}}, {Story{When: "today"}, FieldError{"when", "choice"}},
		{Story{Scan: "maybe"}, FieldError{"scan", "choice"}}, {Story{Blood: "O"}, FieldError{"rh", "choice"}}, {Story{AntiD: "1"}, FieldError{"anti_d", "choice"}},
		{Story{Weeks: whole(-1)}, FieldError{"weeks", "range"}}, {Story{Weeks: whole(46)}, FieldError{"weeks", "range"}},
		{Story{Weeks: whole(8), WeekDays: whole(7)}, FieldError{"weeks", "range"}}, {Story{WeekDays: whole(3)}, FieldError{"weeks", "range"}},
		{Story{ScanWeeks: whole(46)}, FieldError{"scan_weeks", "range"}}, {Story{Day: "2026-02-30"}, FieldError{"day", "date"}},
		{Story{Day: "02.11.2026"}, FieldError{"day", "date"}}, {Story{Month: "2026-13"}, FieldError{"month", "date"}}, {Story{Day: "0026-11-02"}, FieldError{"day", "date"}},
		{Story{OwnWord: strings.Repeat("ö", MaxWord+1)}, FieldError{"own_word", "long"}}, {Story{Note: strings.Repeat("ö", MaxTold+1)}, FieldError{"notes", "long"}},
	} {
		var got *FieldError
		if err := c.story.Validate(); !errors.As(err, &got) || *got != c.want {
			t.Errorf("%+v: %v, want %v", c.story, err, c.want)
		}
		if _, err := c.story.Encode(); err == nil {
			t.Errorf("%+v was encoded", c.story)
		}
	}
}

func TestTheLongestStoryFitsInOneRecord(t *testing.T) {
	s := aStory()
	s.OwnWord, s.Note = strings.Repeat("漢", MaxWord), strings.Repeat("漢", MaxTold)
	if _, err := s.Encode(); err != nil {
		t.Error(err)
	}
}

func FuzzAStoryNeverLosesAField(f *testing.F) {
	f.Add([]byte(`{"v":1,"type":"missed","weeks":8}`))
	f.Add([]byte(`{"v":2,"day":"2026-11-02","more":[1,2]}`))
	f.Add([]byte(`{"weeks":"8"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := DecodeStory(body)
		if err != nil {
			return
		}
		again, err := s.Encode()
		if err != nil {
			return
		}
		back, err := DecodeStory(again)
		s.V = back.V
		if diff := cmp.Diff(s, back, cmp.AllowUnexported(Story{})); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
	})
}
