//go:build !apart

package text

import "embed"

// Every language is in the program. cmd/bundle builds the app for the browser with the tag "apart".
//
//go:embed en/*.txt es/*.txt
var files embed.FS
