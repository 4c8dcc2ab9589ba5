//go:build !js

package contents

import "runtime"

func yield() { runtime.Gosched() }
