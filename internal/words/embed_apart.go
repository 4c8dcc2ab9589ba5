//go:build apart

package words

// embedded is nothing: the list comes after the first page.
const embedded = ""
