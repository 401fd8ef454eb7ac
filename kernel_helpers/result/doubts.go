package result

// Doubt is a warning about a data set, with the results that carry it.
type Doubt struct {
	Dataset, Text string
	Records       []Record
}

// Doubts groups the warnings of records: each sentence once for a data set, in the order in which they come.
func Doubts(records []Record) []Doubt {
	type key struct{ dataset, text string }
	var doubts []Doubt
	at := map[key]int{}
	for _, r := range records {
		for _, w := range r.Warnings {
			k := key{r.Dataset, w.Text}
			i, known := at[k]
			if !known {
				i = len(doubts)
				at[k] = i
				doubts = append(doubts, Doubt{Dataset: r.Dataset, Text: w.Text})
			}
			doubts[i].Records = append(doubts[i].Records, r)
		}
	}
	return doubts
}
