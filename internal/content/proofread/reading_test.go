package proofread

import (
	"strings"
	"testing"
)

// counted are words as they are said, counted by hand.
const counted = `
1 a the bled bleed called asked passed helped times makes safe care whole your soaked known strength clots breathe pads aches walked months through tired
1 here there where were are more sure whose one's don't you're it's time sleep
2 bleeding women woman doctor needed wanted little table people settled trouble doubles places changes trying crying saying being going doing seeing quiet
2 something sometimes safely useful careful movement useless myself himself likely anxious patient client pressure advice tablet fever bathroom heavy today Tuesday
2 evening before therefore ages cases uses houses wishes watches aware alone someone
3 miscarriage period periods serious previous different diary usual easier earlier heavier medicine hospital however together remember area
3 idea completely emotion reaction recover pregnancy decision radio yesterday procedure painkiller family already another suddenly exercise
4 miscarriages anxiety seriously usually experience temperature information January emergency necessary material society everybody actually
5 immediately paracetamol ibuprofen-it sixty-eighty-one university possibility
6 physiotherapy responsibility
`

func TestSyllablesAreCountedAsTheyAreSaid(t *testing.T) {
	for _, line := range strings.Split(strings.TrimSpace(counted), "\n") {
		words := strings.Fields(line)
		want := int(words[0][0] - '0')
		for _, w := range words[1:] {
			if got := Syllables(w); got != want {
				t.Errorf("%s: %d syllables, want %d", w, got, want)
			}
		}
	}
}

func TestSyllablesOfSpanishAreCountedAsTheyAreSaid(t *testing.T) {
	for word, want := range map[string]int{
		"y": 1, "hoy": 1, "que": 1, "quien": 1, "guerra": 2, "agua": 2, "día": 2, "aire": 2, "oír": 2, "leer": 2, "caer": 2, "sangrado": 3,
		"ecografía": 5, "cuidado": 3, "también": 2, "útero": 3, "38": 2, "yo": 1, "rodilla": 3, "pingüino": 3, "cohete": 3, "miedo": 2, "ciudad": 2,
	} {
		if got := SyllablesSpanish(word); got != want {
			t.Errorf("%s: %d, want %d", word, got, want)
		}
	}
}
