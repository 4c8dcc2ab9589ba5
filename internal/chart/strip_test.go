package chart

import (
	"context"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestARowOfDotsHasOneForEachDayOfItsTableAndJoinsNone(t *testing.T) {
	for n := range 4 {
		s := Strip{ID: "word-0", Title: "numb", Summary: "made-up", When: "When", From: day0, To: day0.AddDate(0, 0, 28), Start: "1 Mar", End: "29 Mar"}
		for i := range n {
			at := day0.AddDate(0, 0, 2*i)
			s.Points = append(s.Points, Point{At: at, Label: at.Format("2 January 2006")})
		}
		var b strings.Builder
		if err := Strips([]Strip{s}).Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		page := b.String()
		if dots, rows := strings.Count(page, "<circle"), strings.Count(page, "<td"); dots != n || rows != n {
			t.Errorf("%d points: %d dots and %d rows", n, dots, rows)
		}
		if strings.Contains(page, "<path") {
			t.Error("what was said on two days is joined")
		}
	}
}

func TestDotsStayInsideTheirRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Strip{From: day0, To: day0.Add(time.Duration(rapid.Int64Range(-1e15, 1e15).Draw(t, "span")))}
		if x := s.x(day0.Add(time.Duration(rapid.Int64().Draw(t, "at")))); x < stripEdge || x > stripWidth-stripEdge {
			t.Fatalf("%v is outside", x)
		}
	})
}
