// Package web is the portal's page: what happens at the doors of a unit today,
// as it arrives.
//
// It shows given names and groups, never a family name, and of the people at
// the door only the role. The first load is complete without any script; after
// that the server sends rows, counts and kiosks as HTML over one stream
// (server-sent events), and a client that was away is sent what it missed.
//
// There is no log-in before a later release. Until then [Listen] accepts only
// addresses of its own machine, and every request must name such a host, so that
// no web site can reach the page through a name of its own that leads here. The
// page loads nothing from elsewhere and runs no script but its own file.
package web
