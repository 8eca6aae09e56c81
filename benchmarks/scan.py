"""How well ``ihl scan`` finds the passages that a person marked: precision and recall, over all and by topic.

    python benchmarks/scan.py                                   each set of committed articles, in a line (SETS says which set was seen when)
    python benchmarks/scan.py --set others-held-out             one set, by topic and wording
    python benchmarks/scan.py --article nyt-2025-01-11.txt      with an article that is not ours to copy, found by its SHA-256

Beside each article lies what a person marked before there was any cue: for each passage the topics, the facts of the vocabulary and the questionable wording. Counted is each pair of a passage and what it was marked with: found
and marked, found only, marked only. A fact is harder than a topic: a cue offers a person a handful of facts of which the passage states one or two, so that its precision is low by design.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from checker import documents
from checker.passages.articles import read_article
from checker.passages.cues import Cues, read_cues
from checker.passages.matching import Scan, scan
from checker.rulebook import Rulebook

FOLDER = Path(__file__).parent / "scan"
KINDS = ("topics", "wording", "facts")
SETS = {
    "tuning": "the author of the cues wrote and marked them, and made the cues on them; five were held out in the first round",
    "others-tuning": "a second person wrote and marked them before reading the cues (odd numbers); the same person then made cues on them",
    "others-held-out": "the same person's, of the same day (even numbers); no cue was made on them, but who made the cues had written them: read the recall as an upper bound",
    "colleagues": "situations that colleagues wrote for classes, every seventh, first read when the cues stood still, and marked (topics only) before they were scanned",
}

Pair = tuple[str, str]


class Marked(NamedTuple):
    """An annotated article: where it lies, its set (one of ``SETS``), and what each passage was marked with, by kind."""

    path: Path
    sha256: str
    set: str
    by_kind: Mapping[str, frozenset[Pair]]


class Score(NamedTuple):
    """Found and marked, found only, marked only."""

    both: int
    found: int
    marked: int

    @classmethod
    def of(cls, found: Iterable[tuple[str, ...]], marked: Iterable[tuple[str, ...]]) -> Score:
        """The score of what was found against what was marked."""
        ours, theirs = set(found), set(marked)
        return cls(len(ours & theirs), len(ours - theirs), len(theirs - ours))

    @property
    def precision(self) -> float | None:
        """How much of what was found was marked."""
        return self.both / (self.both + self.found) if self.both + self.found else None

    @property
    def recall(self) -> float | None:
        """How much of what was marked was found."""
        return self.both / (self.both + self.marked) if self.both + self.marked else None


def marked(path: Path) -> Marked:
    """What a person marked in an article."""
    data = documents.read(str(path)).data
    by_kind: dict[str, set[Pair]] = {kind: set() for kind in KINDS}
    for at, passage in (data["passages"] or {}).items():
        for kind in KINDS:
            by_kind[kind].update((at, word) for word in passage.get(kind, ()))
    return Marked(path.parent / data["article"], data["sha256"], data["set"], {kind: frozenset(pairs) for kind, pairs in by_kind.items()})


def found(one: Scan) -> dict[str, frozenset[Pair]]:
    """What the cues find in an article, in the same terms."""
    pairs: dict[str, set[Pair]] = {kind: set() for kind in KINDS}
    for hit in one.hits:
        at = one.article.passages[hit.passage].at
        if hit.cue.topic:
            pairs["topics"].add((at, hit.cue.topic))
        if hit.cue.wording:
            pairs["wording"].add((at, hit.cue.wording))
        pairs["facts"].update((at, fact) for fact in hit.cue.facts)
    return {kind: frozenset(inner) for kind, inner in pairs.items()}


def measured(cues: Cues, articles: Iterable[tuple[Marked, Path]]) -> dict[str, dict[str, Score]]:
    """The score of each kind, over all and by each word (a topic, a wording)."""
    ours: dict[str, set[tuple[str, str, str]]] = {kind: set() for kind in KINDS}
    theirs: dict[str, set[tuple[str, str, str]]] = {kind: set() for kind in KINDS}
    for one, path in articles:
        read = read_article(str(path))
        if read.sha256 != one.sha256:
            raise SystemExit(f"{path} is not the text that was annotated: its SHA-256 is {read.sha256}.")
        result = found(scan(read, cues))
        for kind in KINDS:
            ours[kind].update((one.path.name, *pair) for pair in result[kind])
            theirs[kind].update((one.path.name, *pair) for pair in one.by_kind[kind])
    scores: dict[str, dict[str, Score]] = {}
    for kind in KINDS:
        scores[kind] = {"all": Score.of(ours[kind], theirs[kind])}
        for word in sorted({pair[2] for pair in ours[kind] | theirs[kind]}) if kind in ("topics", "wording") else ():
            scores[kind][word] = Score.of((p for p in ours[kind] if p[2] == word), (p for p in theirs[kind] if p[2] == word))
    return scores


def chosen(name: str, extra: Iterable[str] = ()) -> list[tuple[Marked, Path]]:
    """The annotated articles of a set that are at hand, with where their text lies: beside the annotation, or in a file of ``extra`` with the same SHA-256."""
    elsewhere = {hashlib.sha256(Path(path).read_bytes()).hexdigest(): Path(path) for path in extra}
    articles = []
    for one in (marked(path) for path in sorted(FOLDER.glob("*.yml"))):
        path = one.path if one.path.exists() else elsewhere.get(one.sha256)
        if path is not None and one.set == name:
            articles.append((one, path))
    return articles


def figures(score: Score) -> str:
    """Precision and recall in two columns; a dash where there is nothing to measure."""
    return "".join(f"{f'{value:.2f}' if value is not None else '-':>10}" for value in (score.precision, score.recall))


def in_lines(cues: Cues, extra: Iterable[str]) -> None:
    """Prints each set in a line: precision and recall of each kind, and what the set is."""
    print(f"{'':16}{'articles':>9}" + "".join(f"{f'{kind}: prec.':>18}{'rec.':>6}" for kind in KINDS))
    for name in SETS:
        articles = chosen(name, extra)
        scores = measured(cues, articles)
        # Where no fact was marked at all (topics only), there is nothing to measure facts by.
        total = {
            kind: scores[kind]["all"] if kind != "facts" or scores[kind]["all"].both + scores[kind]["all"].marked else Score(0, 0, 0)
            for kind in KINDS
        }
        columns = "".join(f"{first:>18}{second:>6}" for first, second in (figures(total[kind]).split() for kind in KINDS))
        print(f"{name:16}{len(articles):>9}{columns}")
    for name, what in SETS.items():
        print(f"{name}: {what}.")


def in_full(cues: Cues, name: str, extra: Iterable[str]) -> None:
    """Prints the scores of a set, over all and by each topic and wording."""
    articles = chosen(name, extra)
    print(f"{name} set: {len(articles)} articles; {SETS[name]}")
    print(f"{'':24}{'precision':>10}{'recall':>10}{'both':>6}{'found only':>12}{'marked only':>13}")
    for kind, scores in measured(cues, articles).items():
        for word, score in scores.items():
            title = kind if word == "all" else f"  {word}"
            print(f"{title:24}{figures(score)}{score.both:>6}{score.found:>12}{score.marked:>13}")


def differences(cues: Cues, name: str, extra: Iterable[str]) -> None:
    """Prints each topic and wording of a set that is found only or marked only."""
    for one, path in chosen(name, extra):
        result = found(scan(read_article(str(path)), cues))
        for kind in ("topics", "wording"):
            ours, theirs = sorted(result[kind] - one.by_kind[kind]), sorted(one.by_kind[kind] - result[kind])
            print(f"{one.path.name} {kind}\n  found only: {ours}\n  marked only: {theirs}")


def main() -> None:
    """Prints the scores."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--set", choices=SETS, help="one set, by topic and wording")
    parser.add_argument(
        "--article", action="append", default=[], metavar="PATH", help="the text of an annotated article that is not in the repository"
    )
    parser.add_argument("--misses", action="store_true", help="with --set: list each pair that is found only or marked only")
    asked = parser.parse_args()
    if asked.misses and not asked.set:
        parser.error("--misses needs --set.")
    cues = read_cues(Rulebook.load())
    if not asked.set:
        in_lines(cues, asked.article)
        return
    in_full(cues, asked.set, asked.article)
    if asked.misses:
        differences(cues, asked.set, asked.article)


if __name__ == "__main__":
    main()
