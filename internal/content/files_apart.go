//go:build apart

package content

import "embed"

// everything: the longer pages come after the first page is shown (docs/decisions/longer-pages-apart.md).
const everything = false

// The practices and the safety page are here from the start, with what they rest on: someone who cannot breathe, or cannot go on,
// waits for no download.
//
//go:embed directory/*.json languages/*.json sources/first.json sources/safer.json pages/en/breathing.md pages/en/grounding.md pages/en/safer.md
var files embed.FS
