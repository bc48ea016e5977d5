package pin

import "testing"

func TestWhatAnybodyWouldTryFirstIsWeak(t *testing.T) {
	for digits, want := range map[string]bool{
		"0000": true, "1111": true, "99999999": true, "1212": true, "123123": true, "12341234": true,
		"1234": true, "4321": true, "7890": true, "0987": true, "01234567": true, "98765432": true,
		"1357": false, "2468": false, "1243": false, "0007": false, "11112": false, "8901": false, "121": false,
	} {
		if got := Weak(digits); got != want {
			t.Errorf("%s: %v, want %v", digits, got, want)
		}
	}
}
