package store

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"net/netip"

	"modernc.org/sqlite"

	"github.com/supascale/supascale-tui/internal/activity/query"
)

// The functions that SQL is given, so that it compares texts exactly as a query
// does elsewhere.
func init() { //nolint:gochecknoinits // the driver has one set of functions for the whole program
	register("fold", 1, textFunction(query.Fold))
	register("route_of", 1, textFunction(query.RouteOf))
	register("shape_digest", 12, func(args []driver.Value) driver.Value {
		d := digester{}
		for _, arg := range args {
			d.add(fmt.Sprint(arg))
		}
		return d.sum()
	})
	register("in_network", 2, func(args []driver.Value) driver.Value {
		addr, errAddr := netip.ParseAddr(fmt.Sprint(args[0]))
		prefix, errPrefix := netip.ParsePrefix(fmt.Sprint(args[1]))
		return errAddr == nil && errPrefix == nil && prefix.Contains(addr.Unmap())
	})
}

// register asks for views of the arguments: the driver's copies end at the
// first NUL, and a sender may put one into a path ("/a%00b"). The function must
// copy what it keeps; fmt.Sprint does.
func register(name string, arguments int32, f func(args []driver.Value) driver.Value) {
	sqlite.MustRegisterFunction(name, &sqlite.FunctionImpl{
		NArgs: arguments, Deterministic: true, VolatileArgs: true,
		Scalar: func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) { return f(args), nil },
	})
}

func textFunction(f func(string) string) func([]driver.Value) driver.Value {
	return func(args []driver.Value) driver.Value { return f(fmt.Sprint(args[0])) }
}

// digester hashes a list of texts. Each one's length goes first: two lists
// differ wherever one text ends.
type digester struct{ text []byte }

func (d *digester) add(s string) {
	d.text = binary.AppendUvarint(d.text, uint64(len(s)))
	d.text = append(d.text, s...)
}

// sum is half a SHA-256: nobody gains from two shapes of one digest, which
// would still take 2^64 tries.
func (d *digester) sum() []byte {
	full := sha256.Sum256(d.text)
	return full[:16]
}
