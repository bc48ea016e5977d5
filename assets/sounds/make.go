//go:build ignore

// Make writes the door's sounds beside itself. Run it with go generate in the
// folder assets.
//
// Each sound is a few decaying tones with soft partials. Every tone fades in
// and out, so that no speaker clicks, and the whole stays below -6 dBFS, so
// that no small speaker rattles.
package main

import (
	"bytes"
	"encoding/binary"
	"log"
	"math"
	"os"
)

const (
	rate = 22050 // samples a second
	peak = 0.45  // of full scale
)

// tone is one note: when it starts, how long it lasts, in seconds, and its
// pitch in hertz.
type tone struct{ start, length, pitch float64 }

func main() {
	log.SetFlags(0)
	// A rising fifth, D5 to A5: done.
	write("sounds/ok.wav", peak, 0.26, []tone{{0, 0.16, 587.33}, {0.09, 0.17, 880}})
	// A falling minor third, G4 to E4, twice as slow: please wait.
	write("sounds/attention.wav", peak, 0.62, []tone{{0, 0.34, 392}, {0.24, 0.38, 329.63}})
	// One soft note, C5, softer, heard again and again: a family waits.
	write("sounds/reminder.wav", 0.6*peak, 0.7, []tone{{0, 0.7, 523.25}})
}

func write(path string, loud, seconds float64, tones []tone) {
	samples := make([]float64, int(seconds*rate))
	for _, t := range tones {
		t.addTo(samples)
	}
	var loudest float64
	for _, s := range samples {
		loudest = max(loudest, math.Abs(s))
	}
	pcm := make([]int16, len(samples))
	for i, s := range samples {
		pcm[i] = int16(math.Round(s / loudest * loud * math.MaxInt16))
	}
	if err := os.WriteFile(path, wav(pcm), 0o644); err != nil {
		log.Fatalf("write the sound: %v", err)
	}
}

func (t tone) addTo(samples []float64) {
	const fadeIn, fadeOut = 0.012, 0.05 // seconds
	from := int(t.start * rate)
	for i := from; i < len(samples); i++ {
		at := float64(i-from) / rate
		left := t.length - at
		if left <= 0 {
			return
		}
		gain := math.Exp(-4 * at / t.length)
		gain *= rise(at/fadeIn) * rise(left/fadeOut)
		phase := 2 * math.Pi * t.pitch * at
		samples[i] += gain * (math.Sin(phase) + 0.25*math.Sin(2*phase) + 0.06*math.Sin(3*phase))
	}
}

// rise goes smoothly from 0 at 0 to 1 at 1 and above.
func rise(x float64) float64 {
	if x >= 1 {
		return 1
	}
	return (1 - math.Cos(math.Pi*x)) / 2
}

// wav is the RIFF form of mono 16 bit PCM.
func wav(pcm []int16) []byte {
	size := uint32(2 * len(pcm))
	var b bytes.Buffer
	le := func(values ...any) {
		for _, v := range values {
			if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
				log.Fatalf("encode the sound: %v", err)
			}
		}
	}
	b.WriteString("RIFF")
	le(36 + size)
	b.WriteString("WAVEfmt ")
	le(uint32(16), uint16(1), uint16(1), uint32(rate), uint32(2*rate), uint16(2), uint16(16))
	b.WriteString("data")
	le(size, pcm)
	return b.Bytes()
}
