//go:build !js

package filedisk

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/vault"
)

// childFolder tells a copy of this test binary to write to a folder until it is killed.
const childFolder = "FILEDISK_TEST_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childFolder); dir != "" {
		if err := writeUntilKilled(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// content is what value k of batch n holds: long enough for the file to be rewritten now and then.
func content(n, k int) string {
	return fmt.Sprintf("%d/%d/", n, k) + strings.Repeat(strconv.Itoa(n%10), n*7919%20_000)
}

// writeUntilKilled writes batches with rising numbers, and says each number once Write has returned.
func writeUntilKilled(dir string) error {
	d, err := Open(dir)
	if err != nil {
		return err
	}
	n := 0
	err = d.Load(context.Background(), func(key string, value []byte) error {
		if key == "number" {
			n, err = strconv.Atoi(string(value))
		}
		return err
	})
	if err != nil {
		return err
	}
	for {
		n++
		changes := []vault.Change{{Key: "number", Value: []byte(strconv.Itoa(n))}}
		for k := range 4 {
			changes = append(changes, vault.Change{Key: fmt.Sprint("value ", k), Value: []byte(content(n, k))})
		}
		changes = append(changes, vault.Change{Key: fmt.Sprint("passing ", n), Value: []byte("x")}, vault.Change{Key: fmt.Sprint("passing ", n-1)})
		if err := d.Write(context.Background(), changes); err != nil {
			return err
		}
		fmt.Println(n)
	}
}

func TestNothingAcknowledgedIsLostWhenKilled(t *testing.T) {
	const kills = 52
	dir, last, acked := t.TempDir(), 0, 0
	for kill := range kills {
		said := runAndKill(t, dir, time.Duration(rand.IntN(60))*time.Millisecond)
		if said > 0 {
			acked += said - last
			last = said
		}
		d, err := Open(dir)
		if err != nil {
			t.Fatalf("kill %d: %v", kill, err)
		}
		got := values(t, d)
		abandon(t, d)
		n, _ := strconv.Atoi(got["number"])
		if n < last {
			t.Fatalf("kill %d: %d was acknowledged and %d is there", kill, last, n)
		}
		last = n
		want := map[string]string{}
		if n > 0 {
			want["number"], want[fmt.Sprint("passing ", n)] = strconv.Itoa(n), "x"
			for k := range 4 {
				want[fmt.Sprint("value ", k)] = content(n, k)
			}
		}
		for key, value := range want {
			if got[key] != value {
				t.Fatalf("kill %d: half a batch: %q is not of number %d", kill, key, n)
			}
		}
		if len(got) != len(want) {
			t.Fatalf("kill %d: %d values, want %d", kill, len(got), len(want))
		}
	}
	t.Logf("%d kills, %d writes acknowledged", kills, acked)
	if acked < kills {
		t.Errorf("only %d writes were acknowledged in %d kills: this shows little", acked, kills)
	}
}

// runAndKill lets a child write, kills it a while after its first word, and returns the last number
// that it said.
func runAndKill(t *testing.T, dir string, after time.Duration) int {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childFolder+"="+dir)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines, last := bufio.NewScanner(out), 0
	for lines.Scan() {
		if last == 0 {
			if _, err := Open(dir); !errors.Is(err, ErrInUse) {
				t.Errorf("while another process owns the folder: got %v, want ErrInUse", err)
			}
			time.AfterFunc(after, func() { _ = child.Process.Kill() })
		}
		if last, err = strconv.Atoi(lines.Text()); err != nil {
			t.Fatalf("the child said %q", lines.Text())
		}
	}
	_ = child.Wait() // killed
	return last
}
