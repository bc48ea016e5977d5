// Package house has no code: its test holds the rules on which package may know
// which, each with its reason. Someone who needs a new arrow between two rooms
// adds it there, and to the picture in the README, or finds another way.
package house
