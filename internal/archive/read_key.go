package archive

import (
	"strings"

	"filippo.io/age"
)

// NewKey makes a hybrid key: what opens a file, and the public half that a file is sealed to. Both are as age writes them.
func NewKey() (secret, public string, err error) {
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		return "", "", err
	}
	return key.String(), key.Recipient().String(), nil
}

// ByKey opens what was sealed to one of the keys in a file of keys, as NewKey and age make them. ErrKey where there is none.
func ByKey(text string) ([]Identity, error) {
	var out []Identity
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, err := age.ParseHybridIdentity(line)
		if err != nil {
			return nil, ErrKey
		}
		out = append(out, key)
	}
	if out == nil {
		return nil, ErrKey
	}
	return out, nil
}
