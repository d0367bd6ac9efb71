// Package output prints what commands give: as a table for people, as JSON, JSON
// Lines or CSV for programs, or as bare names. Everything printed is inert: the
// client has cleaned it, and a spreadsheet finds no formula in it.
package output

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// Format is a way to print.
type Format string

// The formats. Not every command has each.
const (
	Table     Format = "table"
	JSON      Format = "json"
	JSONLines Format = "jsonl"
	CSV       Format = "csv"
	Name      Format = "name"  // one name a line
	Env       Format = "env"   // a line for a shell or a .env file
	Value     Format = "value" // the bare value of a new key
	Markdown  Format = "md"    // a review for a wiki or a ticket
	HTML      Format = "html"  // a review for a browser

	Prometheus Format = "prometheus" // figures for node_exporter's textfile collector
)

// Parse reads a format that is one of allowed.
func Parse(text string, allowed ...Format) (Format, error) {
	names := make([]string, len(allowed))
	for i, f := range allowed {
		if string(f) == text {
			return f, nil
		}
		names[i] = string(f)
	}
	last := len(names) - 1
	return "", fmt.Errorf("-o takes %s or %s, not %q", strings.Join(names[:last], ", "), names[last], sanitize.Limit(text, 40))
}

// Column is a column of a table or of CSV.
type Column[T any] struct {
	Title string
	Cell  func(T) string
	Max   int // most cells of it on a terminal; 0 for as many as it takes
}

// Shape says how things of one kind are printed. What a command does not offer
// may be left out.
type Shape[T any] struct {
	Table []Column[T]
	CSV   []Column[T] // titles are names of fields
	Wire  func(T) any // for JSON
	Name  func(T) string
	Say   func(T) string // a row where it is read out; nil makes a sentence of the columns
}

// OfSeveral is the shape of things of several instances, in which each names its own.
func (s Shape[T]) OfSeveral(instance func(T) string) Shape[T] {
	alone := s
	s.Table = append([]Column[T]{{"INSTANCE", instance, nameMax}}, s.Table...)
	s.CSV = append([]Column[T]{{"instance", instance, 0}}, s.CSV...)
	s.Say = func(v T) string { return instance(v) + ": " + alone.say(v) }
	return s
}

// Printer prints things of one kind as they come. End it.
type Printer[T any] struct {
	out    io.Writer
	format Format
	shape  Shape[T]
	some   bool
	grid   grid
	csv    *csv.Writer
}

// NewPrinter returns a printer to out.
func NewPrinter[T any](out io.Writer, format Format, shape Shape[T]) *Printer[T] {
	return &Printer[T]{out: out, format: format, shape: shape, grid: grid{columns: columnsOf(out)}}
}

// Add prints v. A table waits for Flush or End, so that its columns fit.
func (p *Printer[T]) Add(v T) (err error) {
	first := !p.some
	p.some = true
	switch p.format {
	case Table:
		if spoken, ok := p.out.(Spoken); ok {
			return spoken.Row(p.shape.say(v), v)
		}
		if first {
			p.grid.add(titles(p.shape.Table))
		}
		p.grid.add(p.row(v))
	case CSV:
		if first {
			err = p.beginCSV()
		}
		if err == nil {
			err = p.csv.Write(neutral(p.shape.CSV, v))
		}
	case Name:
		_, err = fmt.Fprintln(p.out, sanitize.Text(p.shape.Name(v)))
	case JSON:
		lead := ","
		if first {
			lead = "["
		}
		var text []byte
		if text, err = json.Marshal(p.shape.Wire(v)); err == nil {
			_, err = fmt.Fprintf(p.out, "%s\n%s", lead, text)
		}
	default:
		err = json.NewEncoder(p.out).Encode(p.shape.Wire(v))
	}
	return err
}

func (p *Printer[T]) row(v T) []string {
	row := make([]string, len(p.shape.Table))
	for i, c := range p.shape.Table {
		row[i] = sanitize.Text(c.Cell(v))
		if c.Max > 0 && p.grid.columns > 0 {
			row[i] = ansi.Truncate(row[i], c.Max, "…")
		}
	}
	return row
}

