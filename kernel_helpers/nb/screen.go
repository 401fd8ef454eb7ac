package nb

import (
	"fmt"
	"io"
	"os"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// screen is where a step shows things.
type screen interface {
	show(display)
	// update shows d in place of what the step showed by update before.
	update(d display)
	// flush returns when everything is on the page.
	flush()
}

// newScreen is the cell's output in a notebook, and standard output elsewhere.
func newScreen() screen {
	if gonbui.IsNotebook {
		return &notebook{}
	}
	return &terminal{w: os.Stdout}
}

// notebook shows HTML in the output of the cell, with text beside it for readers that show no HTML.
type notebook struct {
	id string // of the display that update changes
}

func (n *notebook) show(d display) { n.send(d, "") }

func (n *notebook) update(d display) {
	if n.id == "" {
		n.id = gonbui.UniqueId()
	}
	n.send(d, n.id)
}

func (n *notebook) send(d display, id string) {
	gonbui.SendData(&protocol.DisplayData{
		Data: map[protocol.MIMEType]any{
			protocol.MIMETextHTML:  string(d.html),
			protocol.MIMETextPlain: d.text,
		},
		DisplayID: id,
	})
}

// flush waits until the kernel has passed on every display. Without it a program that ends at once loses
// some of them.
func (n *notebook) flush() { gonbui.Sync() }

// terminal prints the text of each display, and of one that is updated only the last state.
type terminal struct {
	w    io.Writer
	last *display
}

func (t *terminal) show(d display) {
	t.flush()
	fmt.Fprint(t.w, d.text)
}

func (t *terminal) update(d display) { t.last = &d }

func (t *terminal) flush() {
	if t.last != nil {
		fmt.Fprint(t.w, t.last.text)
		t.last = nil
	}
}
