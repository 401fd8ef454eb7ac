package tokenizer

import (
	"regexp"
	"strings"
	"sync"
)

// Characters that stand in text which was written in UTF-8 and read in another encoding, by what they usually do.
// They, and the sequences below, are those by which ftfy 6.3 tells garbled text from meant text: both programs have
// to agree on it.
var garbledClasses = map[string]string{
	"usual": "\u00a0\u00ad´·–-―’…",
	"c1":    "\u0080-\u009f",
	"bad":   "¤¦¨ª¬¯¸ºƒˆˇ˘˛˜†‡‰⌐◊\ufffd",
	"law":   "§¶",
	"money": "¢£¥₧€",
	"open":  "¡©«¿΄΅‘‚“„•‹\uf8ff",
	"close": "®»˝”›™",
	"sum":   "±-³µ¹¼-¾×÷⁄№∂∆∏∑√∞∩∫≈≠≡≤≥",
	"face":  "°Ò-ÖÙ-Üò-öø-üŌŐŪŲ",
	"upper": "À-ÑØÜÝĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĻĽŁŃŅŇŒŘŚŞŠŢŤŮŰŸŹŻŽҐ",
	"lower": "ß-ñüāăąćčďđēėęěğģīįķĺļľłœŕśşšťźżžґﬁﬂ",
	"UPPER": "ÞΆΈ-ΊΌΎΏΑ-ΫЁ-Я",
	"LOWER": "ά-ωа-џ",
	"box":   "│┌┐┘├┤┬┼═-╬▀▄█▌▐-▓",
}

// garbledSequences are neighbours that text hardly has unless it is garbled: patterns in which {a b} is a character
// of the class a or b, or one that stands there itself.
var garbledSequences = []string{
	`{c1}`,
	`{bad lower upper box open close money sum law}{bad}`, `{bad}{lower upper box open close money sum law}`,
	`{lower LOWER box close money sum}{upper}`, `{box close money sum}{lower}`, `{lower box close}{money}`, `{upper box}{sum law}`,
	`{money sum box}{open}`, `{box}{face}`, `{lower upper money sum open close law}{box}`, `{box}{close}`, `{upper}°`,
	`[a-zA-Z]{LOWER UPPER}{bad}`, `[\s\pZ]{upper}{money}`, `[a-z]{upper}{open money}`,
	`{lower upper box money close}{open}{sum}`, `{lower upper money sum box law}{close}{open}`, `{lower upper}{open close}[\pL\pN_]`,
	`[Œœ][^A-Za-z]`, `×[²³]`, `à[²µ¹¼½¾]`, `Ã[\xa0¡]`, `^[ÃÂ] `, `[a-z][\s\pZ]?[ÃÂ] `, `{a-z.,?! close}Â{\x20 open close}`, // Windows-1252
	`[ÂÃÎÐ]{€œŠš¢£Ÿž\xa0\xad®©°·»–—´ open close}`,
	`[ØÙ]{usual money bad sum open ŸŠ®°µ»}[ØÙ]{usual money bad sum open ŸŠ®°µ»}`,
	`√[±∂†≠®™´≤≥¥µø]`, `≈[°¢]`, `‚Ä[ìîïòôúùû†°¢π]`, `‚[âó][àä°ê]`, // Macintosh
	`вЂ`, `ГўВЂВ.[A-Za-z ]`, `[ВГРС]{c1 bad open close money °µ}[ВГРС]`, // Windows-1251
	`β€[™\xa0Ά\xad®°]`, `[ΒΓΞΟ]{c1 bad open close money °}[ΒΓΞΟ]`, // Windows-1253
	`ā€`, // Windows-1257
}

// garbled matches a text that has such a sequence.
var garbled = sync.OnceValue(func() *regexp.Regexp {
	class := regexp.MustCompile(`\{[^{}]*\}`)
	pattern := class.ReplaceAllStringFunc(strings.Join(garbledSequences, "|"), func(s string) string {
		all := ""
		for name := range strings.FieldsSeq(s[1 : len(s)-1]) {
			if known, ok := garbledClasses[name]; ok {
				name = known
			}
			all += name
		}
		return "[" + all + "]"
	})
	return regexp.MustCompile(pattern)
})
