//go:build !race

package link_test

const usualSeeds = 200
