// Package text words what sentences need: counts, durations, moments, and
// sentences themselves. It is a leaf: it imports nothing of this program.
package text

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Number writes n with a comma between thousands.
func Number(n int) string {
	if n < 0 {
		return "-" + Number(-n)
	}
	if n < 1000 {
		return digits(n, 1)
	}
	return Number(n/1000) + "," + digits(n%1000, 3)
}

func digits(n, least int) string {
	var buf [20]byte
	i := len(buf)
	for n > 0 || least > 0 {
		i--
		buf[i] = byte('0' + n%10)
		n /= 10
		least--
	}
	return string(buf[i:])
}

// Bytes writes a size in the decimal units of disks and lines: "512 B", "12 kB", "3.4 MB".
func Bytes(n int64) string {
	switch {
	case n < 1000:
		return Number(int(n)) + " B"
	case n < 1000*1000:
		return strconv.FormatInt(n/1000, 10) + " kB"
	}
	return strconv.FormatFloat(float64(n/100_000)/10, 'f', 1, 64) + " MB"
}

// Plural writes a count with its noun: "1 key", "3 keys".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Sentence makes a sentence of words: a capital at the beginning, a full stop at
// the end.
func Sentence(words string) string {
	first, size := utf8.DecodeRuneInString(words)
	if size == 0 {
		return ""
	}
	words = string(unicode.ToUpper(first)) + strings.TrimRight(words[size:], ";,")
	if !strings.ContainsAny(words[len(words)-1:], ".!?") {
		words += "."
	}
	return words
}
