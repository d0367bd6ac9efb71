package store

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"net/netip"

	"modernc.org/sqlite"

	"github.com/supascale/supascale-tui/internal/query"
)

// The functions that SQL is given, so that it compares texts exactly as a query
// does elsewhere.
func init() { //nolint:gochecknoinits // the driver has one set of functions for the whole program
	sqlite.MustRegisterDeterministicScalarFunction("fold", 1, textFunction(query.Fold))
	sqlite.MustRegisterDeterministicScalarFunction("route_of", 1, textFunction(query.RouteOf))
	sqlite.MustRegisterDeterministicScalarFunction("shape_digest", 12, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		d := digester{}
		for _, arg := range args {
			d.add(fmt.Sprint(arg))
		}
		return d.sum(), nil
	})
	sqlite.MustRegisterDeterministicScalarFunction("in_network", 2, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		addr, errAddr := netip.ParseAddr(fmt.Sprint(args[0]))
		prefix, errPrefix := netip.ParsePrefix(fmt.Sprint(args[1]))
		return errAddr == nil && errPrefix == nil && prefix.Contains(addr.Unmap()), nil
	})
}

func textFunction(f func(string) string) func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) {
	return func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		return f(fmt.Sprint(args[0])), nil
	}
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
