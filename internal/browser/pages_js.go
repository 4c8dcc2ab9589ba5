package browser

import (
	"fmt"
	"syscall/js"
	"time"
)

// LongerPages are those of a language, as the first page names them. What comes is handed to take.
func LongerPages(lang string, take func(lang string, raw []byte, sum string) error) *Pages {
	p := &Pages{get: fetchFile, take: take, wait: 4 * time.Second}
	p.file, _ = findPages(said(), lang)
	return p
}

// OtherLanguages are those of every language but one.
func OtherLanguages(but string, take func(lang string, raw []byte, sum string) error) Languages {
	all := Languages{}
	for _, lang := range langs(said()) {
		if lang != but {
			all[lang] = LongerPages(lang, take)
		}
	}
	return all
}

func said() string {
	if start := js.Global().Get("snowdropStart"); start.Truthy() {
		if said := start.Get("pages"); said.Type() == js.TypeString {
			return said.String()
		}
	}
	return ""
}

// fetchFile gets a file of our own site as any page would: from the browser's cache, or from what is kept for offline.
func fetchFile(address string) ([]byte, error) {
	answer, err := await(js.Global().Call("fetch", address))
	if err != nil {
		return nil, err
	}
	if !answer.Get("ok").Bool() {
		return nil, fmt.Errorf("browser: a file was answered with status %d", answer.Get("status").Int())
	}
	buffer, err := await(answer.Call("arrayBuffer"))
	if err != nil {
		return nil, err
	}
	from := js.Global().Get("Uint8Array").New(buffer)
	raw := make([]byte, from.Length())
	js.CopyBytesToGo(raw, from)
	return raw, nil
}
