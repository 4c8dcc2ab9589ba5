// Command pages prints every page of the gallery, for comparing two ways to compile them. It must never be part of Snowdrop.
package main

import (
	"context"
	"fmt"
	"os"

	"snowdrop/internal/ui/examples"
)

func main() {
	for _, e := range examples.Examples() {
		fmt.Println("==", e.Name)
		if err := e.Component.Render(context.Background(), os.Stdout); err != nil {
			fmt.Println(err)
		}
	}
}
