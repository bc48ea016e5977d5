// Package endtoend has no code: its tests open the door in a real window on a
// virtual display, scan with real key events, tap with a real pointer, and look
// for what was recorded in the tablet's journal and at the portal. They need the
// built programs and a display server; "bash kiosk/test.sh" brings both.
package endtoend
