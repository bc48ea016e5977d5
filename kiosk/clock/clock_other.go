//go:build !linux && !windows

package clock

import "time"

func boot() string { return program.id }

func sinceBoot() time.Duration { return sinceProgram() }
