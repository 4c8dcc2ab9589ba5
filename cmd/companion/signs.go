package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"snowdrop/internal/guidance/signs"
)

// maxReportLine bounds one line. A longer one gets an error line and the rest still runs.
const maxReportLine = 1 << 20

const signsUsage = `Usage: companion signs [--assume-denied] [-local FILE] [FILE]
       companion signs -local FILE -check

Reads warning-signs reports, one JSON object a line, from FILE or from standard input, and writes one
answer a line, in order. A line that is not a valid report gives {"error":"...","line":N}; the rest still
runs and the exit status is 1. A blank line is not a report either, so that line N out is always line N in.

  --assume-denied   count every sign that is missing as asked and denied (for test material)
  -local FILE       go by this host's stricter rules too; docs/local-signs.example.json is one
  -check            only say whether that file can be used and what it changes; the exit status is 0 or 1
`

// runSigns is "companion signs", exactly as docs/clinical-safety and signs.md describe it.
func runSigns(args []string, in io.Reader, out, errOut io.Writer) int {
	flags := flag.NewFlagSet("signs", flag.ContinueOnError)
	flags.SetOutput(errOut)
	flags.Usage = func() { fmt.Fprint(errOut, signsUsage) }
	denied := flags.Bool("assume-denied", false, "")
	host := flags.String("local", "", "")
	only := flags.Bool("check", false, "")
	var files []string
	for rest := args; ; files = append(files, flags.Arg(0)) {
		if err := flags.Parse(rest); errors.Is(err, flag.ErrHelp) {
			return 0
		} else if err != nil {
			return 2
		}
		if flags.NArg() == 0 {
			break
		}
		rest = flags.Args()[1:] // a flag may stand after the file too
	}
	if len(files) > 1 || *only && (*host == "" || len(files) > 0) {
		fmt.Fprint(errOut, signsUsage)
		return 2
	}
	table := signs.Standard()
	if *host != "" {
		stricter, err := local(*host, errOut)
		if err != nil {
			return 1
		}
		table = stricter
	}
	if *only {
		describe(*host, table, out)
		return 0
	}
	if len(files) == 1 && files[0] != "-" {
		file, err := os.Open(files[0])
		if err != nil {
			fmt.Fprintf(errOut, "companion signs: %v\n", err)
			return 1
		}
		defer file.Close()
		in = file
	}
	check := table.Check
	if *denied {
		check = table.CheckAssumingDenied
	}
	bad, err := answerLines(in, out, check)
	if err != nil {
		fmt.Fprintf(errOut, "companion signs: %v\n", err)
		return 1
	}
	if bad {
		return 1
	}
	return 0
}

// answerLines answers every line in order and says whether any of them was not a report.
func answerLines(in io.Reader, out io.Writer, check func(signs.Report) signs.Answer) (bad bool, err error) {
	r := bufio.NewReaderSize(in, 64<<10)
	w := bufio.NewWriter(out)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for number := 1; ; number++ {
		line, tooLong, readErr := readLine(r)
		if readErr != nil && !errors.Is(readErr, io.EOF) {
			return bad, errors.Join(readErr, w.Flush())
		}
		if readErr == nil || len(line) > 0 || tooLong {
			answer, ok := answerLine(line, tooLong, number, check)
			bad = bad || !ok
			if err := encoder.Encode(answer); err != nil {
				return bad, err
			}
		}
		if readErr != nil {
			return bad, w.Flush()
		}
		// Somebody who types reports wants each answer before the next one.
		if r.Buffered() == 0 {
			if err := w.Flush(); err != nil {
				return bad, err
			}
		}
	}
}

// readLine returns the next line without its end. Of a line that is too long it keeps nothing.
func readLine(r *bufio.Reader) (line []byte, tooLong bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if !tooLong {
			line = append(line, part...)
		}
		if len(bytes.TrimRight(line, "\r\n")) > maxReportLine {
			line, tooLong = nil, true
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimRight(line, "\r\n"), tooLong, err
		}
	}
}

type lineError struct {
	Error string `json:"error"`
	Line  int    `json:"line"`
}

type lineAnswer struct {
	ID json.RawMessage `json:"id,omitempty"`
	signs.Answer
}

// answerLine answers one line. ok is false when the line was not a report.
func answerLine(line []byte, tooLong bool, number int, check func(signs.Report) signs.Answer) (answer any, ok bool) {
	if len(bytes.TrimSpace(line)) == 0 && !tooLong {
		return lineError{"signs: a blank line is not a report", number}, false
	}
	if tooLong {
		return lineError{fmt.Sprintf("signs: longer than %d bytes", maxReportLine), number}, false
	}
	id, report, err := unwrap(line)
	if err != nil {
		return lineError{err.Error(), number}, false
	}
	r, err := signs.Parse(report)
	if err != nil {
		return lineError{err.Error(), number}, false
	}
	return lineAnswer{id, check(r)}, true
}

// unwrap takes a report out of {"id":"...","report":{...}}. A line that is not wrapped is a report itself.
func unwrap(line []byte) (id json.RawMessage, report []byte, err error) {
	if !bytes.Contains(line, []byte(`"report"`)) {
		return nil, line, nil
	}
	d := json.NewDecoder(bytes.NewReader(line))
	if start, err := d.Token(); err != nil || start != json.Delim('{') {
		return nil, line, nil // signs.Parse says what is wrong
	}
	wrapped, other := false, ""
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, line, nil
		}
		key := token.(string)
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, line, nil
		}
		switch {
		case seen[key]:
			return nil, nil, &signs.KeyError{Key: key, Problem: "is given twice"}
		case key == "report":
			wrapped, report = true, value
		case key == "id":
			id = value
		case other == "":
			other = key
		}
		seen[key] = true
	}
	if !wrapped {
		return nil, line, nil
	}
	return checkWrap(d, id, report, other)
}

// checkWrap refuses what stands beside or after a wrapped report, and an id that is neither text nor a number.
func checkWrap(d *json.Decoder, id json.RawMessage, report []byte, other string) (json.RawMessage, []byte, error) {
	if other != "" {
		return nil, nil, &signs.KeyError{Key: other, Problem: `cannot stand beside "report"`}
	}
	if _, err := d.Token(); err != nil {
		return nil, nil, fmt.Errorf("signs: not JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, nil, errors.New("signs: more than one JSON value")
	}
	if len(id) > 0 && id[0] != '"' && id[0] != '-' && (id[0] < '0' || id[0] > '9') {
		return nil, nil, &signs.KeyError{Key: "id", Problem: "must be text or a number"}
	}
	return id, report, nil
}
