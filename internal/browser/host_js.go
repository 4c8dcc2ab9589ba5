package browser

import "syscall/js"

// FindLocalSigns hands the host's file of stricter warning signs, or why it did not come, to take.
func FindLocalSigns(take func(file []byte, err error)) *HostFile {
	return findHostFile(localSignsPath, "localSigns", take)
}

// FindLocalDirectory hands the host's list of help near people, or why it did not come, to take.
func FindLocalDirectory(take func(file []byte, err error)) *HostFile {
	return findHostFile(localDirectoryPath, "localDirectory", take)
}

// findHostFile looks at what the first page said under a name.
func findHostFile(path, name string, take func(file []byte, err error)) *HostFile {
	f := &HostFile{path: path, get: fetchFile, take: take}
	if start := js.Global().Get("snowdropStart"); start.Truthy() {
		said := start.Get(name)
		f.there = said.Type() == js.TypeString && said.String() != ""
	}
	return f
}
