//go:build !apart

package content

import "embed"

// everything: no page has to be waited for. cmd/bundle builds the app for the browser with the tag "apart".
const everything = true

//go:embed directory/*.json languages/*.json sources/*.json pages/*/*.md said/*/*.json measures/*/*.json
var files embed.FS
