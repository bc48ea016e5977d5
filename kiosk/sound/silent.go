//go:build !((cgo || windows) && !ci)

package sound

// Speaker stands for the loudspeaker in a program that was built without the
// system's sound library.
type Speaker struct{}

// Open returns [ErrNoSound].
func Open() (*Speaker, error) { return nil, ErrNoSound }

// Play returns [ErrNoSound].
func (*Speaker) Play([]byte) error { return ErrNoSound }
