package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"
	"testing"
)

// inMemory counts how often words stand in what the process can write to.
func (p *process) inMemory(t *testing.T, words string) int {
	t.Helper()
	maps, err := os.Open(fmt.Sprintf("/proc/%d/maps", p.Process.Pid))
	if err != nil {
		t.Skip(err)
	}
	defer maps.Close()
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", p.Process.Pid))
	if err != nil {
		t.Skip(err) // this system lets nobody look
	}
	defer mem.Close()
	n := 0
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		var from, to int64
		var may string
		if _, err := fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &may); err != nil || !strings.HasPrefix(may, "rw") {
			continue
		}
		b := make([]byte, to-from)
		if _, err := mem.ReadAt(b, from); err == nil {
			n += bytes.Count(b, []byte(words))
		}
	}
	return n
}

// Not all of it is gone: what a connection holds of its last request, for one (docs/threat-model.md).
func TestAfterALockLittleOfWhatWasWrittenIsInMemory(t *testing.T) {
	p := startProcess(t, t.TempDir())
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	base := strings.SplitN(p.address, "/open", 2)[0]
	ask := func(method, address, form string) {
		r, err := http.NewRequest(method, address, strings.NewReader(form))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		a, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = a.Body.Close()
	}
	ask("GET", p.address, "")
	secret := url.Values{"new": {passphrase}, "new-again": {passphrase}, "passphrase": {passphrase}}.Encode()
	ask("POST", base+"/mine/keep", secret)
	for i := range 30 {
		ask("POST", base+"/journal/new", fmt.Sprintf("text=PLANTEDWORDS%d+%s", i, strings.Repeat("la+", 200)))
	}
	for range 2 {
		ask("POST", base+"/lock", "")
		ask("POST", base+"/unlock", secret)
		ask("GET", base+"/journal", "")
	}
	open := p.inMemory(t, "PLANTEDWORDS")
	ask("POST", base+"/lock", "")
	if locked := p.inMemory(t, "PLANTEDWORDS"); open < 30 || locked*5 > open {
		t.Errorf("open, the words are in memory %d times, and %d times after the lock", open, locked)
	} else {
		t.Logf("%d times open, %d times locked", open, locked)
	}
}
