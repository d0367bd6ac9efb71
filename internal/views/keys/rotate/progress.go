package rotate

import (
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// drawStanding shows how far the rotation has come: in words, then key beside key.
func (s *Screen) drawStanding(p *ui.Paper) {
	st, now := s.standing, s.env.Now()
	name := st.New.Shown()
	if st.New.ID == "" {
		name = st.Asked.Name
	}
	p.Text(ui.Strong, " ", st.Old.Shown()+" → "+name)
	mark, tone := screen.RotationSign(st.Step)
	p.Text(tone, " ", mark+" "+st.Step.Words())
	p.Blank()
	p.Text(ui.Normal, " ", st.Reason(now))
	p.Text(ui.Accent, " → ", st.Remedy())
	s.drawMended(p)
	if s.unnoted != "" {
		p.Text(ui.Warn, " ! ", s.unnoted)
	}
	if s.own(st.OldKey) {
		p.Text(ui.Warn, " ! ", rotation.OwnWords)
	}
	if st.Guessed {
		p.Text(ui.Muted, " ", rotation.GuessedWords)
	}
	p.Blank()
	pair(p, "", cell{"OLD", ui.Muted}, cell{"NEW", ui.Muted})
	pair(p, "State", s.state(st.OldKey, "revoked"), s.state(st.NewKey, s.missing()))
	if st.OldKey != nil || st.NewKey != nil {
		pair(p, "Last used", s.used(st.OldKey, st.OldUsed, st.OldTold), s.used(st.NewKey, st.NewUsed, st.NewTold))
		if st.OldKey != nil && st.NewKey != nil {
			pair(p, "Used by", s.users(st.OldUsers), s.users(st.NewUsers))
		}
		pair(p, "Key", refPreview(st.OldKey), refPreview(st.NewKey))
		pair(p, "Permissions", permissions(st.OldKey), permissions(st.NewKey))
		pair(p, "Expires", s.expiry(st.OldKey), s.expiry(st.NewKey))
	}
	p.Blank()
	p.Text(ui.Muted, " ", "Begun "+text.Relative(st.Begun, now, "")+", "+text.Moment(st.Begun, s.env.Zone)+". "+s.ends(now))
	if st.LogErr != nil {
		p.Text(ui.Warn, " ! ", rotation.UnreadWords)
	}
}

// drawMended says whether what the old key was refused passes now.
func (s *Screen) drawMended(p *ui.Paper) {
	words := s.standing.Mended(s.env.Now(), s.env.Zone)
	switch {
	case words == "":
	case !s.standing.Passed.Last.IsZero():
		p.Text(ui.Good, " ✓ ", words)
	case s.watch.behind != nil:
		p.Text(ui.Warn, " ! ", words+" "+screen.TroubleLine(s.watch.behind))
	case s.watching():
		p.Text(ui.Normal, " ○ ", words+" Watching the log.")
	default:
		p.Text(ui.Normal, " ○ ", words)
	}
}

// missing says what is with a new key that isn't listed.
func (s *Screen) missing() string {
	if s.standing.Step == rotation.NewGone || s.standing.Step == rotation.BothGone {
		return "revoked"
	}
	return "not made"
}

func (s *Screen) state(k *api.Key, gone string) cell {
	if k == nil {
		return cell{"✗ " + gone, ui.Danger}
	}
	status := k.Expires.StatusAt(s.env.Now())
	switch status {
	case keys.Expired:
		return cell{"○ " + status.String(), ui.Danger}
	case keys.Expiring:
		return cell{"◐ " + status.String(), ui.Warn}
	}
	return cell{"● " + status.String(), ui.Good}
}

var dot = cell{"·", ui.Faint}

func refPreview(k *api.Key) cell {
	if k == nil {
		return dot
	}
	return plain(preview(k))
}

func permissions(k *api.Key) cell {
	if k == nil {
		return dot
	}
	return plain(k.Permissions.Summary())
}

func (s *Screen) expiry(k *api.Key) cell {
	if k == nil {
		return dot
	}
	return s.when(k.Expires)
}

func (s *Screen) used(k *api.Key, at time.Time, told bool) cell {
	switch {
	case k == nil:
		return dot
	case !at.IsZero():
		return plain(text.Relative(at, s.env.Now(), ""))
	case told:
		return plain("never")
	}
	return cell{"can't tell", ui.Warn}
}

// usersShown is how many programs are listed of a key.
const usersShown = 5

// users lists who made the requests, the latest first.
func (s *Screen) users(list []rotation.User) cell {
	if len(list) == 0 {
		if s.standing.LogErr != nil {
			return cell{"can't tell", ui.Warn}
		}
		return cell{"nobody in the log's last 7 days", ui.Muted}
	}
	words := ""
	for i, u := range list {
		if i == usersShown {
			words += "\nand " + text.Plural(len(list)-i, "other", "others")
			break
		}
		if i > 0 {
			words += "\n"
		}
		who := u.IP
		if who == "" {
			who = "an unknown address"
		}
		if u.Agent != "" {
			who += " (" + u.Agent + ")"
		}
		words += who + ", " + text.Relative(u.Last, s.env.Now(), "") + ", " + text.Plural(u.Count, "request", "requests")
	}
	return plain(words)
}
