package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"snowdrop/internal/relay"
	"snowdrop/internal/site"
	"snowdrop/web"
)

func none(string) string { return "" }

// started runs "snowdrop serve" until the test ends and gives the one line that it prints.
func started(t *testing.T, env func(string) string, args ...string) (address string, ended func() (code int, errs string)) {
	t.Helper()
	if _, err := web.Built(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("the app is not built: this test must run here, after \"make build\"")
		}
		t.Skip("the app is not built: run \"make build\" first")
	}
	data := t.TempDir() // a flag that a test gives itself comes later and wins
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	var errs bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, append([]string{"serve", "-data", data}, args...), env, in, &errs)
		_ = in.Close()
	}()
	lines := bufio.NewScanner(out)
	lines.Scan()
	address = lines.Text()
	ended = func() (int, string) {
		stop()
		rest := ""
		for lines.Scan() {
			rest += lines.Text()
		}
		if rest != "" {
			t.Errorf("more than one line was printed: %q", rest)
		}
		c := <-code
		code <- c
		return c, errs.String()
	}
	t.Cleanup(func() { ended() })
	return address, ended
}

func TestServePrintsOneAddressOnThisMachineAndStopsWhenAsked(t *testing.T) {
	address, ended := started(t, none, "-listen", "127.0.0.1:0")
	if !regexp.MustCompile(`^http://localhost:\d+$`).MatchString(address) {
		t.Fatalf("it printed %q", address)
	}
	r, err := http.Get(address + "/h/")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if body, err := io.ReadAll(r.Body); err != nil || r.StatusCode != 200 || !bytes.Contains(body, []byte("112")) {
		t.Errorf("help: status %d, %d bytes, %v", r.StatusCode, len(body), err)
	}
	if code, errs := ended(); code != 0 || errs != "" {
		t.Errorf("it ended with %d: %s", code, errs)
	}
}

func TestNobodyChoseThePortSoAnotherWillDo(t *testing.T) {
	taken, err := net.Listen("tcp", defaultListen)
	if err == nil {
		t.Cleanup(func() { _ = taken.Close() })
	}
	address, ended := started(t, none)
	if strings.HasSuffix(address, ":8080") || !strings.HasPrefix(address, "http://localhost:") {
		t.Errorf("it printed %q", address)
	}
	_, errs := ended()
	if !strings.HasPrefix(errs, "Port 8080 is in use, so this is another address. What you kept under port 8080 shows only there.") || strings.Count(errs, "\n") != 1 {
		t.Errorf("it said %q", errs)
	}
}

