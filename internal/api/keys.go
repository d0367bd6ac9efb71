package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/keys"
)

const (
	keysPath = "/settings/api-keys"
	// keysMax bounds memory against an answer of millions of empty keys.
	keysMax = 1_000_000
	// pageMax is the longest page of the contract.
	pageMax = 1000
)

// ListKeys gives limit keys (at most 1000) from offset on, newest first; all of
// them with a limit of 0. An instance may ignore both, cut pages, and tell a wrong
// total or none. Keys reads the whole list.
func (c *Client) ListKeys(ctx context.Context, offset, limit int) (KeyPage, error) {
	query := url.Values{}
	limit = min(limit, pageMax)
	if limit > 0 {
		query.Set("limit", strconv.Itoa(limit))
		query.Set("offset", strconv.Itoa(max(offset, 0)))
	}
	var page KeyPage
	err := c.do(ctx, call{
		op: OpListKeys, method: http.MethodGet, path: keysPath, query: query, limit: listBytesMax,
		decode: func(r io.Reader) (err error) {
			page, err = readKeys(r, limit, keysMax)
			return err
		},
	})
	if err != nil {
		return KeyPage{Total: -1}, err
	}
	return page, nil
}

// keyRow is a key as an instance may list it. There is deliberately no field
// for a key's value or hash.
type keyRow struct {
	ID          text            `json:"id"`
	AltID       text            `json:"_id"`
	Name        text            `json:"name"`
	KeyPreview  text            `json:"keyPreview"`
	KeyPrefix   text            `json:"keyPrefix"`
	Prefix      text            `json:"prefix"`
	Permissions json.RawMessage `json:"permissions"`
	ExpiresAt   toldMoment      `json:"expiresAt"`
	LastUsed    toldMoment      `json:"lastUsed"`
	LastUsedAt  toldMoment      `json:"lastUsedAt"`
	CreatedAt   moment          `json:"createdAt"`
}

// key is the row without its permissions.
func (r *keyRow) key() Key {
	id, flaw := readID(string(either(r.ID, r.AltID)))
	return Key{
		ID:       id,
		IDFlaw:   flaw,
		Name:     nameOf(string(r.Name)),
		Preview:  maskPreview(string(either(r.KeyPreview, r.KeyPrefix, r.Prefix))),
		Created:  r.CreatedAt.Time,
		Expires:  r.ExpiresAt.expiry(),
		LastUsed: either(r.LastUsed.moment, r.LastUsedAt.moment).Time,
	}
}

// keyReader collects the keys of an answer. Among many keys few sets of
// permissions differ, so each is read once.
type keyReader struct {
	row   keyRow
	seen  map[string]keys.Permissions
	list  []Key
	most  int
	shape KeyShape
}

const permissionSetsMax = 1000

func (kr *keyReader) element(d *json.Decoder) error {
	row := &kr.row
	*row = keyRow{Permissions: row.Permissions[:0]}
	if err := d.Decode(&row); err != nil {
		return err
	}
	if row == nil {
		return errNoElement
	}
	if len(kr.list) == kr.most {
		return &answerError{"the answer holds too many keys"}
	}
	k := row.key()
	k.Permissions = kr.permissions(row.Permissions)
	kr.shape.see(row)
	kr.list = append(kr.list, k)
	return nil
}

func (kr *keyReader) permissions(raw []byte) keys.Permissions {
	p, found := kr.seen[string(raw)]
	if !found {
		p, _ = parsePermissions(raw)
		if len(kr.seen) < permissionSetsMax {
			kr.seen[string(raw)] = p
		}
	}
	return p
}

func either[T comparable](values ...T) T {
	var zero T
	for _, v := range values {
		if v != zero {
			return v
		}
	}
	return zero
}

func readKeys(r io.Reader, limit, most int) (KeyPage, error) {
	found := keyReader{seen: map[string]keys.Permissions{}, most: most, list: make([]Key, 0, min(max(limit, 0), pageMax))}
	pages := paging{total: -1}
	answer := listAnswer{
		names:   []string{"apiKeys", "keys"},
		element: found.element,
		field: func(name string, value json.RawMessage) {
			switch name {
			case "pagination", "meta":
				if told := readPaging(value); told.sent {
					pages = told
				}
			case "total", "totalCount":
				if total, ok := number(textOf(value)); ok && !pages.sent {
					pages.total = total
				}
			}
		},
	}
	if err := answer.read(r); err != nil {
		return KeyPage{}, err
	}
	page := KeyPage{Keys: found.list, Total: pages.total, Unreadable: answer.strange, Shape: found.shape}
	page.Shape.List, page.Shape.Paged = answer.place, pages.sent
	return page, nil
}

