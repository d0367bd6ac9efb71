package press

// Keys that are no letters.
var (
	Enter     = named("enter", "enter")
	Esc       = named("esc", "esc")
	Space     = named("space", "space")
	Tab       = named("tab", "tab")
	BackTab   = named("shift+tab", "shift+tab")
	Backspace = named("backspace", "backspace")
	Delete    = named("del", "delete")
	Clear     = named("ctrl+u", "ctrl+u")
	Interrupt = named("ctrl+c", "ctrl+c")
	Suspend   = named("ctrl+z", "ctrl+z")
	// LineEnd is enter in text that is pasted as key presses.
	LineEnd = named("enter", "enter", "ctrl+j")

	PageUp   = named("pgup", "pgup")
	PageDown = named("pgdn", "pgdown")
	Home     = named("home", "home")
	Left     = named("←", "left")
	Right    = named("→", "right")
	Sideways = named("←→", "left", "right")
	Extend   = named("shift+←→", "shift+left", "shift+right")
	// ArrowUp and ArrowDown move where letters are text.
	ArrowUp   = named("↑", "up")
	ArrowDown = named("↓", "down")
	Arrows    = named("↑↓", "up", "down")
)

// Letters that lead.
var (
	Up        = ArrowUp.Or(letter("k", "move up"))
	Down      = ArrowDown.Or(letter("j", "move down"))
	Top       = Home.Or(letter("g", "move to the top"))
	End       = named("end", "end").Or(letter("G", "move to the end"))
	UpDown    = Up.Or(Down).shown("↑↓")
	Move      = UpDown.Or(PageUp, PageDown, Top, End)
	Scroll    = Move.Or(Space)
	Instances = letter("0", "instances")
	Keys      = letter("1", "keys")
	Audit     = letter("2", "audit")
	Health    = letter("3", "health")
	Pending   = letter("P", "what is pending")
	History   = letter("H", "history")
	Identify  = letter("I", "identify a value")
	Filter    = letter("/", "filter")
	Command   = letter(":", "command")
	Help      = letter("?", "help")
	Quit      = letter("q", "quit")
	Refresh   = letter("r", "refresh")
)

// Letters about what is under the cursor.
var (
	Open      = Enter.Or(Right)
	OpenKey   = letter("o", "open its key")
	New       = letter("n", "new key")
	Revoke    = letter("x", "revoke")
	RevokeAll = letter("X", "revoke all with the finding")
	Rotate    = letter("R", "rotate")
	Test      = letter("t", "test")
	Note      = letter("e", "owner and notes")
	Use       = letter("u", "use")
	Log       = letter("l", "everything the log has about it")
	Snooze    = letter("z", "snooze")
	Snoozed   = letter("Z", "what is snoozed")
	All       = letter("*", "all of them")
	Why       = letter("W", "why checks can't tell")
)

// Letters about the page.
var (
	Sort        = letter("s", "sort")
	ReverseSort = letter("S", "reverse the sort")
	Export      = letter("E", "export")
	Import      = letter("m", "merge a file")
	Add         = letter("a", "add an instance")
	Seen        = letter("D", "mark as seen")
	Forget      = letter("F", "forget what is noted")

	// Of the log.
	Follow      = letter("f", "follow")
	Window      = letter("w", "window")
	Cause       = letter("c", "only this cause")
	Address     = letter("i", "only this address")
	AddressKeys = letter("A", "keys of this address")
	Clock       = letter("T", "times")
	NextFailure = letter(">", "next failure")
	LastFailure = letter("<", "previous failure")

	// Of a rotation.
	Taken    = letter("y", "the new key is taken")
	KeepBoth = letter("b", "keep both keys")
	MoveEnd  = letter("d", "when the old key goes")
)

// Letters of a form, where no text is typed.
var (
	GoLeft  = Left.Or(letterIn(Form, "h", "move left"))
	GoRight = Right.Or(letterIn(Form, "l", "move right"))
	// Before are the keys that lead back where others lead on.
	Before   = Up.Or(GoLeft, BackTab)
	Choose   = GoLeft.Or(GoRight).shown("←→")
	Around   = UpDown.Or(Choose).shown("↑↓←→")
	Date     = letterIn(Form, "d", "pick a date")
	TypeDate = letterIn(Form, "t", "type the date")
	// A calendar's.
	LastMonth = letterIn(Form, "[", "month before").Or(PageUp)
	NextMonth = letterIn(Form, "]", "next month").Or(PageDown)
	LastYear  = letterIn(Form, "<", "year before")
	NextYear  = letterIn(Form, ">", "next year")
	// LevelHere and LevelAll set a level, none first, in a row of the grid and in all rows.
	LevelHere = []Key{letterIn(Form, "n", "no access here"), letterIn(Form, "r", "read here"), letterIn(Form, "w", "write here")}
	LevelAll  = []Key{letterIn(Form, "N", "no access at all"), letterIn(Form, "R", "read everything"), letterIn(Form, "W", "write everything")}
)

// Letters of the reveal.
var (
	Copy        = letterIn(Reveal, "c", "copy")
	CheckCopy   = letterIn(Reveal, "v", "check the copy")
	SaveFile    = letterIn(Reveal, "f", "save to a file")
	Pipe        = letterIn(Reveal, "p", "pipe to a command")
	AsCurl      = letterIn(Reveal, "1", "copy as curl")
	AsExport    = letterIn(Reveal, "2", "copy as an export line")
	Large       = letterIn(Reveal, "L", "large, for the mouse")
	CopyMethods = letterIn(Reveal, "C", "choose how to copy")
)
