package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
)

// owner makes a space, and logs in.
type owner struct {
	t       *testing.T
	address string
	how     *http.Client
	key     ed25519.PrivateKey
	id      record.SpaceID
	genesis []byte
}

func newOwner(t *testing.T, address string, how *http.Client) *owner {
	t.Helper()
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	o := &owner{t: t, address: address, how: how, key: key, id: record.SpaceOf([32]byte(public))}
	e := record.Envelope{Kind: record.KindControl, Epoch: 1, ID: record.NewID()}
	c := record.Control{Head: record.FirstHead(o.id), Auth: [32]byte(public), Owner: [32]byte(public), Roster: make([]byte, record.RosterSize)}
	for i := range c.Boxes {
		c.Boxes[i] = make([]byte, record.BoxSize)
	}
	c.Signature = [64]byte(ed25519.Sign(key, append([]byte(record.LabelControl), c.Signed(o.id, e)...)))
	e.Body = c.Marshal()
	o.genesis = e.Marshal()
	return o
}

func (o *owner) ask(method, path string, body []byte, headers ...string) (int, []byte) {
	o.t.Helper()
	r, err := http.NewRequest(method, o.address+path, bytes.NewReader(body))
	if err != nil {
		o.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := o.how.Do(r)
	if err != nil {
		o.t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	return answer.StatusCode, b
}

func (o *owner) create(code string) error {
	o.t.Helper()
	status, b := o.ask("POST", relayapi.PathSpaces, relayapi.Create{Code: code, Genesis: o.genesis}.Encode())
	if status == 200 {
		return nil
	}
	return relayapi.DecodeError(status, b)
}

// member logs in with the key of the first epoch.
func (o *owner) member() string {
	o.t.Helper()
	_, n := o.ask("GET", relayapi.PathNonce, nil)
	l := relayapi.Login{Role: relayapi.RoleMember, Space: o.id, Epoch: 1, Nonce: relayapi.Nonce(n)}
	host := strings.TrimPrefix(strings.TrimPrefix(o.address, "http://"), "https://")
	l.Signature = [64]byte(ed25519.Sign(o.key, append([]byte(relayapi.LabelLogin), l.Signed(host)...)))
	status, token := o.ask("POST", relayapi.PathToken, l.Encode())
	if status != 200 {
		o.t.Fatalf("logging in: %d %q", status, token)
	}
	return string(token)
}

func (o *owner) append(expect uint64, size int) []byte {
	o.t.Helper()
	e := record.Envelope{Kind: record.KindRecord, Epoch: 1, ID: record.NewID(), Delete: record.Hash{1}, Body: make([]byte, size+record.PlainOverhead+record.SealOverhead)}
	rand.Read(e.Body)
	b := e.Marshal()
	status, answer := o.ask("POST", relayapi.LogPath(o.id), relayapi.Append{Expect: expect, Envelopes: [][]byte{b}}.Encode(), "Authorization", relayapi.Bearer(o.member()))
	if status != 200 {
		o.t.Fatalf("appending: %d %q", status, answer)
	}
	return b
}

func TestOneBinaryServesPagesAndRelayAndKeepsWhatItWasGiven(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	address, ended := started(t, none, "-listen", "127.0.0.1:0", "-data", data)
	o := newOwner(t, address, http.DefaultClient)
	if err := o.create(""); err != nil {
		t.Fatal(err)
	}
	e := o.append(1, 512)
	live, err := http.Post(address+relayapi.PathLive, "", bytes.NewReader(relayapi.EncodeTokens(o.member())))
	if err != nil {
		t.Fatal(err)
	}
	defer live.Body.Close()
	if event, _, err := relayapi.NewEvents(live.Body).Next(); err != nil || event.Head != 2 {
		t.Errorf("the stream said %v, %v", event, err)
	}
	if status, b := o.ask("GET", "/host", nil, "Accept", "text/html"); status != 200 || !bytes.Contains(b, []byte("What the host can see")) || !bytes.Contains(b, []byte("<dt>locator</dt>")) {
		t.Errorf("/host: %d, %d bytes", status, len(b))
	}
	if status, b := o.ask("GET", "/v1/health", nil); status != 200 || string(b) != "ok\n" {
		t.Errorf("health: %d %q", status, b)
	}
	disclosed := func() string {
		var out, errs bytes.Buffer
		if code := run(t.Context(), []string{"disclose", "-data", data, o.id.String()}, none, &out, &errs); code != 0 {
			t.Errorf("disclose ended with %d: %s", code, errs.String())
		}
		return out.String()
	}
	for _, want := range []string{fmt.Sprintf("%x", e[100:200]), "table slots", "What is nowhere"} {
		if !strings.Contains(disclosed(), want) {
			t.Errorf("while it runs, disclose says nothing of %.40q", want)
		}
	}
	// An open stream must not keep it from stopping.
	if code, errs := ended(); code != 0 || errs != "" {
		t.Errorf("it ended with %d: %s", code, errs)
	}
	if text := disclosed(); !strings.Contains(text, fmt.Sprintf("%x", e[100:200])) {
		t.Error("afterwards the entry is gone")
	}
	if files, err := os.ReadDir(data); err != nil || len(files) != 2 {
		t.Errorf("%d files are left, %v", len(files), err)
	}
	address, _ = started(t, none, "-listen", "127.0.0.1:0", "-data", data)
	o.address = address
	if status, b := o.ask("GET", relayapi.LogPath(o.id)+relayapi.After(1), nil, "Authorization", relayapi.Bearer(o.member())); status != 200 || !bytes.Contains(b, e) {
		t.Errorf("started again: %d", status)
	}
}

func TestInviteCodesWorkOnceAlsoAfterARestart(t *testing.T) {
	data, codes := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "codes")
	write := func(text string) {
		if err := os.WriteFile(codes, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("quiet river\n\n")
	args := []string{"-listen", "127.0.0.1:0", "-data", data, "-new-spaces", "code", "-invite-codes", codes}
	address, ended := started(t, none, args...)
	try := func(code string, want error) {
		t.Helper()
		if err := newOwner(t, address, http.DefaultClient).create(code); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", code, err, want)
		}
	}
	try("", relayapi.ErrCode)
	try("loud river", relayapi.ErrCode)
	try("quiet river", nil)
	try("quiet river", relayapi.ErrCode)
	try("quiet river ", relayapi.ErrCode) // not another one
	write("quiet river\nsmall boat\n")
	try("small boat", nil) // added while it runs
	ended()
	address, _ = started(t, none, args...)
	try("quiet river", relayapi.ErrCode)
	try("small boat", relayapi.ErrCode)
	b, err := os.ReadFile(filepath.Join(data, "relay.db"))
	if err != nil || bytes.Contains(b, []byte("quiet river")) {
		t.Errorf("the folder holds the code itself, %v", err)
	}
}

func TestARelayElsewhereIsNotServedHere(t *testing.T) {
	address, _ := started(t, none, "-listen", "127.0.0.1:0", "-relay", "https://relay.example")
	o := newOwner(t, address, http.DefaultClient)
	if status, _ := o.ask("GET", relayapi.PathAbout, nil); status != 404 {
		t.Errorf("about: %d", status)
	}
	if _, b := o.ask("GET", "/", nil, "Accept", "text/html"); !bytes.Contains(b, []byte(`data-relay="https://relay.example"`)) {
		t.Error("the first page does not say where the relay is")
	}
}

func TestARelayAloneServesNoPage(t *testing.T) {
	address, _ := started(t, none, "-listen", "127.0.0.1:0", "-relay-only", "-site", "https://app.example")
	r, err := http.Get(address + relayapi.PathAbout)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != 200 || r.Header.Get("Access-Control-Allow-Origin") != "https://app.example" {
		t.Errorf("%d, %v", r.StatusCode, r.Header)
	}
	if r, err := http.Get(address + "/"); err != nil || r.StatusCode != 404 {
		t.Errorf("a page: %v", err)
	}
}

// ownPort is an address of this machine for a program that does not say which it took. The system gives its port to nobody who asks for any,
// so that no test beside this one gets it before the program does.
func ownPort(t *testing.T) string {
	t.Helper()
	from := 32768
	if given, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range"); err == nil { // elsewhere it is higher
		_, _ = fmt.Sscan(string(given), &from)
	}
	for port := from - 1; port > max(1024, from-1000); port-- {
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			_ = l.Close()
			return l.Addr().String()
		}
	}
	t.Fatal("no port is free")
	return ""
}

