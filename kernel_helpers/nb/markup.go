package nb

import (
	"html"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
)

// markup is HTML that is safe to show. Text from data becomes markup only through escape, so that the
// type keeps class names and file names from being read as tags.
type markup string

// escape returns text as markup, for content and for attribute values alike.
func escape(text string) markup {
	return markup(html.EscapeString(visible.Text(text)))
}

// name is escape for labels and file names: a long one may break after its dashes, dots and slashes.
func name(text string) markup {
	return markup(breaks.Replace(string(escape(text))))
}

var breaks = strings.NewReplacer("_", "_<wbr>", "-", "-<wbr>", "/", "/<wbr>", ".", ".<wbr>")

// The styles are inline: a notebook's page has its own style sheet, and GitHub, VS Code and nbconvert show
// no other. Colours are those of the page, grey with transparency or of a middle lightness, and so hold on
// light and dark themes.
const (
	accent = "#3b7fc4" // bars and marks
	good   = "#2e9e5b" // a right answer
	bad    = "#d1495b" // a wrong answer
	faint  = "rgba(128,128,128,.22)"
	line   = "1px solid rgba(128,128,128,.35)"
)

// display is one thing to show: as HTML in a notebook, as text where there is no HTML.
type display struct {
	html markup
	text string
}

// join puts displays below one another.
func join(parts ...display) display {
	var all display
	for _, p := range parts {
		all.html += p.html
		all.text += p.text
	}
	return all
}

// paragraph is a sentence or two.
func paragraph(text string) display {
	return display{html: `<p style="margin:.4em 0;max-width:60em">` + escape(text) + "</p>\n", text: visible.Text(text) + "\n"}
}

// heading names the part that follows.
func heading(text string) display {
	return display{html: `<p style="margin:1.1em 0 .3em;font-size:1.1em"><strong>` + escape(text) + "</strong></p>\n", text: "\n" + visible.Text(text) + "\n"}
}

// remark is a sentence in smaller type.
func remark(text string) display {
	return display{html: `<p style="margin:.2em 0;font-size:.9em;max-width:66em">` + muted(text) + "</p>\n", text: visible.Text(text) + "\n"}
}

// muted is a side remark.
func muted(text string) markup {
	return `<span style="opacity:.75">` + escape(text) + "</span>"
}
