package journal

import (
	"errors"
	"fmt"
	"os"
	"testing"
)

// With the first set in its environment the test program is a child process of
// a test: it records in that folder until it is stopped.
const (
	childDir    = "TAMBUR_TEST_JOURNAL"
	childNoSync = "TAMBUR_TEST_NOSYNC"
)

// atExit is what the program does when all tests and benchmarks are done.
var atExit []func() error

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		fmt.Fprintln(os.Stderr, recordForEver(dir, os.Getenv(childNoSync) != ""))
		os.Exit(1)
	}
	code := m.Run()
	var err error
	for _, clean := range atExit {
		err = errors.Join(err, clean())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}
