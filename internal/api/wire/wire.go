// Package wire holds the JSON shapes of the REST API, as the contract states
// them (assets/openapi.yaml). The instance writes exactly these; the client
// reads these and, in package api, the variants that a real instance may send.
package wire

import "time"

// Key is a key as the list shows it: never its value, never a hash.
type Key struct {
	ID          string            `json:"id"`
	Name        string            `json:"name"`
	KeyPreview  string            `json:"keyPreview"`
	Permissions map[string]string `json:"permissions"`
	ExpiresAt   *time.Time        `json:"expiresAt"`
	LastUsed    *time.Time        `json:"lastUsed"`
	CreatedAt   time.Time         `json:"createdAt"`
	// RevokedAt is there in a list of revoked keys only.
	RevokedAt *time.Time `json:"revokedAt,omitempty"`
}

// KeyList is the answer to GET /api/v1/settings/api-keys. Pagination is there
// when the request had a limit.
type KeyList struct {
	APIKeys    []Key       `json:"apiKeys"`
	Pagination *Pagination `json:"pagination,omitempty"`
}

// Pagination tells which part of a list an answer is.
type Pagination struct {
	Total  int `json:"total"`
	Limit  int `json:"limit"`
	Offset int `json:"offset"`
}

// NewKey is the body of POST /api/v1/settings/api-keys. Without ExpiresAt the
// key does not expire.
type NewKey struct {
	Name        string            `json:"name"`
	Permissions map[string]string `json:"permissions"`
	ExpiresAt   *time.Time        `json:"expiresAt,omitempty"`
}

// CreatedKey is a new key with its value: the only time it is sent.
type CreatedKey struct {
	ID          string            `json:"id"`
	Name        string            `json:"name"`
	Key         string            `json:"key"`
	Permissions map[string]string `json:"permissions"`
	ExpiresAt   *time.Time        `json:"expiresAt"`
	CreatedAt   time.Time         `json:"createdAt"`
}

// KeyCreated is the answer to a created key.
type KeyCreated struct {
	Success bool       `json:"success"`
	APIKey  CreatedKey `json:"apiKey"`
}

// Done is the answer to a request that changes something and returns nothing.
type Done struct {
	Success bool   `json:"success"`
	Message string `json:"message"`
}

// Types of an activity.
const (
	TypeRequest = "api_key.request"
	TypeCreated = "api_key.created"
	TypeRevoked = "api_key.revoked"
	TypeSignin  = "session.signin"
	TypeSignout = "session.signout"
)

// Outcomes of an activity.
const (
	Success = "success"
	Failure = "failure"
	Unknown = "unknown" // only in what the program prints: the contract knows none
)

// Activity is one entry of the activity log.
type Activity struct {
	ID         string    `json:"id"`
	Timestamp  time.Time `json:"timestamp"`
	Type       string    `json:"type"`
	Outcome    string    `json:"outcome"`
	Reason     string    `json:"reason,omitempty"`
	KeyID      string    `json:"keyId,omitempty"`
	KeyName    string    `json:"keyName,omitempty"`
	KeyPreview string    `json:"keyPreview,omitempty"`
	Method     string    `json:"method,omitempty"`
	Path       string    `json:"path,omitempty"`
	Resource   string    `json:"resource,omitempty"`
	Required   string    `json:"required,omitempty"`
	Granted    string    `json:"granted,omitempty"`
	Status     int       `json:"status,omitempty"`
	IP         string    `json:"ip,omitempty"`
	UserAgent  string    `json:"userAgent,omitempty"`
	Count      int       `json:"count,omitempty"`
	Message    string    `json:"message,omitempty"` // only in what the program prints
}

// ActivityPage is the answer to GET /api/v1/system/activity, newest first.
// NextCursor is empty on the last page.
type ActivityPage struct {
	Success    bool       `json:"success"`
	Activities []Activity `json:"activities"`
	NextCursor string     `json:"nextCursor,omitempty"`
	// FollowCursor is what to ask "after" for news since this answer.
	FollowCursor string `json:"followCursor,omitempty"`
	// Coverage tells how far the log reaches and how many entries match, so
	// that a reader never mistakes a page for the whole.
	Coverage *Coverage `json:"coverage,omitempty"`
}

