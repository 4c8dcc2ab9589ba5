package arch

import (
	"fmt"
	"sort"
	"strings"
)

// Unreachable finds packages below one of from that reach a package at or below one of never.
func Unreachable(g Graph, from, never []string, because string) []string {
	return each(g, from, because, func(path string) string {
		chain := g.Chain(path, func(p *Package) bool {
			return p.ImportPath != path && underAny(p.ImportPath, never)
		})
		return strings.Join(chain, " → ")
	})
}

// OnlyBy finds packages outside holders that import one of guarded themselves. With oursOnly other people's
// modules are left alone: they cannot be told where to live.
func OnlyBy(g Graph, holders, guarded []string, oursOnly bool, because string) []string {
	var wrong []string
	for path, p := range g {
		if p.Standard || oursOnly && !p.Ours() || underAny(path, holders) {
			continue
		}
		for _, imported := range p.Imports {
			if underAny(imported, guarded) {
				wrong = append(wrong, fmt.Sprintf("%s imports %s: %s", path, imported, because))
			}
		}
	}
	sort.Strings(wrong)
	return wrong
}

// NoImport finds packages below one of from that import one of never themselves: exactly that package, or with
// "/..." behind it also everything below.
func NoImport(g Graph, from, never []string, because string) []string {
	return each(g, from, because, func(path string) string {
		for _, imported := range g[path].Imports {
			for _, n := range never {
				room, below := strings.CutSuffix(n, "/...")
				if imported == room || below && underAny(imported, []string{room}) {
					return path + " imports " + imported
				}
			}
		}
		return ""
	})
}

// Apart finds packages below a room that import each other, except what they share.
func Apart(g Graph, room string, shared []string, because string) []string {
	return each(g, []string{room}, because, func(path string) string {
		for _, imported := range g[path].Imports {
			if path != room && imported != path && underAny(imported, []string{room}) && !underAny(imported, shared) && !underAny(imported, []string{path}) {
				return path + " imports " + imported
			}
		}
		return ""
	})
}

// Pure finds packages below one of from that import, themselves or through others, anything that is neither of the
// standard library nor at or below one of allowed.
func Pure(g Graph, from, allowed []string, because string) []string {
	return each(g, from, because, func(path string) string {
		chain := g.Chain(path, func(p *Package) bool {
			return !p.Standard && !underAny(p.ImportPath, from) && !underAny(p.ImportPath, allowed)
		})
		return strings.Join(chain, " → ")
	})
}

// Downwards finds packages that import upwards or sideways, and packages that have no place in the order. A room of
// the order holds what is below it too; inside one room packages may import each other.
func Downwards(g Graph, order []string, because string) []string {
	place := func(path string) int {
		best, length := -1, -1
		for i, room := range order {
			if underAny(path, []string{room}) && len(room) > length {
				best, length = i, len(room)
			}
		}
		return best
	}
	var wrong []string
	for path, p := range g {
		if !p.Ours() {
			continue
		}
		at := place(path)
		if at < 0 {
			wrong = append(wrong, fmt.Sprintf("%s has no place in the order of the house: %s", path, because))
			continue
		}
		for _, imported := range p.Imports {
			q := g[imported]
			if q == nil || !q.Ours() {
				continue
			}
			if to := place(imported); to >= 0 && to < at {
				wrong = append(wrong, fmt.Sprintf("%s imports %s, which stands above it: %s", path, imported, because))
			}
		}
	}
	sort.Strings(wrong)
	return wrong
}

// Modules finds other people's modules that a command reaches and no reason allows, and reasons that no command needs.
func Modules(g Graph, command string, reasons map[string]string) []string {
	if g[command] == nil {
		return []string{missing(command)}
	}
	reached := map[string]string{}
	g.Chain(command, func(p *Package) bool {
		if p.Module != nil && !p.Module.Main && reached[p.Module.Path] == "" {
			reached[p.Module.Path] = p.ImportPath
		}
		return false
	})
	var wrong []string
	for m, through := range reached {
		if reasons[m] == "" {
			chain := g.Chain(command, func(p *Package) bool { return p.ImportPath == through })
			wrong = append(wrong, fmt.Sprintf("%s links %s (%s): a module needs a reason here and a record under docs/decisions",
				command, m, strings.Join(chain, " → ")))
		}
	}
	for m := range reasons {
		if reached[m] == "" {
			wrong = append(wrong, fmt.Sprintf("%s does not link %s any more: take its reason out", command, m))
		}
	}
	sort.Strings(wrong)
	return wrong
}

// each runs look over every package at or below one of from, which must all exist.
func each(g Graph, from []string, because string, look func(path string) string) []string {
	var wrong []string
	for _, f := range from {
		paths := g.Under(f)
		if len(paths) == 0 {
			wrong = append(wrong, missing(f))
		}
		for _, path := range paths {
			if found := look(path); found != "" {
				wrong = append(wrong, found+": "+because)
			}
		}
	}
	return wrong
}

func missing(path string) string {
	return path + " does not exist here: a rule that finds nothing to look at holds nothing"
}

func underAny(path string, rooms []string) bool {
	for _, room := range rooms {
		if path == room || strings.HasPrefix(path, room+"/") {
			return true
		}
	}
	return false
}
