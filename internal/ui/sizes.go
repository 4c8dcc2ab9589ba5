package ui

import "strconv"

// padAt puts a pad in the middle of its picture.
func padAt(x int) string { return "translate(" + strconv.Itoa(x) + " 0)" }
