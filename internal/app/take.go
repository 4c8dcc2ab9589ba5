package app

import (
	"context"
	"net/http"
	"net/url"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/takeout"
	"snowdrop/internal/archive"
)

// Source gives everything that is kept to what writes it, in the words of a language ("" is English): for a program that has
// no pages. What is not on this device is missing in it; see attachments.Keeper.Fetch.
func (a *App) Source(ctx context.Context, lang string) (archive.Source, error) {
	r := &http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/"}, Header: http.Header{"Snowdrop-Languages": {lang}}} // only what says the language
	return takeout.Source(ctx, screen.NewExchange(a.Shared, nil, r.WithContext(ctx)), a.isDraft), nil
}