func TestCountersAreToldOnThisMachineAndSayNobody(t *testing.T) {
	health := ownPort(t)
	address, _ := started(t, none, "-listen", "127.0.0.1:0", "-health-listen", health)
	o := newOwner(t, address, http.DefaultClient)
	if err := o.create(""); err != nil {
		t.Fatal(err)
	}
	o.append(1, 512)
	o.append(2, 512)
	o.address = "http://" + health
	_, b := o.ask("GET", "/", nil)
	for _, want := range []string{"snowdrop_spaces_created 1\n", "snowdrop_records 2\n", "snowdrop_logins 2\n", "snowdrop_changes 3\n"} {
		if !bytes.Contains(b, []byte(want)) {
			t.Errorf("%q is missing in %s", want, b)
		}
	}
	for line := range strings.Lines(string(b)) {
		if !regexp.MustCompile(`^(# [A-Za-z ,:'-]+|snowdrop_[a-z_]+ \d{1,6})\n$`).MatchString(line) {
			t.Errorf("a line says more: %q", line)
		}
	}
	if status, b := o.ask("GET", relayapi.PathAbout, nil); status != 200 || bytes.Contains(b, []byte("quota")) {
		t.Error("the port of the counters answers as a relay")
	}
}

func TestOnlyAProxyNearbyIsBelieved(t *testing.T) {
	for _, c := range []struct {
		proxied        bool
		from, said, is string
	}{
		{false, "203.0.113.7:1", "198.51.100.1", "203.0.113.7"}, {false, "127.0.0.1:1", "198.51.100.1", ""}, {true, "127.0.0.1:1", "198.51.100.1", "198.51.100.1"},
		{true, "10.1.2.3:1", "9.9.9.9, 198.51.100.1", "198.51.100.1"}, {true, "203.0.113.7:1", "198.51.100.1", "203.0.113.7"}, {true, "127.0.0.1:1", "", ""}, {true, "127.0.0.1:1", "nonsense", ""},
		{true, "[::1]:1", "2001:db8::1", "2001:db8::1"}, {true, "127.0.0.1:1", "::ffff:198.51.100.1", "198.51.100.1"}, {false, "10.1.2.3:1", "", "10.1.2.3"},
	} {
		r := &http.Request{RemoteAddr: c.from, Header: http.Header{}}
		if c.said != "" {
			r.Header.Set("X-Forwarded-For", c.said)
		}
		var want netip.Addr
		if c.is != "" {
			want = netip.MustParseAddr(c.is)
		}
		if got := whoAsks(c.proxied)(r); got != want {
			t.Errorf("from %s with %q, behind a proxy %v: %v, want %v", c.from, c.said, c.proxied, got, want)
		}
	}
}

