// Command failing says what becomes of a page in which a piece fails. cmd/bundle compiles it with what stands there for templ.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/a-h/templ"
	templruntime "github.com/a-h/templ/runtime"
)

func page(before string, piece templ.Component) templ.Component {
	return templPage(func(ctx templContext, b *templruntime.Buffer, _ templ.Component) error {
		templThen(before, ctx, b, piece)
		templRounds(b, "<", "&", ">", "&", ".")
		return nil
	})
}

func show(piece templ.Component) {
	var out bytes.Buffer
	defer func() {
		if r := recover(); r != nil {
			fmt.Printf("%q and the panic %v\n", out.String(), r)
		}
	}()
	err := page("outer ", page("inner ", piece)).Render(context.Background(), &out)
	fmt.Printf("%q and %v\n", out.String(), err)
}

func main() {
	show(templ.NopComponent)
	show(templ.ComponentFunc(func(context.Context, io.Writer) error { return errors.New("an error") }))
	show(templ.ComponentFunc(func(context.Context, io.Writer) error { panic("of another sort") }))
}
