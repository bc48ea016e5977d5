package sound

import (
	"testing"

	"tambur/assets"
)

func TestEverySoundOfTheDoorCanBePlayed(t *testing.T) {
	for name, wav := range map[string][]byte{"ok": assets.SoundOK(), "attention": assets.SoundAttention()} {
		pcm, err := samples(wav)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		const tenth = rate * 2 / 10 // bytes in a tenth of a second
		if len(pcm) < tenth || len(pcm) > 10*tenth {
			t.Errorf("%s: %d bytes, want between a tenth of a second and a whole one", name, len(pcm))
		}
	}
}

func TestAFileThatIsNoSoundIsRefused(t *testing.T) {
	whole := assets.SoundOK()
	stereo := append([]byte(nil), whole...)
	stereo[22] = 2
	for name, wav := range map[string][]byte{
		"empty": nil, "short": whole[:20], "cut off": whole[:len(whole)-1], "stereo": stereo, "picture": assets.Icon(),
	} {
		if _, err := samples(wav); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
