// Package fallback puts on paper who is here, for the moment when the tablet is
// dead and everybody must be found.
//
// A [List] is a pure value, made of a directory and a day; it becomes an HTML
// page that prints on A4 and a CSV. A [Writer] keeps both in a folder, written
// anew whenever presence changes. A file there is always whole: it is written
// beside the old one, put on disk and renamed, so that whoever opens it after a
// crash finds the last list or the one before, and never half a one.
//
// The files hold names in clear, because a sealed list could be read by nobody
// in the car park. The folder is therefore its owner's only (0700, the files
// 0600), and nothing is written unless the unit has asked for it. The list
// tells nothing of a child's security marking and no family name beyond its
// first letter. Names of marked children do stand on it: whoever is to be found
// must be called by name.
//
// A Writer never makes the door wait: it is told of a change without blocking,
// and many changes at once become one list.
package fallback