func TestWhatIsWrongIsSaidInPlainWords(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	built := true
	if _, err := web.Built(); err != nil {
		built = false
	}
	for _, c := range []struct {
		name  string
		args  []string
		env   map[string]string
		want  string
		built bool // needs a binary with the app in it
	}{
		{"a port in use", []string{"serve", "-listen", "127.0.0.1:" + port}, nil, "Port " + port + " is in use. Stop what uses it, or choose another port with -listen.\n", true},
		{"no port", []string{"serve"}, map[string]string{"SNOWDROP_LISTEN": "localhost"}, "-listen must be an address with a port, such as 127.0.0.1:8080, not \"localhost\".\n", true},
		{"half of TLS", []string{"serve", "-tls-cert", "x.pem"}, nil, "TLS needs both: -tls-cert and -tls-key.\n", false},
		{"no certificate", []string{"serve", "-tls-cert", "/nowhere.pem", "-tls-key", "/nowhere.key"}, nil, "There is no file \"/nowhere.pem\". Look at -tls-cert and -tls-key.\n", true},
		{"no certificate in the file", []string{"serve", "-tls-cert", "main.go", "-tls-key", "main.go"}, nil, "The TLS certificate and its key cannot be used. Both must be PEM files, and the key must be the one of this certificate.\n", true},
		{"a folder as certificate", []string{"serve", "-tls-cert", ".", "-tls-key", "."}, nil, "The file \".\" cannot be read.\n", true},
		{"an address of another machine", []string{"serve", "-listen", "192.0.2.1:8080"}, nil, "Snowdrop cannot listen on \"192.0.2.1:8080\". Use an address of this machine and a port up to 65535, such as 127.0.0.1:8080.\n", true},
		{"a port that is none", []string{"serve", "-listen", "127.0.0.1:70000"}, nil, "Snowdrop cannot listen on \"127.0.0.1:70000\".", true},
		{"a bad switch", []string{"serve"}, map[string]string{"SNOWDROP_BEHIND_TLS": "perhaps"}, "SNOWDROP_BEHIND_TLS must be true or false.\n", false},
		{"a bad way out", []string{"serve", "-leave-for", "example"}, nil, "-leave-for must be a whole address, such as https://www.example.org/.\n", true},
		{"no file of warning signs", []string{"serve", "-local-signs", "/nowhere.json"}, nil, "There is no file \"/nowhere.json\". Look at -local-signs.\n", true},
		{"a folder of warning signs", []string{"serve", "-local-signs", "."}, nil, "The file \".\" cannot be read.\n", true},
		{"an endless file of warning signs", []string{"serve", "-local-signs", "/dev/zero"}, nil, "The file \"/dev/zero\" is larger than 16384 bytes. Shorten it.\n", true},
		{"an empty file of warning signs", []string{"serve", "-local-signs", "/dev/null"}, nil, "The file \"/dev/null\" is empty.", true},
		{"no list of help", []string{"serve", "-local-directory", "/nowhere.json"}, nil, "There is no file \"/nowhere.json\". Look at -local-directory.\n", true},
		{"an endless list of help", []string{"serve", "-local-directory", "/dev/zero"}, nil, "The file \"/dev/zero\" is larger than 131072 bytes. Shorten it.\n", true},
		{"an empty list of help", []string{"serve", "-local-directory", "/dev/null"}, nil, "The file \"/dev/null\" is empty.", true},
		{"a list of help without pages", []string{"serve", "-relay-only", "-local-directory", "x.json"}, nil, "-local-directory belongs to the pages, and -relay-only serves none. Use it where the pages are.\n", false},
		{"warning signs without pages", []string{"serve", "-relay-only", "-local-signs", "x.json"}, nil, "-local-signs belongs to the pages, and -relay-only serves none. Use it where the pages are.\n", false},
		{"nobody may", []string{"serve", "-new-spaces", "perhaps"}, nil, "-new-spaces must be open, code or closed.\n", false},
		{"codes without a file", []string{"serve", "-new-spaces", "code"}, nil, "-new-spaces code and -invite-codes go together.\n", false},
		{"a file that is not there", []string{"serve", "-new-spaces", "code", "-invite-codes", "/nowhere"}, nil, "The file \"/nowhere\" with invite codes cannot be read.\n", true},
		{"a quota of nothing", []string{"serve", "-quota", "0MB"}, nil, "-quota must be a number with KB, MB or GB, such as 512MB.\n", false},
		{"a quota without a unit", []string{"serve", "-quota", "5"}, nil, "-quota must be a number with KB, MB or GB, such as 512MB.\n", false},
		{"a relay with a path", []string{"serve", "-relay", "https://relay.example/v1"}, nil, "-relay must be an address without a path, such as https://relay.example.\n", true},
		{"other relays with a path", []string{"serve", "-other-relays", "https://a.example,https://b.example/v1"}, nil, "-other-relays must be addresses without a path, such as https://relay.example, with commas between them. Each may have a short name: \"The clinic=https://relay.example\".\n", false},
		{"other relays without pages", []string{"serve", "-relay-only", "-other-relays", "https://a.example"}, nil, "-other-relays belongs to the pages, and -relay-only serves none. Use it where the pages are.\n", false},
		{"other sites with a path", []string{"serve", "-other-sites", "https://app.example/"}, nil, "-other-sites must be addresses without a path, such as https://app.example, with commas between them.\n", false},
		{"other sites without a relay", []string{"serve", "-relay", "https://r.example", "-other-sites", "https://app.example"}, nil, "-other-sites belongs to the relay, and -relay says that it is elsewhere. Use it where the relay is.\n", false},
		{"a site with a path", []string{"serve", "-site", "https://app.example/"}, nil, "-site must be an address without a path, such as https://app.example.\n", false},
		{"a relay here and elsewhere", []string{"serve", "-relay", "https://relay.example", "-relay-only"}, nil, "-relay says that the relay is elsewhere, and -relay-only that it is here. Use one of them.\n", false},
		{"a folder that cannot be written", []string{"serve", "-data", "/dev/null/data"}, nil, "Snowdrop cannot write to the folder \"/dev/null/data\". Choose another with -data.\n", true},
		{"counters for everybody", []string{"serve", "-relay-only", "-health-listen", "0.0.0.0:0", "-listen", "127.0.0.1:0"}, map[string]string{"SNOWDROP_DATA": "TEMP"}, "-health-listen must be an address of this machine, such as 127.0.0.1:8081.\n", false},
		{"a folder of something else", []string{"serve", "-relay-only", "-data", "FOREIGN", "-listen", "127.0.0.1:0"}, nil, "The folder \"FOREIGN\" holds something that is not Snowdrop's. Choose another with -data.\n", false},
		{"nobody to tell about", []string{"disclose"}, nil, "snowdrop disclose needs the name of one space: 26 letters and digits.\n", false},
		{"a name that is none", []string{"disclose", "me"}, nil, "\"me\" is no name of a space: that has 26 letters and digits.\n", false},
		{"no folder", []string{"disclose", "-data", "/nowhere", strings.Repeat("a", 26)}, nil, "There is no relay in the folder \"/nowhere\". Say where with -data.\n", false},
		{"an extra word", []string{"serve", "now"}, nil, "snowdrop serve does not know what to do with \"now\".\n", false},
		{"an unknown command", []string{"sevre"}, nil, "There is no command \"sevre\".", false},
		{"an unknown flag", []string{"serve", "-quick"}, nil, "flag provided but not defined: -quick", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.built && !built {
				t.Skip("the app is not built: run \"make build\" first")
			}
			var out, errs bytes.Buffer
			foreign, temp := filepath.Join(t.TempDir(), "other"), filepath.Join(t.TempDir(), "data")
			for i, arg := range c.args {
				c.args[i] = strings.ReplaceAll(arg, "FOREIGN", foreign)
			}
			c.want = strings.ReplaceAll(c.want, "FOREIGN", foreign)
			if err := errors.Join(os.Mkdir(foreign, 0o700), os.WriteFile(filepath.Join(foreign, "relay.db"), bytes.Repeat([]byte("words "), 1000), 0o600)); err != nil {
				t.Fatal(err)
			}
			get := func(name string) string {
				if v := c.env[name]; name != "SNOWDROP_DATA" || v != "TEMP" && v != "" {
					return v
				}
				return temp
			}
			if code := run(t.Context(), c.args, get, &out, &errs); code == 0 {
				t.Error("it ended well")
			}
			if !strings.HasPrefix(errs.String(), c.want) || out.Len() > 0 && c.args[0] == "serve" {
				t.Errorf("it said %q and %q, want %q", out.String(), errs.String(), c.want)
			}
		})
	}
}

