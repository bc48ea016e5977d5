package attendance

import "slices"

// Phrase is the code of a note that is left with one tap. Its words are the
// screen's, in the language of who reads it. None is about health: what is
// written at a door is read by many.
type Phrase string

// Subject is what a phrase is about.
type Subject string

// The subjects, in the order in which they are offered.
const (
	AboutSleep  Subject = "sleep"
	AboutFood   Subject = "food"
	AboutMood   Subject = "mood"
	AboutPickup Subject = "pickup"
	AboutThings Subject = "things"
	AboutTalk   Subject = "talk"
)

// The phrases.
const (
	SleptBadly       Phrase = "slept-badly"
	SleptWell        Phrase = "slept-well"
	WokeEarly        Phrase = "woke-early"
	HasEaten         Phrase = "has-eaten"
	NotEaten         Phrase = "not-eaten"
	Tired            Phrase = "tired"
	HappyDay         Phrase = "happy-day"
	HardGoodbye      Phrase = "hard-goodbye"
	PickedUpEarly    Phrase = "picked-up-early"
	SomeoneElse      Phrase = "someone-else-collects"
	ExtraClothesLeft Phrase = "extra-clothes-left"
	ToyFromHome      Phrase = "toy-from-home"
	CallMe           Phrase = "call-me"
	TalkAtPickup     Phrase = "talk-at-pickup"
)

var phrases = []struct {
	subject Subject
	phrases []Phrase
}{
	{AboutSleep, []Phrase{SleptBadly, SleptWell, WokeEarly}},
	{AboutFood, []Phrase{HasEaten, NotEaten}},
	{AboutMood, []Phrase{Tired, HappyDay, HardGoodbye}},
	{AboutPickup, []Phrase{PickedUpEarly, SomeoneElse}},
	{AboutThings, []Phrase{ExtraClothesLeft, ToyFromHome}},
	{AboutTalk, []Phrase{CallMe, TalkAtPickup}},
}

// Subjects lists what phrases are about, in the order in which to offer them.
func Subjects() []Subject {
	var all []Subject
	for _, s := range phrases {
		all = append(all, s.subject)
	}
	return all
}

// PhrasesAbout lists the phrases of a subject.
func PhrasesAbout(subject Subject) []Phrase {
	for _, s := range phrases {
		if s.subject == subject {
			return slices.Clone(s.phrases)
		}
	}
	return nil
}

// Phrases lists them all, subject by subject.
func Phrases() []Phrase {
	var all []Phrase
	for _, s := range phrases {
		all = append(all, s.phrases...)
	}
	return all
}
