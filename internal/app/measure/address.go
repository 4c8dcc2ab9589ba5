package measure

import (
	"snowdrop/internal/app/screen"
	"snowdrop/internal/content"
)

// Address is where a questionnaire is answered, by its id in internal/guidance/measures. It is false for one that is not here.
func Address(id string) (string, bool) {
	a, ok := byID(id)
	return a.address(), ok
}

// Title is what it is about, in the words of its page; "" while that has not come.
func Title(x *screen.Exchange, id string) string {
	a, _ := byID(id)
	page, _ := content.Find(x.Words.Lang, "look-"+a.slug)
	return page.Title
}
