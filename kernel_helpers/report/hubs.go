package report

import "fmt"

// hubsShown is how many hub images of a family are pictured.
const hubsShown = 6

// hubGroup says which images are everybody's neighbour to a family's best model.
type hubGroup struct {
	Family, Text string
	Shown        []hubPicture
}

type hubPicture struct {
	*tile
	Note string
}

func hubGroups(s *sheet, bests []best, shown int) []hubGroup {
	var groups []hubGroup
	for _, b := range bests {
		if b.insight == nil {
			continue
		}
		h := b.insight.Hubs
		g := hubGroup{Family: b.Family, Text: fmt.Sprintf(
			"Skewness %.2f: %s more than %.1f times among the %d nearest of a query, and %s the nearest image of %s %% of the queries; %s never among them.",
			h.Skewness, count(h.Hubs, "image is", "images are"), h.Limit, h.K, map[bool]string{true: "it is", false: "they are"}[h.Hubs == 1], percent(h.Nearest), count(h.Never, "image is", "images are"))}
		for _, hub := range h.Most[:min(shown, len(h.Most))] {
			g.Shown = append(g.Shown, hubPicture{s.tile(hub.Item), fmt.Sprintf("%d×, %d wrong", hub.Times, hub.Wrong)})
		}
		groups = append(groups, g)
	}
	return groups
}
