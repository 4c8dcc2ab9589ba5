package network

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
)

// counter counts the requests that arrive, and answers with what it was sent.
type counter struct{ bodies []string }

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	c.bodies = append(c.bodies, string(body))
	w.Header().Set("Host-Seen", r.Host)
	w.WriteHeader(http.StatusConflict)
	fmt.Fprint(w, "done: ", string(body))
}

func post(t *testing.T, l *Link, body string) (string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://relay.test/a", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := l.RoundTrip(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusConflict || answer.Header.Get("Host-Seen") != "relay.test" {
		t.Errorf("answered %d to %q", answer.StatusCode, answer.Header.Get("Host-Seen"))
	}
	return string(got), err
}

func TestEachFaultDoesWhatItSays(t *testing.T) {
	cases := []struct {
		fault   Fault
		arrived int
		answer  string
		err     error
		later   int
	}{
		{None, 1, "done: it", nil, 1},
		{LoseRequest, 0, "", ErrLost, 0},
		{LoseReply, 1, "", ErrLost, 1},
		{Twice, 2, "done: it", nil, 2},
		{Late, 0, "", ErrLost, 1},
		{CutReply, 1, "done", ErrLost, 1},
	}
	for _, c := range cases {
		there := &counter{}
		l := New(there)
		l.Faults(func(*http.Request) Fault { return c.fault })
		got, err := post(t, l, "it")
		if got != c.answer || !errors.Is(err, c.err) || len(there.bodies) != c.arrived {
			t.Errorf("fault %d: got %q, %v, and %d arrived", c.fault, got, err, len(there.bodies))
		}
		l.Deliver()
		l.Deliver()
		if len(there.bodies) != c.later {
			t.Errorf("fault %d: in the end %d arrived, want %d", c.fault, len(there.bodies), c.later)
		}
	}
}

func TestWhatIsLateComesInOrderAndWithoutWhoSentIt(t *testing.T) {
	there := &counter{}
	l := New(there)
	l.Faults(func(*http.Request) Fault { return Late })
	ctx, cancel := context.WithCancel(t.Context())
	for i := range 3 {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://relay.test/a", strings.NewReader(fmt.Sprint(i)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.RoundTrip(r); !errors.Is(err, ErrLost) {
			t.Error(err)
		}
	}
	cancel()
	l.Deliver()
	if got := strings.Join(there.bodies, ""); got != "012" {
		t.Errorf("it came as %q", got)
	}
}

func TestOfflineNothingLeavesAndWhatIsOpenBreaks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		left := false
		l := New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "one ")
			<-r.Context().Done()
			left = true
		}))
		l.Record()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://relay.test/a", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := l.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(answer.Body, make([]byte, 4)); err != nil {
			t.Fatal(err)
		}
		over := make(chan error)
		go func() {
			_, err := io.ReadAll(answer.Body)
			over <- err
		}()
		synctest.Wait()
		l.Offline(true)
		if err := <-over; !errors.Is(err, ErrLost) {
			t.Errorf("what was open ended with %v", err)
		}
		synctest.Wait()
		if _, err := l.RoundTrip(r); !errors.Is(err, ErrOffline) || !left {
			t.Errorf("offline: %v; the other side saw it: %v", err, left)
		}
		if n := len(l.Sent()); n != 1 {
			t.Errorf("%d requests left the device, want 1", n)
		}
	})
}

func TestWhatIsHeldGoesOnWhenItIsLetGoOrGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		there := &counter{}
		l := New(there)
		release := l.Hold()
		ctx, cancel := context.WithCancel(t.Context())
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://relay.test/a", strings.NewReader("given up"))
		if err != nil {
			t.Fatal(err)
		}
		givenUp, let := make(chan error), make(chan string)
		go func() {
			_, err := l.RoundTrip(r)
			givenUp <- err
		}()
		go func() {
			got, _ := post(t, l, "held")
			let <- got
		}()
		synctest.Wait()
		if len(there.bodies) != 0 {
			t.Errorf("%q did not wait", there.bodies)
		}
		cancel()
		if err := <-givenUp; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		release()
		release()
		if got := <-let; got != "done: held" {
			t.Errorf("got %q", got)
		}
	})
}

func TestAnAnswerCanBeChangedOnItsWay(t *testing.T) {
	l := New(&counter{})
	l.Change(func(r *http.Request, answer *http.Response) {
		answer.Body.Close()
		answer.Body = io.NopCloser(strings.NewReader("a lie about " + r.URL.Path))
	})
	if got, err := post(t, l, "it"); got != "a lie about /a" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestAPanicOfTheOtherSideIsAnAnswer(t *testing.T) {
	l := New(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("no") }))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://relay.test/a", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := l.RoundTrip(r)
	if err != nil || answer.StatusCode != http.StatusInternalServerError {
		t.Errorf("%v", err)
	}
}
