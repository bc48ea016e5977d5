// Package sound plays the door's few sounds. A door without a loudspeaker works
// like any other: nothing here ever stops it or makes it wait.
package sound

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// ErrNoSound: this program or this machine can't play anything.
var ErrNoSound = errors.New("no sound can be played here")

// format is what every sound has, so that one stream plays them all.
const (
	rate     = 22050 // samples a second
	channels = 1
)

// samples takes the PCM out of a WAV file (RIFF, "Multimedia Programming
// Interface and Data Specifications 1.0", 1991) and holds it to the format.
func samples(wav []byte) ([]byte, error) {
	var head struct {
		RIFF, _, WAVE, Fmt [4]byte
		FmtSize            uint32
		Encoding, Channels uint16
		Rate, _            uint32
		_, Bits            uint16
		Data               [4]byte
		DataSize           uint32
	}
	in := bytes.NewReader(wav)
	if err := binary.Read(in, binary.LittleEndian, &head); err != nil {
		return nil, fmt.Errorf("read the sound: %w", err)
	}
	if string(head.WAVE[:]) != "WAVE" || string(head.Data[:]) != "data" || head.Encoding != 1 ||
		head.Channels != channels || head.Rate != rate || head.Bits != 16 {
		return nil, fmt.Errorf("a sound must be PCM, 16 bit, mono, %d Hz", rate)
	}
	pcm := make([]byte, head.DataSize)
	if _, err := io.ReadFull(in, pcm); err != nil {
		return nil, fmt.Errorf("read the sound: %w", err)
	}
	return pcm, nil
}
