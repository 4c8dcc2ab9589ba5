//go:build apart

package text

import "embed"

// The English of the deeper places comes with the longer pages, after the first page is shown. What stands here is what
// somebody needs who is frightened, cannot breathe, or wants to write at once (docs/decisions/longer-pages-apart.md). Every other
// language comes for who asks for it.
//
//go:embed en/main.txt en/check.txt en/language.txt en/heart.txt en/body.txt en/together.txt en/calm.txt en/safety.txt en/read.txt
var files embed.FS
