package relay

// BeatEverySecond makes silent streams show every second that they live.
func BeatEverySecond(r *Relay) { r.live.Beat(1, 0) }
