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

	"snowdrop/internal/relay/held"
	"snowdrop/internal/site"
	"snowdrop/web"
)

// grace is how long requests that were begun may take when the host stops the server.
const grace = 10 * time.Second

func serve(ctx context.Context, args []string, env func(string) string, out, errs io.Writer) error {
	s, err := parse(args, env, errs)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	pages, err := pages(s)
	if err != nil {
		return err
	}
	listener, err := listen(s)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	kept, err := keep(s, cancel)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	host := listener.Addr().(*net.TCPAddr)
	warn(s, host, errs)
	if err := kept.tellHealth(s); err != nil {
		return errors.Join(err, listener.Close(), kept.close())
	}
	fmt.Fprintln(out, shownAddress(host, s))
	err = until(ctx, s, listener, kept.beside(pages), kept)
	if why := context.Cause(ctx); errors.As(why, new(problem)) {
		return why // the disk
	}
	return err
}

// warn says what a host may have overlooked.
func warn(s settings, host *net.TCPAddr, errs io.Writer) {
	if s.listen == defaultListen && host.Port != defaultPort {
		// To a browser another port is another place, with another disk.
		fmt.Fprintf(errs, "Port %d is in use, so this is another address. What you kept under port %d shows only there. To get it back, stop what uses that port and start again.\n", defaultPort, defaultPort)
	}
	if !host.IP.IsLoopback() && s.cert == "" && !s.behindTLS {
		fmt.Fprintln(errs, "Other devices can only open Snowdrop over https: use -tls-cert and -tls-key, or a proxy with -behind-tls.")
	}
}

// until serves until the context ends, and then ends in order: live streams, requests, the last changes.
func until(ctx context.Context, s settings, listener net.Listener, handler http.Handler, kept *kept) error {
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
		within, cancel := context.WithTimeout(context.Background(), grace)
		defer cancel()
		kept.endStreams()
		stopped <- server.Shutdown(within)
	})
	var err error
	if s.cert != "" {
		err = server.ServeTLS(listener, s.cert, s.key)
	} else {
		err = server.Serve(listener)
	}
	if errors.Is(err, http.ErrServerClosed) {
		if err = <-stopped; errors.Is(err, context.DeadlineExceeded) {
			err = server.Close() // who still loads something after the grace is cut off
		}
	}
	return errors.Join(err, kept.close())
}

// pages is what answers everything that is not the relay's.
func pages(s settings) (http.Handler, error) {
	if s.relayOnly {
		return http.HandlerFunc(nothingHere), checkCertificate(s)
	}
	built, err := web.Built()
	if errors.Is(err, web.ErrNotBuilt) {
		return nil, problem(`This binary holds no app. In the source of Snowdrop, run "make".`)
	}
	if err != nil {
		return nil, err
	}
	o := site.Options{TLS: s.cert != "" || s.behindTLS, Leave: s.leave, Relay: s.relay, Others: s.otherRelays}
	if o.LocalSigns, err = ownFile("-local-signs", s.localSigns, site.MaxLocalSigns); err != nil {
		return nil, err
	}
	if o.LocalDirectory, err = ownFile("-local-directory", s.localDirectory, site.MaxLocalDirectory); err != nil {
		return nil, err
	}
	if s.relay == "" {
		o.Pages = map[string][]byte{"/host": held.HTML()}
	}
	handler, err := site.New(built, o)
	switch {
	case errors.Is(err, site.ErrLeave):
		return nil, problem("-leave-for must be a whole address, such as https://www.example.org/.")
	case errors.Is(err, site.ErrRelay):
		return nil, problem("-relay must be an address without a path, such as https://relay.example.")
	case err != nil:
		return nil, err
	}
	return handler, checkCertificate(s)
}

// ownFile reads a file of the host's own that a setting names. What is in it is not looked at here: the server links nothing
// that could judge it.
func ownFile(setting, name string, most int) ([]byte, error) {
	if name == "" {
		return nil, nil
	}
	var file []byte
	f, err := os.Open(name)
	if err == nil {
		defer f.Close()
		file, err = io.ReadAll(io.LimitReader(f, int64(most)+1))
	}
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, problem(fmt.Sprintf("There is no file %q. Look at %s.", name, setting))
	case errors.Is(err, os.ErrPermission):
		return nil, problem(fmt.Sprintf("This user may not read %q.", name))
	case err != nil:
		return nil, problem(fmt.Sprintf("The file %q cannot be read.", name))
	case len(file) == 0:
		return nil, problem(fmt.Sprintf("The file %q is empty. Leave %s out, or see docs/%s.example.json.", name, setting, setting[1:]))
	case len(file) > most:
		return nil, problem(fmt.Sprintf("The file %q is larger than %d bytes. Shorten it.", name, most))
	}
	return file, nil
}

// nothingHere answers at a relay without pages. It says what this is to who opened it by mistake.
func nothingHere(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusNotFound)
	fmt.Fprintln(w, "There is no page here.")
}

func checkCertificate(s settings) error {
	if s.cert == "" {
		return nil
	}
	if _, err := tls.LoadX509KeyPair(s.cert, s.key); err != nil {
		return badCertificate(err)
	}
	return nil
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
