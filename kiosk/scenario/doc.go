// Package scenario is days at the door in plain words: files that a preschool
// teacher can read, and a test that lives through each of them.
//
// A file in testdata says first what it is about. Then follow the preschool,
// where it differs from the one in preschool.txt, and one section for each day:
//
//	A child is brought in the morning and collected in the afternoon.
//	-- 2026-03-10 --
//	07:45 Sara scans
//	07:45 Sara confirms Alma
//	expect Alma at the door since 07:45
//	07:52 Agneta receives Alma
//	expect Alma present since 07:52
//
// The days run against the real rules, the real desk and a real journal for each
// tablet. Tablets tell each other everything at once, unless one is offline;
// when tablets meet they hand each other their records and must then tell the
// same day. After each step every tablet begins anew from what it has on disk.
//
// The package has tests only. It promises that a file that says something else
// than what happens fails, and names the file and the line.
package scenario
