package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"snowdrop/cmd/companion/carry"
	"snowdrop/internal/app"
	"snowdrop/internal/attachments"
	"snowdrop/internal/content/directory"
	"snowdrop/internal/devices"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/loopback"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/invite"
	"snowdrop/internal/site"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/filedisk"
	"snowdrop/web"
)

const openUsage = `Usage: companion open [-dir FOLDER] [-port NUMBER] [-print] [-relay ADDRESS] [-local FILE] [-local-directory FILE]

Opens Snowdrop in the browser of this machine. What you keep is in one sealed file in the folder.
Nothing is sent anywhere, unless you choose on the page to keep a sealed copy at a relay.
Press Enter for a new page, Ctrl-C to lock and close.

Each setting has an environment variable; the one on the command line wins:
`

// opening is what "companion open" needs. Tests put their own files and browser in.
type opening struct {
	args   []string
	env    func(string) string
	in     io.Reader
	out    io.Writer
	errs   io.Writer
	files  func() (fs.FS, error)
	browse func(address string) error
}

// openSettings are the flags of open.
type openSettings struct {
	dir   string
	port  int
	print bool
	relay string // its address without a slash at the end, or ""
	local string // file of stricter warning signs, or ""
	near  string // file of help near people, or ""
}

type said = carry.Said

// runOpen serves the app until ctx ends and returns the exit status, as run does.
func runOpen(ctx context.Context, o opening) int {
	s, status := o.parse()
	if status >= 0 {
		return status
	}
	err := o.open(ctx, s)
	var words said
	switch {
	case err == nil:
		return 0
	case errors.As(err, &words):
		fmt.Fprintln(o.errs, words)
	default:
		fmt.Fprintln(o.errs, "Snowdrop could not go on. What was shown as kept is kept. Start it again.")
	}
	return 1
}

// parse gives the settings, or the exit status where there is nothing more to do.
func (o opening) parse() (openSettings, int) {
	var s openSettings
	port := 0
	if v := o.env("SNOWDROP_PORT"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil {
			fmt.Fprintln(o.errs, "SNOWDROP_PORT must be a number.")
			return s, 2
		}
		port = n
	}
	print := false
	if v := o.env("SNOWDROP_PRINT"); v != "" {
		on, err := strconv.ParseBool(v)
		if err != nil {
			fmt.Fprintln(o.errs, "SNOWDROP_PRINT must be true or false.")
			return s, 2
		}
		print = on
	}
	f := flag.NewFlagSet("companion open", flag.ContinueOnError)
	f.SetOutput(o.errs)
	f.Usage = func() {
		fmt.Fprint(f.Output(), openUsage)
		f.PrintDefaults()
	}
	f.StringVar(&s.dir, "dir", o.env("SNOWDROP_DIR"), "`folder` to keep things in; empty: your own settings folder (SNOWDROP_DIR)")
	f.IntVar(&s.port, "port", port, "`number` of the port on 127.0.0.1; 0: any that is free (SNOWDROP_PORT)")
	f.BoolVar(&s.print, "print", print, "print the address instead of opening a browser; do this where other people\nare signed in on the same machine, who can see what programs are started with (SNOWDROP_PRINT)")
	f.StringVar(&s.relay, "relay", o.env("SNOWDROP_RELAY"), "`address` of a relay, such as https://example.org, that may keep a sealed copy;\nempty: the one that your things are at, if there is one; none: nothing is ever sent (SNOWDROP_RELAY)")
	f.StringVar(&s.local, "local", o.env("SNOWDROP_LOCAL_SIGNS"), "`file` with stricter warning signs, of a clinic for example; the check goes by it too (SNOWDROP_LOCAL_SIGNS)")
	f.StringVar(&s.near, "local-directory", o.env("SNOWDROP_LOCAL_DIRECTORY"), "`file` with therapists, groups and others near you (SNOWDROP_LOCAL_DIRECTORY)")
	switch err := f.Parse(o.args); {
	case errors.Is(err, flag.ErrHelp):
		return s, 0
	case err != nil:
		return s, 2
	case f.NArg() > 0:
		fmt.Fprintf(o.errs, "companion open does not know what to do with %q.\n", f.Arg(0))
		return s, 2
	case s.port < 0 || s.port > 65535:
		fmt.Fprintln(o.errs, "A port is a number from 0 to 65535.")
		return s, 2
	}
	if s.relay = strings.TrimSuffix(s.relay, "/"); s.relay != "" && s.relay != noRelay && !wire.IsAddress(s.relay) {
		fmt.Fprintln(o.errs, "A relay is a whole address that begins with https://. With http:// it must be on this machine.")
		return s, 2
	}
	return s, -1
}

// noRelay is what -relay says where nothing is to be sent, whatever was chosen before.
const noRelay = "none"

