// Package mutants takes the rules by which people share out one by one, and watches a test fail for each. It must never be
// linked into a program: there is nothing in it but its test.
package mutants
