"""Checks that a report made now is the one that is published: the same structure, the same words, the same figures.

    python check_published.py REPORT_FOLDER PUBLISHED_FOLDER

Figures may differ by one query's worth, for another processor's arithmetic rounds in another way. What belongs to a
run and not to the comparison is left out: times, cost, machine, versions, and which queries and classes are shown
as examples. Prints one line for each part, exits 1 on a difference.
"""

import html.parser
import json
import pathlib
import re
import sys

# Parts of the page that show single answers or the run, by id or class of the element that holds them.
LEFT_OUT = {"cost", "provenance"}
LEFT_OUT_CLASSES = {"answers", "samples"}
VOID = {"meta", "link", "img", "br", "hr", "input"}


class Page(html.parser.HTMLParser):
    """Collects the elements of a page with their ids, and its words with every number as 0."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.words, self.open, self.hidden, self.why = [], [], [], 0, False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        classes = set((attrs.get("class") or "").split())
        left_out = tag in ("script", "style", "svg") or attrs.get("id") in LEFT_OUT or classes & LEFT_OUT_CLASSES
        if not self.hidden and not left_out and tag in ("h2", "h3"):  # what stands under "Why" hangs on single answers; its titles do not
            self.why = (attrs.get("id") or "").endswith("-why")
        if not self.hidden and not left_out and tag in ("section", "table", "h1", "h2", "h3", "h4", "figure", "caption", "th") and (not self.why or tag in ("h3", "h4")):
            self.elements.append(f"{tag}#{attrs.get('id', '')}")
        if tag not in VOID:
            self.open.append((tag, bool(left_out)))
            self.hidden += bool(left_out)

    def handle_endtag(self, tag):
        while self.open:
            name, left_out = self.open.pop()
            self.hidden -= left_out
            if name == tag:
                return

    def handle_data(self, data):
        if not self.hidden and not self.why and data.strip():
            self.words.append(re.sub(r"\d+(\.\d+)?(e-\d+)?", "0", " ".join(data.split())))


def first_difference(one, other):
    for number, (a, b) in enumerate(zip(one, other)):
        if a != b:
            return f"{a!r} is published as {b!r} (part {number})"
    return f"{len(one)} parts are published as {len(other)}: {(one + other)[min(len(one), len(other)):][:3]}"


def page(made, published):
    a, b = Page((made / "index.html").read_text(encoding="utf-8")), Page((published / "index.html").read_text(encoding="utf-8"))
    if a.elements != b.elements:
        yield "structure: " + first_difference(a.elements, b.elements)
    # The words after "Its charts are static" depend on the script, which the published page goes without.
    words = [[w for w in x.words if not w.startswith("Made by vfm")] for x in (a, b)]
    if words[0] != words[1]:
        yield "words: " + first_difference(*words)


def slack(record, name):
    """One query's worth of a metric; of the mean over classes, one query of the smallest class."""
    if name == "balanced-1":
        sizes = [c["n"] for c in record["classes"]]
        return 1 / (len(sizes) * min(sizes))
    if name == "linear-probe":  # another processor's rounding may choose another strength
        return 0.03
    return 1 / record["n"]


def record(made, published):
    for key in ("schema", "suite", "family", "model", "title", "dataset", "baseline", "task", "headline", "n", "gallery", "skipped"):
        if made.get(key) != published.get(key):
            yield f"{key} is {made.get(key)!r}, published {published.get(key)!r}"
    for key in ("weights", "graph", "preprocess", "fingerprint", "truth", "precision"):
        if made["provenance"][key] != published["provenance"][key]:
            yield f"{key} is {made['provenance'][key]}, published {published['provenance'][key]}"
    if [w["code"] for w in made["warnings"]] != [w["code"] for w in published["warnings"]]:
        yield "other warnings"
    values, known = [{m["name"]: m for m in r["metrics"]} for r in (made, published)]
    if values.keys() != known.keys():
        yield "other metrics"
    for name in values.keys() & known.keys():
        allowed = slack(published, name) + 1e-12
        for end in ("value", "low", "high"):
            if abs(values[name][end] - known[name][end]) > allowed:
                yield f"{name} {end} is {values[name][end]:.5f}, published {known[name][end]:.5f}"


def summary(made, published, n):
    """Points must be equal, unless a place hangs on less than one query of each of two families."""
    if [d["name"] for d in made["datasets"]] != [d["name"] for d in published["datasets"]]:
        yield "other data sets"
        return
    tied = False
    for a, b in zip(made["datasets"], published["datasets"]):
        values, known = [{p["family"]: p for p in d["places"]} for d in (a, b)]
        if values.keys() != known.keys():
            yield f"{a['name']}: other families"
            continue
        wrong = [f for f in values if values[f]["points"] != known[f]["points"]]
        near = [f for f in wrong if any(abs(known[f]["value"] - known[g]["value"]) <= 2 / n[a["name"]] for g in known if g != f)]
        tied = tied or bool(near)
        if wrong != near:
            yield f"{a['name']}: other points for {', '.join(wrong)}"
        if [x["model"] for x in a.get("baselines", [])] != [x["model"] for x in b.get("baselines", [])]:
            yield f"{a['name']}: other baselines"
    if not tied and (made["families"] != published["families"] or made["winner"] != published["winner"]):
        yield f"{made['families']}, winner {made['winner']}; published {published['families']}, winner {published['winner']}"


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def records(folder):
    found = {p.relative_to(folder / "results").as_posix(): read(p) for p in (folder / "results").glob("*/*.json")}
    return {name: r for name, r in found.items() if "metrics" in r}


def main(made, published):
    made, published = pathlib.Path(made), pathlib.Path(published)
    one, other = records(made), records(published)
    parts = [("index.html", page(made, published))]
    n = {r["dataset"]: r["n"] for r in other.values()}
    parts.append(("summary.json", summary(read(made / "summary.json"), read(published / "summary.json"), n)))
    for name in sorted(one.keys() | other.keys()):
        if name in one and name in other:
            parts.append((name, record(one[name], other[name])))
        else:
            parts.append((name, ["it is only in " + str(made if name in one else published)]))
    failed = 0
    for name, problems in parts:
        problems = list(problems)
        failed += bool(problems)
        print(f"{name}: {'; '.join(problems) or 'as published'}")
    print(f"{len(parts) - failed} passed, {failed} failed")
    if failed:
        print("if the new report is right, publish it: make published")
    return 1 if failed or not other else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
