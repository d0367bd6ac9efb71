package keylist

import "iter"

// chunkRows is how many rows lie together: 24 KiB.
const chunkRows = 512

// rowList is rows in chunks. A list that grows is never copied, so it leaves no
// garbage of its own size behind, and takes no memory before it is needed: the
// first page must not wait for the room of a hundred thousand.
type rowList struct {
	chunks []*[chunkRows]row
	n      int
}

func (l *rowList) len() int { return l.n }

// at gives the row with the index. It stays where it is until cut.
func (l *rowList) at(i int32) *row { return &l.chunks[uint32(i)/chunkRows][uint32(i)%chunkRows] }

func (l *rowList) add(r row) {
	if l.n == len(l.chunks)*chunkRows {
		l.chunks = append(l.chunks, new([chunkRows]row))
	}
	l.n++
	*l.at(int32(l.n - 1)) = r
}

// cut leaves the first n rows.
func (l *rowList) cut(n int) {
	l.n = n
	used := (n + chunkRows - 1) / chunkRows
	clear(l.chunks[used:])
	l.chunks = l.chunks[:used]
}

// present goes through the rows that are not gone, in the order they are kept.
func (l *rowList) present() iter.Seq2[int32, *row] {
	return func(yield func(int32, *row) bool) {
		for i := range int32(l.n) {
			if r := l.at(i); r.flags&flagGone == 0 && !yield(i, r) {
				return
			}
		}
	}
}
