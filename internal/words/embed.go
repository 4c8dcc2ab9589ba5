//go:build !apart

package words

import _ "embed"

// embedded is the list. cmd/bundle builds the app for the browser with the tag "apart".
//
//go:embed eff_large_short.txt
var embedded string
