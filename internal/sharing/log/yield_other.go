//go:build !js

package log

import "runtime"

func yield() { runtime.Gosched() }
