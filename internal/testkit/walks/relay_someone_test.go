package walks

import "testing"

func TestWhoMayKnowTheWordsIsShutOutAndTheOthersStay(t *testing.T) {
	source := axe(t)
	h := hosts(t)
	phone, laptop, seven := two(t, h, "A velvet evening.")
	stranger := comes(t, h)
	stranger.Has(seven, "my other phone").Goes("/journal").Soon("A velvet evening.")
	phone.Goes("/mine/devices").Soon("my other phone").Goes("/mine/someone").Sees("Which of these devices are yours, and with you?")
	phone.looks(source)("/mine/someone")
	phone.Choose("my laptop").Press("Show me my new words")
	fresh := phone.writesDown()
	phone.Type("Your passphrase once more", passphrase).Slowly("Shut everyone else out", "/mine/devices")
	phone.Sees("The old words and the old paper open nothing now.", "my laptop").looks(source)("/mine/devices, the others shut out")
	stranger.Soon("This device was removed")
	phone.Writes("Only for mine.").AllSent()
	laptop.Goes("/journal").Soon("Only for mine.")
	stranger.Goes("/journal").SeesNot("Only for mine.")
	late := comes(t, h)
	late.Open("/open").Words(seven, "late").Tap("Open")
	late.Soon("Nothing is kept under these words.").Clear("Your words").Paste("Your words", joined(fresh))
	late.Type("A new passphrase", passphrase).Type("The same once more", passphrase).Slowly("Open", "/today")
	late.Goes("/journal").Soon("Only for mine.")
}

func TestWhatAnotherBrowserDeletedWaitsInTheBin(t *testing.T) {
	source := axe(t)
	phone, laptop, _ := two(t, hosts(t), "A velvet evening.")
	phone.Goes("/journal")
	laptop.entry("A velvet evening.")
	laptop.Press("Delete").Press("Delete it").At("/journal")
	phone.WaitFor(long, "!("+says("A velvet evening.")+")") // nobody touched it
	phone.Goes("/mine").Press("Look into the bin").Sees("A velvet evening.", "It goes for good on")
	phone.looks(source)("/bin")
	phone.Press("Put it back A velvet evening.").Sees("It is back in your journal.")
	laptop.Goes("/journal").Soon("A velvet evening.")
}
