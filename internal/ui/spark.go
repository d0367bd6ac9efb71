package ui

var sparkRunes = []rune("·▁▂▃▄▅▆▇█")

// Spark draws counts as one line. A count above zero always shows.
func Spark(counts []int) string {
	most := 0
	for _, n := range counts {
		most = max(most, n)
	}
	out := make([]rune, len(counts))
	for i, n := range counts {
		out[i] = sparkRunes[0]
		if n > 0 {
			out[i] = sparkRunes[1+int(float64(n)/float64(most)*float64(len(sparkRunes)-2)+0.5)]
		}
	}
	return string(out)
}
