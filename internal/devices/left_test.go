package devices

import "reflect"

// left counts what the relay still keeps. It looks into the store, which has no way to list: nobody is to be listed.
func (w *world) left() (spaces, slots int) {
	v := reflect.ValueOf(w.store).Elem()
	return v.FieldByName("spaces").Len(), v.FieldByName("slots").Len()
}
