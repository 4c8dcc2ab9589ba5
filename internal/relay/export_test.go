package relay

// BeatEverySecond makes silent streams show every second that they live.
func BeatEverySecond(r *Relay) { r.live.every, r.live.jitter = 1, 0 }
