package author

import "testing"

func TestWords(t *testing.T) {
	for want, a := range map[string]Author{
		"":                              {},
		"203.0.113.7":                   {IP: "203.0.113.7"},
		"203.0.113.7 (curl/8)":          {IP: "203.0.113.7", Agent: "curl/8"},
		"curl/8":                        {Agent: "curl/8"}, // a log that keeps no addresses
		"“Deploy”":                      {KeyName: "Deploy"},
		"“Deploy” from 203.0.113.7":     {KeyName: "Deploy", IP: "203.0.113.7"},
		"“Deploy” from 10.0.0.1 (wget)": {KeyName: "Deploy", IP: "10.0.0.1", Agent: "wget"},
	} {
		if got := a.Words(); got != want {
			t.Errorf("%+v is %q, want %q", a, got, want)
		}
	}
}