func TestEverySettingHasAnEnvironmentVariableAndTheFlagWins(t *testing.T) {
	env := map[string]string{"SNOWDROP_LISTEN": "127.0.0.1:1", "SNOWDROP_TLS_CERT": "c", "SNOWDROP_TLS_KEY": "k", "SNOWDROP_LEAVE_FOR": "https://a.example/", "SNOWDROP_BEHIND_TLS": "true",
		"SNOWDROP_DATA": "d", "SNOWDROP_NEW_SPACES": "code", "SNOWDROP_INVITE_CODES": "i", "SNOWDROP_QUOTA": "3MB", "SNOWDROP_HOST": "a.example, b.example", "SNOWDROP_RELAY_ONLY": "true",
		"SNOWDROP_SITE": "https://s.example", "SNOWDROP_HEALTH_LISTEN": "127.0.0.1:3", "SNOWDROP_OTHER_SITES": "https://t.example,"}
	get := func(name string) string { return env[name] }
	s, err := parse(nil, get, io.Discard)
	want := settings{listen: "127.0.0.1:1", cert: "c", key: "k", leave: "https://a.example/", behindTLS: true, data: "d", relayOnly: true, site: "https://s.example",
		hosts: []string{"a.example", "b.example"}, newSpaces: "code", codes: "i", quota: 3 << 20, healthListen: "127.0.0.1:3", hostsGiven: "a.example, b.example", quotaGiven: "3MB",
		otherSites: []string{"https://t.example"}, sitesGiven: "https://t.example,"}
	if err != nil || !reflect.DeepEqual(s, want) {
		t.Errorf("from the environment: %+v, %v", s, err)
	}
	pages := map[string]string{"SNOWDROP_RELAY": "https://r.example", "SNOWDROP_LOCAL_SIGNS": "l.json", "SNOWDROP_LOCAL_DIRECTORY": "d.json", "SNOWDROP_OTHER_RELAYS": "The clinic=https://c.example, https://d.example:8443"}
	if s, err := parse(nil, func(name string) string { return pages[name] }, io.Discard); err != nil || s.relay != "https://r.example" || s.localSigns != "l.json" || s.localDirectory != "d.json" ||
		!slices.Equal(s.otherRelays, []site.Other{{Address: "https://c.example", Name: "The clinic"}, {Address: "https://d.example:8443"}}) {
		t.Errorf("a relay elsewhere: %+v, %v", s, err)
	}
	s, err = parse([]string{"-listen", "127.0.0.1:2", "-behind-tls=false"}, get, io.Discard)
	if err != nil || s.listen != "127.0.0.1:2" || s.behindTLS {
		t.Errorf("from flags: %+v, %v", s, err)
	}
	if s, err = parse(nil, none, io.Discard); err != nil || s.listen != defaultListen || s.behindTLS || s.data != defaultData || s.newSpaces != "open" || s.quota != relay.DefaultQuota {
		t.Errorf("by default: %+v, %v", s, err)
	}
}

