package keys

import "strings"

// tellingLeast is how many characters beyond the prefix a preview must have to
// tell keys apart at all.
const tellingLeast = 4

// prefixLetters are what the words of a prefix are made of.
const prefixLetters = "abcdefghijklmnopqrstuvwxyz"

// previewEnds gives what a preview tells: how the key begins and how it ends. A
// real instance may write it otherwise than Preview does: with other marks for
// what is left out, without the end, or without the prefix (contract, "Keys").
func previewEnds(preview string) (head, tail string) {
	preview = strings.TrimSpace(preview)
	left := func(r rune) bool { return strings.ContainsRune(".…*•", r) }
	at := strings.IndexFunc(preview, left)
	if at < 0 {
		return preview, ""
	}
	return preview[:at], strings.TrimLeftFunc(preview[at:], left)
}

// Telling reports whether a preview has enough of a key to recognise it by.
func Telling(preview string) bool {
	head, tail := previewEnds(preview)
	return len(withoutPrefix(head))+len(tail) >= tellingLeast
}

// Fits reports whether value may be the key that the preview is of. It proves
// nothing: other keys may have the same preview.
func Fits(preview, value string) bool {
	head, tail := previewEnds(preview)
	if !Telling(preview) {
		return false
	}
	if withoutPrefix(head) == head {
		value = withoutPrefix(value)
	}
	return len(value) >= len(head)+len(tail) && strings.HasPrefix(value, head) && strings.HasSuffix(value, tail)
}

// withoutPrefix drops the words with an underscore behind them that a key begins
// with: supascale_, sk_live_, and those of formats that are not known here. The
// letters behind a prefix are of base 62, which has no underscore.
func withoutPrefix(s string) string {
	for {
		word, rest, found := strings.Cut(s, "_")
		if !found || word == "" || strings.Trim(word, prefixLetters) != "" {
			return s
		}
		s = rest
	}
}

// Preview is what may be shown of a key after its creation: the prefix, the
// first four and the last four characters. Text that is no key has none.
func Preview(key string) string {
	if CheckFormat(key) != nil {
		return ""
	}
	body := key[len(Prefix):]
	return Prefix + body[:4] + "..." + body[BodyLen-4:]
}

// AttemptPreview is what may be logged of a key that is not known here: the
// prefix and the first four characters, never more (contract, "Activity"). Text
// without the prefix may be any secret, so nothing of it is kept.
func AttemptPreview(sent string) string {
	body, found := strings.CutPrefix(sent, Prefix)
	if !found {
		return ""
	}
	end := 0
	for end < len(body) && end < 4 && strings.IndexByte(alphabet, body[end]) >= 0 {
		end++
	}
	return Prefix + body[:end] + "..."
}

// ShortPreview drops the prefix for narrow columns: "Ab3d…x9Zk". The prefix of
// another format goes as well: keys that share it would look alike there.
func ShortPreview(preview string) string {
	return strings.Replace(withoutPrefix(preview), "...", "…", 1)
}

// SamePreview reports whether two texts are one preview, however they write what
// is left out. One of them may lack the prefix.
func SamePreview(a, b string) bool {
	a, b = strings.Replace(a, "...", "…", 1), strings.Replace(b, "...", "…", 1)
	return a != "" && b != "" && (a == b || a == withoutPrefix(b) || withoutPrefix(a) == b)
}
