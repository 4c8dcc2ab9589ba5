package app

import (
	"context"

	"snowdrop/internal/app/bring"
)

// Look says what would become of what is in a file, for a program that has no pages. It changes nothing.
func (a *App) Look(ctx context.Context, from bring.Source) (bring.Count, error) {
	return bring.Look(ctx, a.Shared, from, a.isDraft)
}

// Bring brings it in. See bring.In.
func (a *App) Bring(ctx context.Context, from bring.Source, choice bring.Choice, progress func(done int)) (bring.Count, error) {
	return bring.In(ctx, a.Shared, from, choice, a.isDraft, progress)
}

// letGo lets places go of what they hold in memory.
func (a *App) letGo() {
	for _, forget := range a.forgets {
		forget()
	}
}