// CreateKey creates a key and returns it with its value, which the instance
// sends this once. When it fails with MaybeDone, a key may exist whose value
// nobody knows.
func (c *Client) CreateKey(ctx context.Context, k NewKey) (CreatedKey, error) {
	body := wire.NewKey{Name: k.Name, Permissions: k.Permissions.Wire()}
	if _, unreadable := k.Expires.Unreadable(); unreadable {
		return CreatedKey{}, &Error{Op: OpCreateKey, Kind: Invalid, Message: "the expiry that was asked for can't be read"}
	}
	if at, limited := k.Expires.At(); limited {
		at = at.Truncate(time.Second)
		body.ExpiresAt = &at
	}
	sent, err := json.Marshal(body)
	if err != nil {
		return CreatedKey{}, &Error{Op: OpCreateKey, Kind: Invalid, Message: "the request can't be written: " + inert(err.Error(), messageMax)}
	}
	var created CreatedKey
	err = c.do(ctx, call{
		op: OpCreateKey, method: http.MethodPost, path: keysPath, body: sent, limit: answerBytesMax,
		doubt: "it is not known whether the key was created",
		decode: func(r io.Reader) (err error) {
			created, err = readCreated(r, k)
			return err
		},
	})
	if err != nil {
		return CreatedKey{}, err
	}
	c.did(Deed{Instance: c.instance.ID, Made: created.Key})
	return created, nil
}

// readCreated finds the new key under apiKey, data, data.apiKey or at the top.
func readCreated(r io.Reader, asked NewKey) (CreatedKey, error) {
	answer, err := io.ReadAll(r)
	if err != nil {
		return CreatedKey{}, err
	}
	top := object(answer)
	if top == nil {
		return CreatedKey{}, &answerError{messageUnreadable}
	}
	if textOf(top["success"]) == "false" {
		why := either(firstText(top, "error", "message"), firstText(object(top["error"]), "message"))
		return CreatedKey{}, &answerError{"the instance says it did not create the key: " + either(why, "no reason given")}
	}
	raw := json.RawMessage(answer)
	for _, name := range []string{"data", "apiKey"} {
		if inner := object(raw)[name]; object(inner) != nil {
			raw = inner
		}
	}
	var row keyRow
	if err := json.Unmarshal(raw, &row); err != nil {
		return CreatedKey{}, &answerError{messageUnreadable}
	}
	fields := object(raw)
	value := either(firstText(fields, "key"), firstText(fields, "apiKey"), firstText(top, "key"), firstText(top, "apiKey"))
	if value == "" || len(value) > 512 || CheckKey(value) != nil {
		return CreatedKey{}, &answerError{"the answer holds no usable value of the key"}
	}
	if strings.ContainsAny(value, "*•…") || strings.Contains(value, "...") {
		return CreatedKey{}, &answerError{"the answer holds the key's value masked"}
	}
	created := CreatedKey{Key: row.key(), Secret: NewSecret(value)}
	if !row.ExpiresAt.told {
		created.Expires = asked.Expires
	}
	if created.Name == "" {
		created.Name = inert(asked.Name, nameMax)
	}
	var sent bool
	if created.Permissions, sent = parsePermissions(row.Permissions); !sent {
		created.Permissions = asked.Permissions
	}
	if created.Preview == "" {
		created.Preview = keys.Preview(value)
	}
	created.Differs = differences(asked, &created.Key)
	return created, nil
}

// differences says where a key is not what was asked for. An instance may keep no
// more of the expiry than the day.
func differences(asked NewKey, made *Key) (list []string) {
	if want := nameOf(asked.Name); made.Name != want {
		list = append(list, fmt.Sprintf("its name is “%s” and not “%s”", made.Name, want))
	}
	for _, r := range keys.Resources() {
		if is, want := made.Permissions.Level(r), asked.Permissions.Level(r); is != want {
			list = append(list, fmt.Sprintf("%s: %s and not %s", r.Noun(), is, want))
		}
	}
	for _, o := range made.Permissions.Others() {
		list = append(list, fmt.Sprintf("%s: “%s”, which was not asked for", o.Resource, o.Level))
	}
	if !made.Expires.IsAbout(asked.Expires) {
		list = append(list, fmt.Sprintf("its expiry is %s and not %s", made.Expires.Moment(time.UTC), asked.Expires.Moment(time.UTC)))
	}
	return list
}

// RevokeKey revokes a key by its id. It tries one form of the request only; a
// 404 or 405 is an Error of kind NotFound (contract, "Keys"). After success
// list again to confirm.
func (c *Client) RevokeKey(ctx context.Context, id string) error {
	if _, flaw := readID(id); flaw != IDFine {
		return &Error{Op: OpRevokeKey, Kind: Invalid, Message: "this key has no usable id"}
	}
	q := call{
		op: OpRevokeKey, method: http.MethodDelete, path: keysPath, limit: errorBytesMax,
		doubt:  "it is not known whether the key was revoked",
		decode: readRevoked,
	}
	if c.revokeStyle == RevokeByQuery {
		q.query = url.Values{"id": {id}}
	} else {
		q.path += "/" + url.PathEscape(id)
	}
	err := c.do(ctx, q)
	if failed, known := errors.AsType[*Error](err); err == nil || known && failed.MaybeDone {
		c.did(Deed{Instance: c.instance.ID, Revoked: id})
	}
	return err
}

// readRevoked takes any body (contract, "Keys"), except one that says no.
func readRevoked(r io.Reader) error {
	answer, err := io.ReadAll(r)
	if err != nil {
		return nil // the status has said it all
	}
	top := object(answer)
	if textOf(top["success"]) != "false" {
		return nil
	}
	why := either(firstText(top, "error", "message"), firstText(object(top["error"]), "message"))
	return &answerError{fmt.Sprintf("the instance says it did not revoke it: %s", either(why, "no reason given"))}
}