func titles[T any](columns []Column[T]) []string {
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = c.Title
	}
	return row
}

// beginCSV writes the header, in RFC 4180's form as activity/export does.
func (p *Printer[T]) beginCSV() error {
	p.csv = csv.NewWriter(p.out)
	p.csv.UseCRLF = true
	return p.csv.Write(titles(p.shape.CSV))
}

func neutral[T any](columns []Column[T], v T) []string {
	record := make([]string, len(columns))
	for i, c := range columns {
		record[i] = sanitize.SpreadsheetCell(sanitize.Text(c.Cell(v)))
	}
	return record
}

// Flush writes what waits.
func (p *Printer[T]) Flush() error {
	if p.csv != nil {
		p.csv.Flush()
		return p.csv.Error()
	}
	return p.grid.flush(p.out)
}

// End finishes what was begun. Nothing printed is an empty list in JSON, a header
// in CSV, and nothing else.
func (p *Printer[T]) End() (err error) {
	switch {
	case p.format == JSON && p.some:
		_, err = fmt.Fprintln(p.out, "\n]")
	case p.format == JSON:
		_, err = fmt.Fprintln(p.out, "[]")
	case p.format == CSV && !p.some:
		err = p.beginCSV()
	}
	if err != nil {
		return err
	}
	return p.Flush()
}

// fileText is what a file of that name holds: its ending, one of the formats, says how it
// is written.
func fileText(path string, formats []Format, write func(out io.Writer, format Format) error) (string, error) {
	end := strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))
	if !slices.Contains(formats, Format(end)) {
		ends := make([]string, len(formats))
		for i, f := range formats {
			ends[i] = "." + string(f)
		}
		last := len(ends) - 1
		return "", fmt.Errorf("end the file's name in %s or %s, which says how it is written", strings.Join(ends[:last], ", "), ends[last])
	}
	var text strings.Builder
	err := write(&text, Format(end))
	return text.String(), err
}

// Object prints one thing as JSON: indented, or on a line for JSONLines.
func Object(out io.Writer, format Format, v any) error {
	e := json.NewEncoder(out)
	if format == JSON {
		e.SetIndent("", "  ")
	}
	return e.Encode(v)
}

// Details prints labels and texts, one a line, the texts below each other.
func Details(out io.Writer, lines [][2]string) error {
	if spoken, ok := out.(Spoken); ok {
		return sayDetails(spoken, lines)
	}
	var g grid
	for _, line := range lines {
		g.add([]string{line[0], sanitize.Text(line[1])})
	}
	return g.flush(out)
}

// grid is rows whose columns stand below each other by the cells they take.
type grid struct {
	rows    [][]string
	widths  []int // kept from one flush to the next: what follows aligns with what is there
	columns int   // cells of a line, 0 for any number
}

const gap = 2

func (g *grid) add(row []string) { g.rows = append(g.rows, row) }

func (g *grid) flush(out io.Writer) error {
	for _, row := range g.rows {
		for i, cell := range row {
			if i == len(g.widths) {
				g.widths = append(g.widths, 0)
			}
			g.widths[i] = max(g.widths[i], ansi.StringWidth(cell))
		}
	}
	if g.columns > 0 && len(g.widths) > 0 {
		narrow(g.widths, g.columns)
	}
	var b strings.Builder
	for _, row := range g.rows {
		b.WriteString(g.line(row) + "\n")
	}
	g.rows = nil
	if b.Len() == 0 {
		return nil
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// Rows prints rows in aligned columns.
func Rows(out io.Writer, rows [][]string) error {
	g := grid{columns: columnsOf(out)}
	for _, row := range rows {
		clean := make([]string, len(row))
		for i, cell := range row {
			clean[i] = sanitize.Text(cell)
		}
		g.add(clean)
	}
	return g.flush(out)
}

// Print prints a list.
func Print[T any](out io.Writer, format Format, shape Shape[T], list ...T) error {
	p := NewPrinter(out, format, shape)
	for _, v := range list {
		if err := p.Add(v); err != nil {
			return err
		}
	}
	return p.End()
}
