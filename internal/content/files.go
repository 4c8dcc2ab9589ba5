//go:build !js

package content

import "embed"

// everything: natively no page has to be waited for.
const everything = true

//go:embed directory/*.json languages/*.json sources/*.json pages/*/*.md
var files embed.FS
