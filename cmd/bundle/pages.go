package main

import "fmt"

// arriving is the first page, as the app itself answers it, with the addresses of this build.
func arriving(addresses map[string]string) ([]byte, error) {
	return fmt.Appendf(nil, `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Snowdrop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="manifest" href="/manifest.webmanifest">
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="%s">
<script src="%s"></script>
</head>
<body>
<main>
<h1>Snowdrop</h1>
<p><a href="/today">Today</a> <a href="/h/">Get help now</a> <a href="/closed" data-close>Close now</a></p>
</main>
</body>
</html>
`, addresses["style.css"], addresses["page.js"]), nil
}

// helpPages are the pages that need no app: the general one and one for each country.
func helpPages() ([]file, error) {
	return nil, nil
}