// Coverage describes the log behind an answer. OldestAt is null for an empty
// log. Dropped counts the entries that retention has removed so far, Lost the
// requests that could not be logged, and Waiting the entries that are not in the
// answer because the disk does not take them.
type Coverage struct {
	OldestAt *time.Time `json:"oldestAt"`
	Total    int        `json:"total"`
	Matching int        `json:"matching"`
	Dropped  int        `json:"dropped"`
	Lost     int        `json:"lost,omitempty"`
	Waiting  int        `json:"waiting,omitempty"`
}

// ActivityStats is the answer to GET /api/v1/system/activity/stats: the entries
// that match, in figures. Buckets count requests from Start on, in steps of
// Step seconds. Clusters has the largest first; MoreClusters were left out.
type ActivityStats struct {
	Success      bool           `json:"success"`
	Start        time.Time      `json:"start"`
	Step         int            `json:"step"`
	Buckets      []int          `json:"buckets"`
	Reasons      map[string]int `json:"reasons"` // requests by reason; successes under "success"
	Clusters     []Cluster      `json:"clusters"`
	MoreClusters int            `json:"moreClusters"`
	Uses         []Use          `json:"uses,omitempty"`
	Addresses    []Address      `json:"addresses,omitempty"`
	Requests     int            `json:"requests"` // that the matching entries stand for
	Coverage     Coverage       `json:"coverage"`
}

// Cluster is a set of entries with the same cause: reason, key, address and
// route; behind some reasons there is no key, and the address alone is the
// cause. Fields that differ within it are empty or those of the newest entry.
type Cluster struct {
	Type       string    `json:"type,omitempty"`
	Outcome    string    `json:"outcome"`
	Message    string    `json:"message,omitempty"` // only in what the program prints
	Reason     string    `json:"reason,omitempty"`
	KeyID      string    `json:"keyId,omitempty"`
	KeyName    string    `json:"keyName,omitempty"`
	KeyPreview string    `json:"keyPreview,omitempty"`
	IP         string    `json:"ip,omitempty"`
	Method     string    `json:"method,omitempty"`
	Route      string    `json:"route,omitempty"`
	Path       string    `json:"path,omitempty"`
	UserAgent  string    `json:"userAgent,omitempty"`
	Status     int       `json:"status,omitempty"`
	Resource   string    `json:"resource,omitempty"`
	Required   string    `json:"required,omitempty"`
	Granted    string    `json:"granted,omitempty"`
	Entries    int       `json:"entries"`
	Requests   int       `json:"requests"`
	First      time.Time `json:"first"`
	Last       time.Time `json:"last"`
	Spark      []int     `json:"spark"`
	Burst      int       `json:"burst,omitempty"`
	Previews   int       `json:"previews,omitempty"`
	Routes     int       `json:"routes"`
}

// Use counts the requests of a key on a resource that needed a level.
type Use struct {
	KeyID    string    `json:"keyId"`
	Resource string    `json:"resource"`
	Required string    `json:"required"`
	Outcome  string    `json:"outcome"`
	Reason   string    `json:"reason,omitempty"`
	Requests int       `json:"requests"`
	Last     time.Time `json:"last"`
}

// AddressesMax is the most addresses in an answer: as many may be only a part of
// what there is.
const AddressesMax = 10_000

// Address counts the requests of a key from an address. First and Last are
// within the time that was asked for.
type Address struct {
	KeyID    string    `json:"keyId"`
	IP       string    `json:"ip"`
	Requests int       `json:"requests"`
	First    time.Time `json:"first"`
	Last     time.Time `json:"last"`
}

// ErrorAnswer is the body of every refused request.
type ErrorAnswer struct {
	Success bool        `json:"success"`
	Error   ErrorDetail `json:"error"`
}

// ErrorDetail says what was wrong. Details is present where it helps: the
// level that was missing, or the field that was refused.
type ErrorDetail struct {
	Code    string            `json:"code"`
	Message string            `json:"message"`
	Details map[string]string `json:"details,omitempty"`
}

// Codes of ErrorDetail.
const (
	CodeUnauthorized     = "unauthorized"
	CodePermissionDenied = "permission_denied"
	CodeInvalid          = "invalid_request"
	CodeNotFound         = "not_found"
	CodeMethodNotAllowed = "method_not_allowed"
	CodeConflict         = "conflict"
	CodeTooLarge         = "body_too_large"
	CodeRateLimited      = "rate_limited"
	CodeInternal         = "internal"
	CodeCodeRequired     = "code_required" // of a sign-in: the second factor is missing
)
