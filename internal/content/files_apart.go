//go:build apart

package content

import "embed"

// everything: the longer pages come after the first page is shown (docs/decisions/longer-pages-apart.md).
const everything = false

// The practices are here from the start, with what they rest on: someone who cannot breathe waits for no download.
//
//go:embed directory/*.json languages/*.json sources/first.json pages/en/breathing.md pages/en/grounding.md
var files embed.FS
