// Package strange looks at every page of what people share after somebody has put the oddest things there that an app
// accepts. It must never be linked into a program: there is nothing in it but its test.
package strange
