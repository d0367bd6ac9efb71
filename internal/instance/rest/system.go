package rest

import (
	"fmt"
	"net/http"
)

// Figures are the state of a machine.
type Figures struct {
	CPU    Processor `json:"cpu"`
	Memory Space     `json:"memory"`
	Disk   Space     `json:"disk"` // of the file system that holds the store
}

// Processor is how many cores there are, how busy they were together since the
// figures were last read (0 to 100), and how many processes wanted a core, on
// average over the last 1, 5 and 15 minutes.
type Processor struct {
	Cores        int     `json:"cores"`
	UsagePercent float64 `json:"usagePercent"`
	Load1        float64 `json:"load1"`
	Load5        float64 `json:"load5"`
	Load15       float64 `json:"load15"`
}

// Space is how much of something there is and is used; the percentage is from 0 to
// 100.
type Space struct {
	TotalBytes   uint64  `json:"totalBytes"`
	UsedBytes    uint64  `json:"usedBytes"`
	UsagePercent float64 `json:"usagePercent"`
}

// notice says what this instance is, so that nobody takes its records for
// running databases.
const notice = "This is a local instance: it checks API keys and keeps records. It starts no Supabase containers, makes no backups and contacts no cloud storage."

// machineFigures answers with real figures of this machine.
func (s *Service) machineFigures(c *call) (answer, error) {
	f, err := s.Machine.Figures(c.r.Context())
	if err != nil {
		return answer{}, fmt.Errorf("read the machine's figures: %w", err)
	}
	return answer{status: http.StatusOK, body: struct {
		Success bool `json:"success"`
		Figures
		Notice string `json:"notice"`
	}{true, f, notice}}, nil
}
