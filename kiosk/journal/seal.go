package journal

import (
	"crypto/cipher"
	"errors"
	"fmt"
	"io"

	"go.etcd.io/bbolt"
	"golang.org/x/crypto/chacha20poly1305"
)

// errSeal: a value is not what was sealed at its place in the file with this
// key. It was altered, or moved there from another place.
var errSeal = errors.New("its seal is broken")

// sealer seals values with XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha). A
// sealed value is the 24 bytes of a random nonce and the ciphertext with its
// tag. The associated data is the name of the bucket, a slash and the key.
type sealer struct {
	aead   cipher.AEAD
	random io.Reader
}

func newSealer(key Key, random io.Reader) (sealer, error) {
	aead, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		return sealer{}, fmt.Errorf("use the key: %w", err)
	}
	return sealer{aead, random}, nil
}

// put seals a value into its place.
func (s sealer) put(tx *bbolt.Tx, bucket string, key, value []byte) error {
	sealed, err := s.seal(bucket, key, value)
	if err != nil {
		return err
	}
	return tx.Bucket([]byte(bucket)).Put(key, sealed)
}

// get opens the value at a place; nil when there is none. The error is [errSeal].
func (s sealer) get(tx *bbolt.Tx, bucket string, key []byte) ([]byte, error) {
	sealed := tx.Bucket([]byte(bucket)).Get(key)
	if sealed == nil {
		return nil, nil
	}
	return s.open(bucket, key, sealed)
}

func (s sealer) seal(bucket string, key, value []byte) ([]byte, error) {
	nonce := make([]byte, chacha20poly1305.NonceSizeX, chacha20poly1305.NonceSizeX+len(value)+chacha20poly1305.Overhead)
	if _, err := io.ReadFull(s.random, nonce); err != nil {
		return nil, fmt.Errorf("draw a nonce: %w", err)
	}
	return s.aead.Seal(nonce, nonce, value, fullPath(bucket, key)), nil
}

// open gives a value of its own, which outlives the transaction.
func (s sealer) open(bucket string, key, sealed []byte) ([]byte, error) {
	if len(sealed) < chacha20poly1305.NonceSizeX {
		return nil, errSeal
	}
	nonce, ciphertext := sealed[:chacha20poly1305.NonceSizeX], sealed[chacha20poly1305.NonceSizeX:]
	value, err := s.aead.Open(make([]byte, 0, len(ciphertext)), nonce, ciphertext, fullPath(bucket, key))
	if err != nil {
		return nil, errSeal
	}
	return value, nil
}

func fullPath(bucket string, key []byte) []byte {
	return append(append(make([]byte, 0, len(bucket)+1+len(key)), bucket+"/"...), key...)
}
