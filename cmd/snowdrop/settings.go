package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	"snowdrop/internal/relayapi"
	"snowdrop/internal/site"
)

const (
	defaultListen = "127.0.0.1:8080"
	defaultPort   = 8080
	defaultData   = "snowdrop-data"
	defaultQuota  = "1GB" // relay.DefaultQuota
)

// settings are the flags of serve. Each has an environment variable; the flag wins.
type settings struct {
	listen, cert, key, leave string
	localSigns               string // file
	localDirectory           string // file
	behindTLS                bool

	data         string   // folder of the relay
	relay        string   // where the relay is, if elsewhere
	relayOnly    bool     // no site
	site         string   // where the site is, if elsewhere
	otherSites   []string // sites of other hosts that may ask the relay
	otherRelays  []site.Other
	hosts        []string // names under which devices reach the relay
	newSpaces    string
	codes        string // file
	quota        int64  // bytes
	healthListen string
	hostsGiven   string
	quotaGiven   string
	sitesGiven   string
	relaysGiven  string
}

func parse(args []string, env func(string) string, errs io.Writer) (settings, error) {
	var s settings
	f := flag.NewFlagSet("snowdrop serve", flag.ContinueOnError)
	f.SetOutput(errs)
	text := func(to *string, name, variable, other, use string) {
		value := env(variable)
		if value == "" {
			value = other
		}
		f.StringVar(to, name, value, use+" ("+variable+")")
	}
	text(&s.listen, "listen", "SNOWDROP_LISTEN", defaultListen, "`address` to listen on")
	text(&s.cert, "tls-cert", "SNOWDROP_TLS_CERT", "", "`file` with the TLS certificate")
	text(&s.key, "tls-key", "SNOWDROP_TLS_KEY", "", "`file` with the TLS key")
	text(&s.leave, "leave-for", "SNOWDROP_LEAVE_FOR", "", "outside `address` that Close now goes to; empty: an empty page")
	text(&s.localSigns, "local-signs", "SNOWDROP_LOCAL_SIGNS", "", "`file` with stricter warning signs of your own; check it with \"companion signs -local FILE -check\"")
	text(&s.localDirectory, "local-directory", "SNOWDROP_LOCAL_DIRECTORY", "", "`file` with therapists, groups and others near people; check it with \"companion directory FILE\"")
	text(&s.data, "data", "SNOWDROP_DATA", defaultData, "`folder` of the relay")
	text(&s.newSpaces, "new-spaces", "SNOWDROP_NEW_SPACES", relayapi.SpacesOpen, "who may keep a copy here: `open`, code or closed")
	text(&s.codes, "invite-codes", "SNOWDROP_INVITE_CODES", "", "`file` with one invite code a line, each good once; for -new-spaces code")
	text(&s.quotaGiven, "quota", "SNOWDROP_QUOTA", defaultQuota, "how `much` each person may keep here: a number with KB, MB or GB")
	text(&s.hostsGiven, "host", "SNOWDROP_HOST", "", "`name` under which devices reach this relay, or several with commas; empty: any")
	text(&s.relay, "relay", "SNOWDROP_RELAY", "", "`address` of the relay, if it is not this one")
	text(&s.site, "site", "SNOWDROP_SITE", "", "`address` of the pages, if this is a relay for pages elsewhere")
	text(&s.relaysGiven, "other-relays", "SNOWDROP_OTHER_RELAYS", "", "`addresses` of relays of other hosts that people may go to from these pages, with commas; each may have a name: \"The clinic=https://relay.example\"")
	text(&s.sitesGiven, "other-sites", "SNOWDROP_OTHER_SITES", "", "`addresses` of pages of other hosts that may ask this relay, with commas; empty: none")
	text(&s.healthListen, "health-listen", "SNOWDROP_HEALTH_LISTEN", "", "`address` on this machine that tells counters; empty: none")
	bools := []error{
		boolean(f, &s.behindTLS, env, "behind-tls", "SNOWDROP_BEHIND_TLS", "a proxy in front speaks TLS"),
		boolean(f, &s.relayOnly, env, "relay-only", "SNOWDROP_RELAY_ONLY", "serve no pages, only the relay"),
	}
	if err := errors.Join(bools...); err != nil {
		return s, bools[firstOf(bools)]
	}
	if err := f.Parse(args); errors.Is(err, flag.ErrHelp) {
		return s, err
	} else if err != nil {
		return s, errFlags
	}
	if f.NArg() > 0 {
		return s, problem(fmt.Sprintf("snowdrop serve does not know what to do with %q.", f.Arg(0)))
	}
	return s, s.check()
}

