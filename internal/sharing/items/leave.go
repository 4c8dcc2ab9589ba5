package items

import "encoding/json"

// Leave says that whoever wrote it has left. There is nothing in it: not why, and not when.
type Leave struct{}

// Encode returns it as the body of an item.
func (Leave) Encode() []byte { return []byte("{}") }

// ParseLeave reads what Encode wrote, or ErrBody.
func ParseLeave(body []byte) (Leave, error) {
	if !object(body) || json.Unmarshal(body, &struct{}{}) != nil {
		return Leave{}, ErrBody
	}
	return Leave{}, nil
}
