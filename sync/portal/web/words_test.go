package web

import (
	"reflect"
	"testing"

	"tambur/kiosk/attendance"
)

func TestEveryLanguageIsComplete(t *testing.T) {
	for _, w := range []words{swedish, english} {
		v := reflect.ValueOf(w)
		for i := range v.NumField() {
			name, field := v.Type().Field(i).Name, v.Field(i)
			if field.IsZero() {
				t.Errorf("%s: %s is empty", w.Tag, name)
			}
			switch field.Kind() {
			case reflect.Array:
				for j := range field.Len() {
					if field.Index(j).String() == "" {
						t.Errorf("%s: %s %d is empty", w.Tag, name, j)
					}
				}
			case reflect.Map:
				for _, key := range field.MapKeys() {
					if field.MapIndex(key).String() == "" {
						t.Errorf("%s: %s of %s is empty", w.Tag, name, key)
					}
				}
			}
		}
		for _, r := range []role{guardian, collector, staff, kiosk, somebody} {
			if w.Roles[r] == "" {
				t.Errorf("%s: no word for %s", w.Tag, r)
			}
		}
		for _, k := range attendance.Kinds() {
			if k == attendance.PickupPlanned || k == attendance.Undone {
				continue // they have sentences of their own
			}
			if w.Kinds[k] == "" {
				t.Errorf("%s: no words for %s", w.Tag, k)
			}
		}
	}
	if swedish.OtherTag != english.Tag || english.OtherTag != swedish.Tag {
		t.Error("the languages don't lead to each other")
	}
}