func TestTLSIsSpokenAndPromised(t *testing.T) {
	cert, key := certificate(t)
	address, _ := started(t, none, "-listen", "127.0.0.1:0", "-tls-cert", cert, "-tls-key", key)
	if !strings.HasPrefix(address, "https://localhost:") {
		t.Fatalf("it printed %q", address)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	r, err := client.Get(address + "/closed")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.Header.Get("Strict-Transport-Security") == "" {
		t.Error("TLS is not promised")
	}
}

func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, kind string, content []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return write("cert.pem", "CERTIFICATE", der), write("key.pem", "PRIVATE KEY", secret)
}

func TestNobodyReadsAnErrorOfGo(t *testing.T) {
	for _, c := range []struct {
		err  error
		want problem
	}{
		{io.ErrUnexpectedEOF, "Snowdrop stopped, and it does not know why. Start it again."},
		{&net.OpError{Op: "accept", Err: os.NewSyscallError("accept4", syscall.EMFILE)}, "Snowdrop stopped: this machine let it open no more connections. Raise the limit of open files, then start it again."},
	} {
		if got := inWords(c.err); got != c.want {
			t.Errorf("of %v it says %q", c.err, got)
		}
	}
}

func TestVersionAndHelpAreThere(t *testing.T) {
	for _, c := range []struct{ arg, want string }{{"version", "snowdrop "}, {"help", "snowdrop serve"}, {"-h", "snowdrop serve"}} {
		var out, errs bytes.Buffer
		if code := run(t.Context(), []string{c.arg}, none, &out, &errs); code != 0 || !strings.Contains(out.String(), c.want) || errs.Len() > 0 {
			t.Errorf("%s: %d, %q, %q", c.arg, code, out.String(), errs.String())
		}
	}
}
