// Package e2e drives the built program the way an admin reaches it: over a real
// SSH server, in real tmux and GNU screen, on a real X server. The terminal on
// the admin's desk is an emulator, so that what reached it can be compared with
// the key that the instance issued.
//
// It also loads completions into real shells and has man's readers look at the
// pages.
// The servers it signs in to are not ours either: NextAuth.js 4 and Auth.js 5.
//
// Its tests need what .ci/run installs: run "make e2e".
package e2e
