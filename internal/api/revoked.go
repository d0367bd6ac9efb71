package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
)

// revokedMost is how many revoked keys are asked for: the latest.
const revokedMost = 10_000

// RevokedKeys lists what the instance remembers of revoked keys, the latest
// revocation first: nothing where it remembers none.
func (c *Client) RevokedKeys(ctx context.Context) ([]RevokedKey, error) {
	var list []RevokedKey
	for len(list) < revokedMost {
		params := url.Values{"revoked": {"true"}, "limit": {strconv.Itoa(pageMax)}, "offset": {strconv.Itoa(len(list))}}
		var page []RevokedKey
		err := c.do(ctx, call{
			op: OpRevoked, method: http.MethodGet, path: keysPath, query: params, limit: listBytesMax,
			decode: func(r io.Reader) (err error) {
				page, err = readRevokedKeys(r)
				return err
			},
		})
		if KindOf(err) == Invalid {
			return list, nil // it doesn't know the parameter, so it has no such list
		}
		if err != nil {
			return nil, err
		}
		list = append(list, page...)
		if len(page) < pageMax {
			break
		}
	}
	return list, nil
}

// readRevokedKeys keeps what says that it was revoked: an instance that doesn't
// know the parameter sends the keys it has.
func readRevokedKeys(r io.Reader) ([]RevokedKey, error) {
	var list []RevokedKey
	answer := listAnswer{
		names: []string{"apiKeys", "keys"},
		element: func(d *json.Decoder) error {
			var row struct {
				keyRow
				RevokedAt moment `json:"revokedAt"`
			}
			if err := d.Decode(&row); err != nil {
				return err
			}
			if row.RevokedAt.IsZero() || len(list) == pageMax {
				return nil
			}
			k := RevokedKey{Key: row.key(), Revoked: row.RevokedAt.Time}
			k.Permissions, _ = parsePermissions(row.Permissions)
			list = append(list, k)
			return nil
		},
	}
	return list, answer.read(r)
}