// written is the one example of a kind in docs/hosting.md.
func written(t *testing.T, kind string) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/hosting.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(text), "```"+kind+"\n")
	example, _, ended := strings.Cut(after, "```\n")
	if !found || !ended {
		t.Fatalf("docs/hosting.md has no example of %s", kind)
	}
	return example
}

// needs ends a test on a machine that lacks a program. Where everything must run, that is a mistake.
func needs(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not on this machine: tools/setup.sh brings it", program)
		}
		t.Skipf("%s is not on this machine", program)
	}
	return path
}

func replaced(t *testing.T, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("the example has no %q", pairs[i])
		}
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return text
}

func TestTheUnitInTheDocumentIsOneThatSystemdTakes(t *testing.T) {
	check := needs(t, "systemd-analyze")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	unit := written(t, "ini")
	for line := range strings.Lines(unit) {
		if name, value, found := strings.Cut(strings.TrimPrefix(line, "Environment="), "="); found && strings.HasPrefix(line, "Environment=") {
			if _, err := parse(nil, func(n string) string {
				if n == name {
					return strings.TrimSpace(value)
				}
				return ""
			}, io.Discard); err != nil || !strings.HasPrefix(name, "SNOWDROP_") {
				t.Errorf("%s is not understood: %v", strings.TrimSpace(line), err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "snowdrop.service")
	if err := os.WriteFile(path, []byte(replaced(t, unit, "/usr/local/bin/snowdrop", self)), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(check, "verify", "--man=no", path).CombinedOutput()
	if err != nil || len(bytes.TrimSpace(out)) > 0 {
		t.Errorf("systemd says %s, %v", out, err)
	}
}

// TestTheProxyInTheDocumentPassesEverythingOn runs nginx, as the document configures it, before a relay.
func TestTheProxyInTheDocumentPassesEverythingOn(t *testing.T) {
	nginx := needs(t, "nginx")
	address, _ := started(t, none, "-listen", "127.0.0.1:0", "-behind-tls", "-host", "localhost:1,127.0.0.1,snowdrop.example")
	cert, key := certificate(t)
	folder := t.TempDir()
	outside := ownPort(t)
	server := replaced(t, written(t, "nginx"), "listen 443 ssl", "listen "+outside+" ssl", "/etc/ssl/snowdrop.example.crt", cert, "/etc/ssl/snowdrop.example.key", key,
		"http://127.0.0.1:8080", strings.Replace(address, "localhost", "127.0.0.1", 1))
	text := "daemon off; master_process off; pid " + folder + "/pid; error_log " + folder + "/early;\nevents {}\nhttp {\n"
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		text += kind + "_temp_path " + folder + "/" + kind + ";\n"
	}
	config := filepath.Join(folder, "nginx.conf")
	if err := os.WriteFile(config, []byte(text+server+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(nginx, "-t", "-p", folder, "-e", folder+"/early", "-c", config).CombinedOutput(); err != nil {
		t.Fatalf("nginx says %s", out)
	}
	proxy := exec.Command(nginx, "-p", folder, "-e", folder+"/early", "-c", config)
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = proxy.Process.Kill()
		_ = proxy.Wait()
	})
	for range 1500 { // half a minute: a machine may have much else to do
		if conn, err := net.Dial("tcp", outside); err == nil {
			_ = conn.Close()
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	// A device dials the name in the document.
	dial := &net.Dialer{}
	how := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dial.DialContext(ctx, network, outside)
		}}}
	o := newOwner(t, "https://snowdrop.example", how)
	if err := o.create(""); err != nil {
		t.Fatal(err)
	}
	token := o.member() // signed for this host
	live, err := how.Post(o.address+relayapi.PathLive, "", bytes.NewReader(relayapi.EncodeTokens(token)))
	if err != nil {
		t.Fatal(err)
	}
	defer live.Body.Close()
	events := relayapi.NewEvents(live.Body)
	for head := uint64(1); head < 4; head++ {
		if e, _, err := events.Next(); err != nil || e.Head != head {
			t.Fatalf("the stream said %v, %v; want %d", e, err, head)
		}
		o.append(head, 32<<10)
	}
	status, _ := o.ask("POST", relayapi.LogPath(o.id), make([]byte, relayapi.MaxBody), "Authorization", relayapi.Bearer(token))
	if status != 400 {
		t.Errorf("a body as long as allowed: %d", status)
	}
	r, err := how.Get(o.address + "/h/")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.ProtoMajor != 2 || r.Header.Get("Strict-Transport-Security") == "" || !strings.Contains(r.Header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("a page came with %v", r.Header)
	}
	_ = filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if info, bad := d.Info(); bad == nil && !d.IsDir() && filepath.Base(path) != "nginx.conf" && filepath.Base(path) != "pid" && info.Size() > 0 {
			t.Errorf("nginx wrote %d bytes to %s", info.Size(), path)
		}
		return err
	})
}
