// Package manual makes man pages of the commands: one for each, in section 1,
// from the same words as --help. Cobra's own generator goes through Markdown,
// which eats characters of help texts, and has no room for sections such as EXIT
// STATUS; hence this one writes man(7) itself.
package manual

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Options say what the commands don't know of themselves.
type Options struct {
	Date     time.Time // shown on the pages; the zero value shows none
	Source   string    // name and version of the program, such as "supascale-tui 1.2.3"
	Sections []Section // of the root command's page, after its options
}

// Section is a list of terms with what they mean, under a title.
type Section struct {
	Title   string // in capitals, as man pages have them
	Intro   string
	Entries []Entry
}

// Entry is a term and what it means.
type Entry struct{ Term, Text string }

type page struct{ out strings.Builder }

func (p *page) line(text string) { p.out.WriteString(text + "\n") }

func (p *page) entry(term, text string) {
	p.line(".TP")
	p.line(term)
	p.flow(text)
}

// Name is the name of a command's page: "supascale-tui-audit".
func Name(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// Page is the man page of a command.
func Page(cmd *cobra.Command, o Options) string {
	var p page
	// Help is added when a command runs; a page must not depend on when it is made.
	cmd.InitDefaultHelpFlag()
	cmd.InitDefaultVersionFlag()
	date := ""
	if !o.Date.IsZero() {
		date = o.Date.UTC().Format(time.DateOnly)
	}
	p.line(fmt.Sprintf(`.TH %s 1 "%s" %s "User Commands"`, quote(strings.ToUpper(Name(cmd))), date, quote(o.Source)))
	p.line(".nh\n.ad l") // what may be copied is neither hyphenated nor stretched
	p.line(".SH NAME")
	p.flow(Name(cmd) + " - " + cmd.Short)
	p.synopsis(cmd)
	p.line(".SH DESCRIPTION")
	if cmd.Long != "" {
		p.text(cmd.Long)
	} else {
		p.flow(cmd.Short + ".")
	}
	p.commands(cmd)
	p.flags("OPTIONS", cmd.NonInheritedFlags())
	p.flags("OPTIONS OF EVERY COMMAND", cmd.InheritedFlags())
	if !cmd.HasParent() {
		for _, s := range o.Sections {
			p.section(s)
		}
	}
	if cmd.HasExample() {
		p.line(".SH EXAMPLES")
		p.verbatim(outdent(strings.Split(strings.Trim(cmd.Example, "\n"), "\n")))
	}
	p.seeAlso(cmd)
	return p.out.String()
}

func (p *page) synopsis(cmd *cobra.Command) {
	p.line(".SH SYNOPSIS")
	rest := strings.TrimPrefix(cmd.Use, cmd.Name())
	if cmd.HasAvailableFlags() && !strings.Contains(rest, "[flags]") && !cmd.DisableFlagsInUseLine {
		rest = " [OPTION]..." + rest
	}
	if cmd.Runnable() {
		p.line(bold(cmd.CommandPath()) + italicWords(rest))
	}
	if !cmd.HasAvailableSubCommands() {
		return
	}
	if cmd.Runnable() {
		p.line(".br")
	}
	p.line(bold(cmd.CommandPath()) + italicWords(" COMMAND [ARGUMENT]..."))
}

// italicWords sets what stands for something else: words in capitals.
func italicWords(usage string) string {
	var out strings.Builder
	for word := range strings.FieldsSeq(usage) {
		core := strings.Trim(word, "[].|()")
		if core == "" || core != strings.ToUpper(core) {
			out.WriteString(" " + escape(word))
			continue
		}
		before, after, _ := strings.Cut(word, core)
		out.WriteString(" " + escape(before) + italic(core) + strings.ReplaceAll(after, ".", `\&.`))
	}
	return out.String()
}

func (p *page) commands(cmd *cobra.Command) {
	if !cmd.HasAvailableSubCommands() {
		return
	}
	p.line(".SH COMMANDS")
	for _, sub := range subcommands(cmd) {
		p.entry(bold(Name(sub))+"(1)", sub.Short+".")
	}
}

func (p *page) flags(title string, set *pflag.FlagSet) {
	if !set.HasAvailableFlags() {
		return
	}
	p.line(".SH " + quote(title))
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Deprecated != "" {
			return
		}
		varname, usage := pflag.UnquoteUsage(f)
		term := bold("--" + f.Name)
		if f.Shorthand != "" && f.ShorthandDeprecated == "" {
			term = bold("-"+f.Shorthand) + ", " + term
		}
		if varname != "" {
			term += "=" + italic(strings.ToUpper(varname))
		}
		if telling(f) && !strings.Contains(usage, "(default ") {
			usage += " (default " + f.DefValue + ")"
		}
		p.entry(term, usage)
	})
}

// telling reports whether a flag's default says more than that it is off.
func telling(f *pflag.Flag) bool {
	switch f.DefValue {
	case "", "0", "0s", "false", "[]":
		return false
	}
	return true
}

func (p *page) section(s Section) {
	p.line(".SH " + quote(s.Title))
	if s.Intro != "" {
		p.text(s.Intro)
	}
	for _, e := range s.Entries {
		p.entry(bold(e.Term), e.Text)
	}
}

func (p *page) seeAlso(cmd *cobra.Command) {
	var related []*cobra.Command
	if cmd.HasParent() {
		related = append(related, cmd.Parent())
		for _, sibling := range subcommands(cmd.Parent()) {
			if sibling != cmd {
				related = append(related, sibling)
			}
		}
	}
	related = append(related, subcommands(cmd)...)
	if len(related) == 0 {
		return
	}
	p.line(".SH SEE ALSO")
	for i, r := range related {
		separator := ","
		if i == len(related)-1 {
			separator = ""
		}
		p.line(".BR " + escape(Name(r)) + " (1)" + separator)
	}
}

// subcommands are the commands below one that have a page.
func subcommands(cmd *cobra.Command) (list []*cobra.Command) {
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			list = append(list, sub)
		}
	}
	return list
}

// Write writes the pages of a command and of all below it into a folder, which
// it makes. It returns how many there are.
func Write(dir string, cmd *cobra.Command, o Options) (n int, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // man pages are for everybody
		return 0, fmt.Errorf("can't make the folder for the pages: %w", err)
	}
	path := filepath.Join(dir, Name(cmd)+".1")
	if err := os.WriteFile(path, []byte(Page(cmd, o)), 0o644); err != nil { //nolint:gosec // man pages are for everybody
		return 0, fmt.Errorf("can't write a page: %w", err)
	}
	n = 1
	for _, sub := range subcommands(cmd) {
		below, err := Write(dir, sub, o)
		if err != nil {
			return n, err
		}
		n += below
	}
	return n, nil
}
