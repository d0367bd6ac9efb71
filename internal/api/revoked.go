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
// revocation first: nothing where it remembers none. Like KeyWalk it asks on until a
// page is empty or brings nothing new: an instance may cut pages, or ignore limit or
// offset.
func (c *Client) RevokedKeys(ctx context.Context) ([]RevokedKey, error) {
	var list []RevokedKey
	met := make(map[string]bool)
	for offset := 0; len(list) < revokedMost; {
		page, err := c.revokedPage(ctx, offset)
		if KindOf(err) == Invalid {
			return list, nil // it doesn't know the parameter, so it has no such list
		}
		if err != nil {
			return nil, err
		}
		before := len(met)
		for _, k := range page.revoked {
			id := k.identity() + "\x00" + k.Revoked.String()
			if !met[id] {
				met[id] = true
				list = append(list, k)
			}
		}
		if len(met) == before {
			break
		}
		offset += page.entries
	}
	return list, nil
}

// revokedPage is a page of the list of revoked keys.
type revokedPage struct {
	revoked []RevokedKey
	entries int // those too that don't say that they were revoked
}

func (c *Client) revokedPage(ctx context.Context, offset int) (page revokedPage, err error) {
	params := url.Values{"revoked": {"true"}, "limit": {strconv.Itoa(pageMax)}, "offset": {strconv.Itoa(offset)}}
	err = c.do(ctx, call{
		op: OpRevoked, method: http.MethodGet, path: keysPath, query: params, limit: listBytesMax,
		decode: func(r io.Reader) (err error) {
			page, err = readRevokedKeys(r)
			return err
		},
	})
	return page, err
}

// readRevokedKeys keeps what says that it was revoked: an instance that doesn't
// know the parameter sends the keys it has.
func readRevokedKeys(r io.Reader) (revokedPage, error) {
	var page revokedPage
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
			page.entries++
			if row.RevokedAt.IsZero() || len(page.revoked) == revokedMost {
				return nil
			}
			k := RevokedKey{Key: row.key(), Revoked: row.RevokedAt.Time}
			k.Permissions, _ = parsePermissions(row.Permissions)
			page.revoked = append(page.revoked, k)
			return nil
		},
	}
	err := answer.read(r)
	page.entries += answer.strange
	return page, err
}
