package content

import "strings"

// GuessCountry guesses where a person is from what a browser tells without
// asking: the IANA name of its time zone, and its languages in order of
// preference. It returns a code of the directory, or "" for General.
//
// A zone says where the device is; a language only says what it speaks. So a
// zone that names a place decides alone, also when it names a place outside
// the directory: a phone in Vienna set to American English must not be told
// to ring 911. The languages count only when the zone names no place.
func GuessCountry(timeZone string, languages []string) string {
	zone := strings.TrimSpace(timeZone)
	for _, z := range zones {
		if z.match(zone) {
			return z.code
		}
	}
	if namesPlace(zone) {
		return ""
	}
	for _, l := range languages {
		if r := region(l); r != "" {
			if _, ok := directory().byCode[r]; ok {
				return r
			}
			return ""
		}
	}
	return ""
}

// namesPlace tells a zone of some place on the map (Europe/Vienna) from one
// of none (UTC, Etc/GMT+3, EST5EDT).
func namesPlace(zone string) bool {
	area, _, ok := strings.Cut(zone, "/")
	return ok && !strings.EqualFold(area, "Etc")
}

// region returns the region of a language tag in capitals: "GB" for "en-GB",
// "ES" for "ca-Latn-ES-valencia", "" for "en" or for a region given as a
// number.
func region(tag string) string {
	parts := strings.FieldsFunc(strings.TrimSpace(tag), func(r rune) bool { return r == '-' || r == '_' })
	if len(parts) < 2 {
		return ""
	}
	for _, p := range parts[1:] {
		if len(p) == 1 {
			return "" // an extension or private use begins: no region follows
		}
		if len(p) == 2 && isLetter(p[0]) && isLetter(p[1]) {
			return strings.ToUpper(p)
		}
	}
	return ""
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// countryZones is one country's zone names, separated by spaces. A name that
// ends in "/" stands for every zone below it.
type countryZones struct{ code, names string }

func (c countryZones) match(zone string) bool {
	if zone == "" {
		return false
	}
	for _, n := range strings.Fields(c.names) {
		if n == zone || strings.HasSuffix(n, "/") && strings.HasPrefix(zone, n) {
			return true
		}
	}
	return false
}

// zones lists the zones of the countries in the directory, with the older
// names that browsers still report (Chromium says Asia/Calcutta).
var zones = []countryZones{
	{"GB", "Europe/London Europe/Belfast GB GB-Eire"},
	{"IE", "Europe/Dublin Eire"},
	{"US", `America/New_York America/Detroit America/Kentucky/ America/Louisville America/Indiana/ America/Indianapolis America/Fort_Wayne
		America/Chicago America/Menominee America/North_Dakota/ America/Denver America/Boise America/Shiprock America/Phoenix
		America/Los_Angeles America/Anchorage America/Juneau America/Sitka America/Metlakatla America/Yakutat America/Nome
		America/Adak America/Atka Pacific/Honolulu Pacific/Johnston US/`},
	{"CA", `America/Toronto America/Montreal America/Nipigon America/Thunder_Bay America/Iqaluit America/Pangnirtung America/Atikokan
		America/Coral_Harbour America/Winnipeg America/Rainy_River America/Resolute America/Rankin_Inlet America/Regina
		America/Swift_Current America/Edmonton America/Cambridge_Bay America/Yellowknife America/Inuvik America/Creston
		America/Dawson_Creek America/Fort_Nelson America/Whitehorse America/Dawson America/Vancouver America/Halifax
		America/Glace_Bay America/Moncton America/Goose_Bay America/St_Johns America/Blanc-Sablon Canada/`},
	{"AU", "Australia/ Antarctica/Macquarie"},
	{"NZ", "Pacific/Auckland Pacific/Chatham NZ NZ-CHAT"},
	{"IN", "Asia/Kolkata Asia/Calcutta"},
	{"PH", "Asia/Manila"},
	{"ZA", "Africa/Johannesburg"},
	{"DE", "Europe/Berlin Europe/Busingen"},
	{"FR", "Europe/Paris"},
	{"ES", "Europe/Madrid Atlantic/Canary Africa/Ceuta"},
	{"MX", `America/Mexico_City America/Cancun America/Merida America/Monterrey America/Matamoros America/Chihuahua
		America/Ciudad_Juarez America/Ojinaga America/Mazatlan America/Bahia_Banderas America/Hermosillo America/Tijuana
		America/Santa_Isabel America/Ensenada Mexico/`},
}
