package wire

import "github.com/supascale/supascale-tui/internal/activity/cluster"

// OfCluster is the cluster as it travels.
func OfCluster(c *cluster.Cluster) Cluster {
	outcome := Success
	if c.Failed {
		outcome = Failure
	}
	if c.Untold {
		outcome = Unknown
	}
	return Cluster{
		Outcome: outcome, Type: c.Type, Message: c.Message, Reason: string(c.Reason), KeyID: c.KeyID, KeyName: c.KeyName, KeyPreview: c.KeyPreview,
		IP: c.IP, Method: c.Method, Route: c.Route, Path: c.Path, UserAgent: c.Agent, Status: c.Status,
		Resource: string(c.Resource), Required: c.Required, Granted: c.Granted, Entries: c.Entries, Requests: c.Attempts,
		First: c.First.UTC(), Last: c.Last.UTC(), Spark: c.Spark, Burst: c.Burst, Previews: c.Previews, Routes: c.Routes,
	}
}
