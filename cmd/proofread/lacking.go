package main

import (
	"regexp"
	"slices"
	"strings"

	"snowdrop/internal/content"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/text"
)

var (
	placeholder = regexp.MustCompile(`\{[^}]*\}`)
	figure      = regexp.MustCompile(`\d+([.,]\d+)*`)
)

// lacking is what has to be done before a language says all that English says, one line each: "key = the English sentence"
// where it is not there, and what is wrong where it is.
func lacking(lang string) []string {
	own, ok := text.In(lang)
	if !ok {
		return []string{"there is no language " + lang}
	}
	help, _ := text.Help(lang)
	english, _ := text.Help(text.English.Lang)
	out := append(compared(text.English, own), compared(english, help)...)
	return append(out, unsaid(lang)...)
}

func compared(english, own text.Words) []string {
	var out []string
	for _, key := range english.Keys() {
		en, said := english.Say(key), own.Say(key)
		switch {
		case !own.Own(key):
			out = append(out, key+" = "+en)
		case !slices.Equal(found(placeholder, en), found(placeholder, said)):
			out = append(out, key+": not the same {names}: "+said)
		case en == said && !strings.HasPrefix(key, "date.") && !slices.Contains(alike[own.Lang], said):
			out = append(out, key+": as in English: "+said)
		}
	}
	for _, key := range own.Keys() {
		if !english.Own(key) {
			out = append(out, key+": English has no such key")
		}
	}
	return out
}

// alike is what reads the same in a language as in English.
var alike = map[string][]string{
	"es": {"Snowdrop", "No", "Normal", "{n} mg", "Paracetamol", "–", "{when}", "{name}: {rules}", "{what}: {level}", "Plan", "{to}: {line}", "{name}: {n}", "{title} ({name})", "{kind}: {n}"},
}

// unsaid are the sentences of the check that the program holds in English and the language does not have, and those in which
// a number is another one.
func unsaid(lang string) []string {
	var out []string
	need := func(id, en string) {
		if en == "" {
			return
		}
		own := content.InLanguage(lang, en)
		switch {
		case own == en:
			out = append(out, id+" = "+en)
		case !slices.Equal(figures(en), figures(own)):
			out = append(out, id+": not the same numbers: "+own)
		}
	}
	for _, r := range signs.Rules() {
		need(r.ID, r.Because)
		need(r.ID+" card", r.Card)
	}
	for _, s := range signs.Sayings() {
		need("modifier or limit", s)
	}
	return out
}

func found(what *regexp.Regexp, in string) []string {
	all := what.FindAllString(in, -1)
	slices.Sort(all)
	return slices.Compact(all)
}

// figures are the numbers of a sentence, with a point where the language writes a comma.
func figures(sentence string) []string {
	all := figure.FindAllString(strings.ReplaceAll(sentence, ",", "."), -1)
	slices.Sort(all)
	return all
}