// open builds each part in order, serves, and closes them in reverse.
func (o opening) open(ctx context.Context, s openSettings) error {
	files, err := o.files()
	if errors.Is(err, web.ErrNotBuilt) {
		return said(`This program holds no pages. In the source of Snowdrop, run "make companion".`)
	} else if err != nil {
		return err
	}
	if s.dir, err = carry.Folder(s.dir); err != nil {
		return err
	}
	disk, err := filedisk.Open(s.dir)
	if err != nil {
		return diskProblem(s.dir, err)
	}
	defer func() {
		if disk.Close() != nil {
			fmt.Fprintln(o.errs, "The folder could not be tidied up. What you kept is there.")
		}
	}()
	v, err := vault.Open(context.WithoutCancel(ctx), disk) // Ctrl-C while reading is no damage
	if err != nil {
		return said(fmt.Sprintf("What is kept in %s could not be read. Nothing was changed.", s.dir))
	}
	listener, err := listenHere(s.port)
	if err != nil {
		return err
	}
	personal, inner, err := pages(ctx, v, files, s.relay, hostFiles{o.table(s.local), o.near(s.near)})
	if err != nil {
		_ = listener.Close()
		return err
	}
	defer personal.Lock()
	context.AfterFunc(ctx, personal.Close) // a page that waits for something new would hold up the end
	door := loopback.New(loopback.Config{Port: listener.Addr().(*net.TCPAddr).Port, Inner: inner, Lock: func() { forget(personal) }})
	defer door.Close()
	return o.serve(ctx, s, listener, door)
}

// hostFiles is what files of a host's own gave. Each part may be nil.
type hostFiles struct {
	table *signs.Table
	near  *directory.Local
}

// table is what the check goes by. A file that cannot be used stops nobody: the standard rules hold, and the page of the check
// says so too.
func (o opening) table(name string) *signs.Table {
	if name == "" {
		return signs.Standard()
	}
	table, err := local(name, o.errs)
	if err == nil {
		return table
	}
	fmt.Fprintln(o.errs, "The check goes by the standard rules.")
	if errors.Is(err, errLocal) {
		return signs.Without(signs.Broken)
	}
	return signs.Without(signs.Missing)
}

// near is whom a host knows near people. A file that cannot be used stops nobody, and the page says so.
func (o opening) near(name string) *directory.Local {
	if name == "" {
		return nil
	}
	list, err := nearFile(name, o.errs)
	if err == nil {
		return list
	}
	if errors.Is(err, errLocal) {
		return &directory.Local{Unread: directory.Broken}
	}
	return &directory.Local{Unread: directory.Missing}
}

func diskProblem(dir string, err error) error {
	switch {
	case errors.Is(err, filedisk.ErrInUse):
		return said("Snowdrop is open already. Look for it in your browser. For a new page, go to the window where it was started and press Enter.")
	case errors.Is(err, filedisk.ErrForeign):
		return said(fmt.Sprintf("%s holds a file that this Snowdrop did not make, or that a newer one made. Nothing was changed. Choose another folder with -dir.", dir))
	case errors.Is(err, filedisk.ErrUnsupported):
		return said("Snowdrop cannot keep things safely on this system. Use Snowdrop in the browser.")
	case errors.Is(err, os.ErrPermission):
		return said(fmt.Sprintf("You may not write in %s. Choose another folder with -dir.", dir))
	}
	return said(fmt.Sprintf("%s cannot be used. Choose another folder with -dir.", dir))
}

// listenHere listens on this machine only.
func listenHere(port int) (net.Listener, error) {
	l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, said(fmt.Sprintf("Another program uses port %d. Choose another with -port, or leave -port out.", port))
	case errors.Is(err, os.ErrPermission):
		return nil, said(fmt.Sprintf("Port %d needs more rights than you have. Leave -port out, or choose one above 1023.", port))
	}
	return nil, said(fmt.Sprintf("Port %d cannot be used. Leave -port out.", port))
}

// pages are the app and its files, as the site of a host would serve them, but with the app on this side.
func pages(ctx context.Context, v *vault.Vault, files fs.FS, relay string, host hostFiles) (*app.App, http.Handler, error) {
	at, err := web.Addresses(files)
	if err != nil {
		return nil, nil, err
	}
	photos, own, shared, invited := others(v, relay)
	go photos.Run(ctx)
	go own.Run(ctx)
	go shared.Run(ctx)
	go invited.Run(ctx)
	personal := app.New(app.Config{
		Vault: v, Devices: own, Photos: photos, Sharing: shared, Invites: invited, Now: time.Now, Help: ui.HelpPath,
		Signs: func() *signs.Table { return host.table }, Directory: func() *directory.Local { return host.near },
		Style: at["style.css"], Scripts: []string{at["page.js"]}, Transport: "fetch",
	})
	inner, err := site.New(files, site.Options{App: site.ForPage(personal)})
	return personal, inner, err
}

