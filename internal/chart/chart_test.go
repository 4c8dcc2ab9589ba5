package chart

import (
	"context"
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var day0 = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

func series(points ...Point) Series {
	return Series{ID: "pain", Title: "Pain", Summary: "made-up", From: day0, To: day0.AddDate(0, 0, 30),
		Max: 10, Points: points, Layout: "2 January"}
}

func TestALongSilenceIsNotBridged(t *testing.T) {
	for _, weekly := range []bool{false, true} {
		s := series()
		s.Weekly = weekly
		s.Points = []Point{{At: day0, Value: 1}, {At: day0.Add(s.gap()), Value: 2}, {At: day0.Add(2*s.gap() + time.Second), Value: 3}}
		if got := strings.Count(s.path(), "M"); got != 2 {
			t.Errorf("path %q has %d strokes, want 2: a gap longer than %v stays open", s.path(), got, s.gap())
		}
	}
}

func TestEveryPointOfThePictureStandsInTheTable(t *testing.T) {
	s := series(Point{At: day0, Value: 4, Label: "four of 10"}, Point{At: day0.AddDate(0, 0, 1), Value: 6, Label: "six of 10"})
	var b strings.Builder
	if err := Picture(s).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	circles, cells := 0, 0
	dec := xml.NewDecoder(strings.NewReader(b.String()))
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if el, ok := tok.(xml.StartElement); ok {
			switch el.Name.Local {
			case "circle":
				circles++
			case "td":
				cells++
			}
		}
	}
	if circles != 2 || cells != 2 {
		t.Errorf("%d points drawn, %d in the table; want 2 and 2", circles, cells)
	}
}

func TestPointsStayInsideThePicture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := series()
		s.Max = rapid.Float64Range(-20, 20).Draw(t, "max")
		s.To = day0.Add(time.Duration(rapid.Int64Range(-1e15, 1e15).Draw(t, "span")))
		x := s.x(day0.Add(time.Duration(rapid.Int64().Draw(t, "at"))))
		y := s.y(rapid.Float64Range(-1e6, 1e6).Draw(t, "value"))
		if x < left || x > width-right || y < top || y > height-bottom || math.IsNaN(x+y) {
			t.Fatalf("(%v, %v) is outside", x, y)
		}
	})
}
