// Package walks holds what Snowdrop promises by walking through the real program in a real browser, as a new person
// would: on a small phone, by keyboard, offline, with a full disk, with the battery gone. It must never be reachable
// from a shipped command, and no walk may know more of a page than what a person sees, except to look for what leaked.
//
// Every walk, by itself, also holds that no request went to another origin and that the browser had nothing to complain of.
package walks
