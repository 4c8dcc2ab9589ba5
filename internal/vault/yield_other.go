//go:build !js

package vault

import "runtime"

func yield() { runtime.Gosched() }