func firstOf(all []error) int {
	for i, err := range all {
		if err != nil {
			return i
		}
	}
	return -1
}

func boolean(f *flag.FlagSet, to *bool, env func(string) string, name, variable, use string) error {
	value := false
	if v := env(variable); v != "" {
		var err error
		if value, err = strconv.ParseBool(v); err != nil {
			return problem(variable + " must be true or false.")
		}
	}
	f.BoolVar(to, name, value, use+" ("+variable+")")
	return nil
}

// check finds what does not go together.
func (s *settings) check() error {
	var ok bool
	if s.quota, ok = size(s.quotaGiven); !ok {
		return problem("-quota must be a number with KB, MB or GB, such as 512MB.")
	}
	for name := range strings.SplitSeq(s.hostsGiven, ",") {
		if name = strings.TrimSpace(name); name != "" {
			s.hosts = append(s.hosts, name)
		}
	}
	if err := s.checkOthers(); err != nil {
		return err
	}
	switch {
	case (s.cert == "") != (s.key == ""):
		return problem("TLS needs both: -tls-cert and -tls-key.")
	case s.newSpaces != relayapi.SpacesOpen && s.newSpaces != relayapi.SpacesCode && s.newSpaces != relayapi.SpacesClosed:
		return problem("-new-spaces must be open, code or closed.")
	case (s.newSpaces == relayapi.SpacesCode) != (s.codes != ""):
		return problem("-new-spaces code and -invite-codes go together.")
	case s.relay != "" && s.relayOnly:
		return problem("-relay says that the relay is elsewhere, and -relay-only that it is here. Use one of them.")
	case s.relay != "" && s.site != "":
		return problem("-relay is for a server of pages, and -site for a relay. Use one of them.")
	case s.site != "" && !isOrigin(s.site):
		return problem("-site must be an address without a path, such as https://app.example.")
	case s.localSigns != "" && s.relayOnly:
		return problem("-local-signs belongs to the pages, and -relay-only serves none. Use it where the pages are.")
	case s.localDirectory != "" && s.relayOnly:
		return problem("-local-directory belongs to the pages, and -relay-only serves none. Use it where the pages are.")
	case s.relay == "" && s.data == "":
		return problem("-data must name a folder.")
	}
	return nil
}

// most is how many relays, or sites, of others there can be.
const most = 16

// checkOthers reads what other hosts have to do with this one.
func (s *settings) checkOthers() error {
	for one := range strings.SplitSeq(s.relaysGiven, ",") {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		other, err := site.ParseOther(one)
		if err != nil {
			return problem("-other-relays must be addresses without a path, such as https://relay.example, with commas between them. Each may have a short name: \"The clinic=https://relay.example\".")
		}
		s.otherRelays = append(s.otherRelays, other)
	}
	for one := range strings.SplitSeq(s.sitesGiven, ",") {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		if !isOrigin(one) {
			return problem("-other-sites must be addresses without a path, such as https://app.example, with commas between them.")
		}
		s.otherSites = append(s.otherSites, one)
	}
	switch {
	case len(s.otherRelays) > most || len(s.otherSites) > most:
		return problem("-other-relays and -other-sites take 16 addresses each at most.")
	case len(s.otherRelays) > 0 && s.relayOnly:
		return problem("-other-relays belongs to the pages, and -relay-only serves none. Use it where the pages are.")
	case len(s.otherSites) > 0 && s.relay != "":
		return problem("-other-sites belongs to the relay, and -relay says that it is elsewhere. Use it where the relay is.")
	}
	return nil
}

// size reads an amount of bytes; a KB is 1,024 of them.
func size(text string) (int64, bool) {
	for unit, bits := range map[string]int{"KB": 10, "MB": 20, "GB": 30} {
		if number, found := strings.CutSuffix(strings.ToUpper(text), unit); found {
			n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 32)
			return n << bits, err == nil && n > 0
		}
	}
	return 0, false
}

// isOrigin tells whether a text is an address as a browser writes it in the header Origin.
func isOrigin(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && text == u.Scheme+"://"+strings.ToLower(u.Host)
}
