package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"syscall"
	"time"

	"snowdrop/internal/site"
	"snowdrop/web"
)

const (
	defaultListen = "127.0.0.1:8080"
	defaultPort   = 8080
)

// settings are the flags of serve. Each has an environment variable; the flag wins.
type settings struct {
	listen, cert, key, leave string
	behindTLS                bool
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
	behind := false
	if v := env("SNOWDROP_BEHIND_TLS"); v != "" {
		var err error
		if behind, err = strconv.ParseBool(v); err != nil {
			return s, problem("SNOWDROP_BEHIND_TLS must be true or false.")
		}
	}
	f.BoolVar(&s.behindTLS, "behind-tls", behind, "a proxy in front speaks TLS (SNOWDROP_BEHIND_TLS)")
	if err := f.Parse(args); errors.Is(err, flag.ErrHelp) {
		return s, err
	} else if err != nil {
		return s, errFlags
	}
	if f.NArg() > 0 {
		return s, problem(fmt.Sprintf("snowdrop serve does not know what to do with %q.", f.Arg(0)))
	}
	if (s.cert == "") != (s.key == "") {
		return s, problem("TLS needs both: -tls-cert and -tls-key.")
	}
	return s, nil
}

func serve(ctx context.Context, args []string, env func(string) string, out, errs io.Writer) error {
	s, err := parse(args, env, errs)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	handler, err := pages(s)
	if err != nil {
		return err
	}
	listener, err := listen(s)
	if err != nil {
		return err
	}
	host := listener.Addr().(*net.TCPAddr)
	if s.listen == defaultListen && host.Port != defaultPort {
		// To a browser another port is another place, with another disk.
		fmt.Fprintf(errs, "Port %d is in use, so this is another address. What you kept under port %d shows only there. To get it back, stop what uses that port and start again.\n", defaultPort, defaultPort)
	}
	if !host.IP.IsLoopback() && s.cert == "" && !s.behindTLS {
		fmt.Fprintln(errs, "Other devices can only open Snowdrop over https: use -tls-cert and -tls-key, or a proxy with -behind-tls.")
	}
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      5 * time.Minute, // the whole app over a very slow line
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          log.New(io.Discard, "", 0), // its lines hold the addresses of people
	}
	stopped := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		stopped <- server.Shutdown(grace)
	})
	fmt.Fprintln(out, shownAddress(host, s))
	if s.cert != "" {
		err = server.ServeTLS(listener, s.cert, s.key)
	} else {
		err = server.Serve(listener)
	}
	if !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	if err = <-stopped; errors.Is(err, context.DeadlineExceeded) {
		return server.Close() // who still loads something after the grace is cut off
	}
	return err
}

func pages(s settings) (http.Handler, error) {
	built, err := web.Built()
	if errors.Is(err, web.ErrNotBuilt) {
		return nil, problem(`This binary holds no app. In the source of Snowdrop, run "make".`)
	}
	if err != nil {
		return nil, err
	}
	handler, err := site.New(built, site.Options{TLS: s.cert != "" || s.behindTLS, Leave: s.leave})
	if errors.Is(err, site.ErrLeave) {
		return nil, problem("-leave-for must be a whole address, such as https://www.example.org/.")
	}
	if s.cert != "" {
		if _, err := tls.LoadX509KeyPair(s.cert, s.key); err != nil {
			return nil, badCertificate(err)
		}
	}
	return handler, err
}

// badCertificate says in plain words why a certificate cannot be used.
func badCertificate(err error) problem {
	var at *os.PathError
	switch {
	case errors.As(err, &at) && errors.Is(err, os.ErrNotExist):
		return problem(fmt.Sprintf("There is no file %q. Look at -tls-cert and -tls-key.", at.Path))
	case errors.As(err, &at) && errors.Is(err, os.ErrPermission):
		return problem(fmt.Sprintf("This user may not read %q.", at.Path))
	case errors.As(err, &at):
		return problem(fmt.Sprintf("The file %q cannot be read.", at.Path))
	}
	return "The TLS certificate and its key cannot be used. Both must be PEM files, and the key must be the one of this certificate."
}

// listen opens the port. Only where nobody chose one may it be another than expected.
func listen(s settings) (net.Listener, error) {
	l, err := net.Listen("tcp", s.listen)
	if errors.Is(err, syscall.EADDRINUSE) && s.listen == defaultListen {
		return net.Listen("tcp", "127.0.0.1:0")
	}
	_, port, bad := net.SplitHostPort(s.listen)
	switch {
	case bad != nil:
		return nil, problem(fmt.Sprintf("-listen must be an address with a port, such as %s, not %q.", defaultListen, s.listen))
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, problem("Port " + port + " is in use. Stop what uses it, or choose another port with -listen.")
	case errors.Is(err, os.ErrPermission):
		return nil, problem("Port " + port + " needs more rights than this user has. Choose a port above 1023 with -listen.")
	case err != nil:
		return nil, problem(fmt.Sprintf("Snowdrop cannot listen on %q. Use an address of this machine and a port up to 65535, such as %s.", s.listen, defaultListen))
	}
	return l, nil
}

// shownAddress is what a person can open. Browsers trust localhost, not 127.0.0.1, with passkeys.
func shownAddress(at *net.TCPAddr, s settings) string {
	scheme, host := "http", "localhost"
	if s.cert != "" {
		scheme = "https"
	}
	if !at.IP.IsLoopback() && !at.IP.IsUnspecified() {
		host = at.IP.String()
	}
	return scheme + "://" + net.JoinHostPort(host, strconv.Itoa(at.Port))
}
