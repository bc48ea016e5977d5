package web

import (
	"errors"
	"fmt"
	"net"
	"strings"
)

// ErrNotLoopback: the address could be reached from other machines.
var ErrNotLoopback = errors.New("the portal's page has no log-in yet and shows children's names, so it listens to its own machine only: use 127.0.0.1, [::1] or localhost")

// Listen listens on an address of this machine, such as "127.0.0.1:8080".
func Listen(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: %w", address, err)
	}
	if !loopback(host) {
		return nil, fmt.Errorf("listen on %q: %w", address, ErrNotLoopback)
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: %w", address, err)
	}
	return l, nil
}

// loopback tells whether a host is this machine and says so itself.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// hostAllowed tells whether a request's Host header names this machine.
func hostAllowed(header string) bool {
	host, _, err := net.SplitHostPort(header)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(header, "["), "]")
	}
	return loopback(host)
}