// others are what reaches the person's other devices and the people they share with over a relay, if there is one: the one
// that things are at, else the one that was named. Links lead to where the relay is: its host serves the pages too.
func others(v *vault.Vault, relay string) (*attachments.Keeper, *devices.Devices, *sharing.Sharing, *invite.Invites) {
	if relay == noRelay {
		photos := attachments.New(attachments.Config{Vault: v})
		own := devices.New(devices.Config{Vault: v, Waiting: photos.Waiting})
		shared := sharing.New(sharing.Config{Vault: v, Devices: own})
		return photos, own, shared, invite.New(invite.Config{Vault: v, Spaces: shared})
	}
	line := &http.Transport{
		Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 2,
		TLSHandshakeTimeout: 15 * time.Second, IdleConnTimeout: time.Minute,
	}
	relays := wire.NewRelays(line, relay, nil)
	photos := attachments.New(attachments.Config{Vault: v, At: func(address string) attachments.Relay {
		if there := relays.At(address); there != nil {
			return there.Client
		}
		return nil
	}})
	own := devices.New(devices.Config{Vault: v, Transport: line, Relay: relay, Site: relay, Waiting: photos.Waiting, Gather: photos.Gather})
	shared := sharing.New(sharing.Config{Vault: v, Devices: own, Transport: line, Relay: relay})
	return photos, own, shared, invite.New(invite.Config{Vault: v, Spaces: shared, Transport: line, Relay: relay, Site: relay})
}

// forget locks, and then does what it can about the memory that nothing refers to any more: what stands alone goes back
// to the system, what shares its place with something in use is written over. What a connection still holds of its last
// request stays until it is used again or closed. This is an effort and not a promise: docs/threat-model.md.
func forget(personal *app.App) {
	personal.Lock()
	debug.FreeOSMemory()
	debug.FreeOSMemory() // what was put aside for a next request goes with the second time only
	overwrite()
	debug.FreeOSMemory()
}

// overwrite takes all free places of every size that words may have had: the runtime clears what it hands out.
func overwrite() {
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	free := min(now.HeapInuse-now.HeapAlloc, 16<<20)
	for _, class := range now.BySize {
		if class.Size < 16 {
			continue
		}
		taken := make([][]byte, free/uint64(class.Size)+1)
		for i := range taken {
			taken[i] = make([]byte, class.Size)
		}
		runtime.KeepAlive(taken)
	}
}

// serve answers until ctx ends.
func (o opening) serve(ctx context.Context, s openSettings, listener net.Listener, door *loopback.Door) error {
	server := &http.Server{
		Handler:           door,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      2 * time.Minute, // everything as one file, to a slow browser
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          log.New(io.Discard, "", 0), // its lines could hold what was asked
	}
	stopped := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if server.Shutdown(grace) != nil {
			_ = server.Close() // whoever is still reading is cut off: the lock does not wait
		}
		stopped <- nil
	})
	fmt.Fprintf(o.out, "What you keep is in %s\n", s.dir)
	o.show(s, door.Address())
	go o.again(s, door)
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	<-stopped
	fmt.Fprintln(o.out, "Snowdrop is locked and closed.")
	return nil
}

// show opens a page, and says where it is.
func (o opening) show(s openSettings, address string) {
	if s.print {
		fmt.Fprintf(o.out, "Open this address. It works once, for two minutes:\n%s\n", address)
	} else if o.browse(address) == nil {
		fmt.Fprintf(o.out, "Snowdrop opens in your browser. If it does not, open this address. It works once, for two minutes:\n%s\n", address)
	} else {
		fmt.Fprintf(o.out, "No browser could be started. Open this address yourself. It works once, for two minutes:\n%s\n", address)
	}
	fmt.Fprintln(o.out, "Press Enter here for a new page, Ctrl-C to lock and close.")
}

// again opens a new page for every Enter, until there is nobody who could press it.
func (o opening) again(s openSettings, door *loopback.Door) {
	one := make([]byte, 1)
	for {
		n, err := o.in.Read(one)
		if n > 0 && one[0] == '\n' {
			o.show(s, door.Address())
		}
		if err != nil {
			return
		}
	}
}

// browse starts the person's own browser and does not wait for it.
func browse(address string) error {
	var c *exec.Cmd
	switch runtime.GOOS {
	case "darwin":
		c = exec.Command("open", address)
	case "windows":
		c = exec.Command("rundll32", "url.dll,FileProtocolHandler", address)
	default:
		c = exec.Command("xdg-open", address)
	}
	if err := c.Start(); err != nil {
		return err
	}
	go func() { _ = c.Wait() }() // so that no dead process is left behind; how it ended says nothing
	return nil
}
