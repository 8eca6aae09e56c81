"""A report as a Word document: headings, lists and tables with real styles, on A4, with program, rulebook, reading and page number at the foot of every page.

Comes in: a :class:`~checker.report.model.Report`. Goes out: the bytes of the file, made of the pieces in ``rendering.word``.
"""

from __future__ import annotations

from checker.rendering.word import Pages, Stretch
from checker.report.model import FindingPart, Front, Link, RecordPart, Report, RulePart, Side, SourcePart
from checker.report.phrases import CAPTIONS, CLOSING, HEADS, NO_FACT, NO_SOURCE, NOBODY_SAYS, SUPPLIED, UNREAD, WITHHELD


def as_docx(report: Report) -> bytes:
    """The report as a Word document."""
    return _Writer(report).bytes()


class _Writer(Pages):
    def __init__(self, report: Report) -> None:
        super().__init__(report.title, report.identity, report.language)
        self.report = report
        self.head("Title", report.title)
        self.paragraph([("soft", report.scope)])
        self._front(report.front)
        several = len(report.records) > 1
        for number, record in enumerate(report.records):
            if not number:
                self.head("Heading 1", HEADS["annex" if several else "annex_one"], fresh=True)
            self._record(record, fresh=bool(number))
        if report.rules:
            self.head("Heading 1", HEADS["rules"], fresh=True)
            for rule in report.rules:
                self._rule(rule)
        self.paragraph([("soft", CLOSING)])

    # --- the first page

    def _front(self, front: Front) -> None:
        several = len(self.report.records) > 1
        self.head("Heading 1", HEADS["answer"])
        first, *others = front.answer
        self.paragraph([("lead", first)])
        for sentence in others:
            self.paragraph([("", sentence)])
        if front.unread:
            self.paragraph([("breach", "Not in this report. "), ("", UNREAD)])
            self.list_of([[("", line)] for line in front.unread])
        if front.ask:
            self.paragraph([("undetermined", "Ask first: "), ("", front.ask)])
        self.table(
            CAPTIONS["numbers"],
            ("", "Findings", "Meaning"),
            ([[("bold", one.label)], [(one.look if one.number else "", str(one.number))], [("soft", one.means)]] for one in front.numbers),
            (50, 20, 96),
        )
        self.paragraph([("soft", front.decisions)])
        if front.weighty:
            self.head("Heading 1", HEADS["weighty"])
            self.table(
                CAPTIONS["weighty"],
                ("Finding", "The program", "On whose word", "A person"),
                (
                    [
                        [
                            ("bold", f"{one.finding.text} "),
                            ("soft", f"{one.provision}: {one.about}{f' ({one.record.text})' if several else ''}"),
                        ],
                        [(one.look, one.word)],
                        [("soft", one.word_of)],
                        [("soft", one.decided)],
                    ]
                    for one in front.weighty
                ),
                (72, 36, 36, 22),
            )
            self.paragraph([("soft", front.more)])
        if front.asked:
            self.head("Heading 1", HEADS["asked"])
            self.list_of([[("", f"{one.asks} "), ("soft", one.where)] for one in front.asked], "List Number")
        if front.contested:
            self.head("Heading 1", HEADS["contested"])
            self.table(
                CAPTIONS["contested"],
                ("Provision", "Here", "There", "In"),
                (
                    [
                        [("bold", f"{one.title} "), ("soft", one.provision)],
                        [("soft", one.here)],
                        [("soft", one.there)],
                        [("soft", one.where)],
                    ]
                    for one in front.contested
                ),
                (60, 28, 52, 26),
            )
            self.paragraph([("soft", front.contested_more)])
        if front.rows:
            self.head("Heading 1", HEADS["records"])
            width = 110 / (len(front.columns) + 1)
            self.table(
                CAPTIONS["records"],
                ("Record", *(word for _, word in front.columns), "Contested"),
                (
                    [
                        [("bold", f"{row.title} "), ("soft", row.record.text), ("soft", f". Ask first: {row.ask}" if row.ask else "")],
                        *([("", str(number))] for number in row.counts),
                    ]
                    for row in front.rows
                ),
                (56, *(width for _ in range(len(front.columns) + 1))),
            )
        if front.signed:
            self.head("Heading 1", HEADS["signed"])
            self.table(
                CAPTIONS["signed"],
                ("Finding", "The program", "A person"),
                ([[("", f"{one.about} "), ("soft", record.text)], [("bold", one.program)], _person(one)] for record, one in front.signed),
                (60, 36, 70),
            )
        self.head("Heading 1", HEADS["limits"])
        self.list_of([[("", sentence)] for sentence in (*front.limits, *front.reading)])
        if front.counted:
            self.table(
                CAPTIONS["counted"],
                ("Section or instrument", "Verdicts"),
                ([[("", place)], [("soft", text)]] for place, text in front.counted),
                (70, 96),
            )

    # --- the annex

    def _record(self, part: RecordPart, *, fresh: bool) -> None:
        self.head("Heading 2", part.title, fresh=fresh)
        self.paragraph(
            [("soft", " · ".join(t for t in (part.id, part.dates, *(f"{v.number} {v.word.lower()}" for v in part.verdicts)) if t))]
        )
        for look, text in (
            ("", part.summary),
            *(("bold" if not n else "", s) for n, s in enumerate(part.answer)),
            *(("soft", s) for s in part.law),
        ):
            if text:
                self.paragraph([(look, text)])
        if part.verdicts:
            self.head("Heading 3", HEADS["indicates"])
        for verdict in part.verdicts:
            self.head("Heading 4", f"{verdict.word}: {verdict.number} {'finding' if verdict.number == 1 else 'findings'}, {verdict.means}")
            for finding in verdict.full:
                self._finding(finding)
            self.list_of(
                [
                    [
                        ("", f"{one.title} "), ("soft", f"{one.provision} · {one.about} · {one.rule} "),
                        *([("soft", f"{one.truth}: {one.says} {f'({one.beside}) ' if one.beside else ''}")] if one.says else []),
                        ("soft", one.note),
                    ]
                    for one in verdict.brief
                ]
            )  # fmt: skip
        self.paragraph([("soft", part.counted)])
        if part.questions:
            self.head("Heading 3", HEADS["questions"])
            self.list_of([[("", f"{one.asks} "), ("soft", f"{one.about} · {one.bears}")] for one in part.questions])
        self.head("Heading 3", HEADS["facts"])
        for subject in part.subjects:
            told = " · ".join(text for text in (subject.kind, *subject.links, subject.note) if text)
            self.paragraph(
                [("bold", f"{subject.name} "), ("soft", told + ("" if subject.facts else f" · {NO_FACT}"))]
            ).paragraph_format.keep_with_next = bool(subject.facts)
            for fact in subject.facts:
                mark = [("contested", "Disputed. ")] if fact.status == "disputed" else []
                told = f"{fact.fact} = {fact.values}{f' · {fact.remark}' if fact.remark else ''}"
                self.paragraph(
                    [*mark, ("", f"{' But also: '.join(fact.says)} "), ("italic", f"{fact.note} " if fact.note else ""), ("soft", told)],
                    "List Bullet",
                )
                for claim in fact.claims:
                    value = f"{claim.value} – " if fact.status == "disputed" else ""
                    note = f" {claim.note}" if claim.note else ""
                    self.paragraph(
                        [
                            ("", value),
                            ("", claim.by or NOBODY_SAYS),
                            ("bold", f" {claim.grade}" if claim.grade else ""),
                            ("italic", note),
                        ],
                        "List Bullet 2",
                    )
        for text in (part.silent, WITHHELD if part.withheld else ""):
            if text:
                self.paragraph([("soft", text)])
        self.head("Heading 3", HEADS["sources"])
        for source in part.sources:
            self._source(source)
        if not part.sources:
            self.paragraph([("soft", NO_SOURCE)])
        if part.voices:
            voices = "; ".join(f"{voice.name} ({voice.kind}{f': {voice.party}' if voice.party else ''})" for voice in part.voices)
            self.paragraph([("soft", f"Voices: {voices}.")])

    def _finding(self, part: FindingPart) -> None:
        self.head("Heading 5", part.title + (" – contested" if part.contested else ""))
        made = self.paragraph([])
        made.paragraph_format.keep_with_next = True
        self.link(made, part.provision)
        self._runs(made, [("soft", f" · {part.meta} · {part.rule.text}")])
        if part.about:
            self.paragraph([("soft", part.about)]).paragraph_format.keep_with_next = True
        for line in part.sentences:
            unless = "Unless: " if line.kind == "exception" else ""
            look = "undetermined" if line.truth == "open" else "bold"
            self.paragraph(
                [(look, f"{line.truth}  "), ("italic", unless), ("", f"{line.says} "), ("soft", line.beside)],
                "List Bullet 2" if line.kind == "part" else "List Bullet",
            )
            for one in line.rivals:
                self.paragraph([("contested", "Disputed: "), ("", f"{one.says} "), ("soft", "; ".join(one.told))], "List Bullet 2")
        for label, text in part.notes:
            self.paragraph([("bold", f"{label}: "), ("", text)])
        if len(part.sides) == 1 and part.sides[0].state == "open":
            self.paragraph([("soft", "The program: "), (part.look, part.word), ("soft", "    A person: "), ("bold", "not decided")])
        else:
            rows = ([[("", one.about)], [(part.look, one.program)], _person(one)] for one in part.sides)
            self.table("", ("", "The program", "A person"), rows, (48, 40, 78))

    def _source(self, source: SourcePart) -> None:
        told = ", ".join(text for text in (source.title, source.date) if text)
        remarks = [
            SUPPLIED if source.supplied else "",
            f"repeats {source.repeats}" if source.repeats else "",
            f"SHA-256 {source.sha256}" if source.sha256 else "",
        ]
        made = self.paragraph(
            [
                ("bold", f"{source.publisher} " if source.publisher else ""),
                ("", f"{told} "),
                ("soft", "; ".join(text for text in remarks if text)),
            ],
            "List Bullet",
        )
        if source.url:
            self._runs(made, [("soft", " ")])
            self.link(made, Link(source.url, source.url))

    def _rule(self, rule: RulePart) -> None:
        self.head("Heading 2", rule.title)
        self.paragraph([("soft", f"{rule.id} · {rule.status}")])
        for link, gist in rule.authority:
            made = self.paragraph([], "List Bullet")
            self.link(made, link)
            self._runs(made, [("", f"  {gist}")])
        for label, text in (("What puts it right", rule.remedy), ("For editors", rule.for_editors), ("What it does not see", rule.limits)):
            if text:
                self.paragraph([("bold", f"{label}: "), ("", text)])


def _person(side: Side) -> list[Stretch]:
    """What a person decided, for a table cell."""
    if side.state == "open":
        return [("bold", "Not decided")]
    who = ", ".join(text for text in (side.name, side.date) if text) + (f"; standard of proof: {side.standard}" if side.standard else "")
    stale = [("breach", " Stale, open again: "), ("soft", side.why)] if side.state == "stale" else []
    return [("bold", f"{side.person} "), ("soft", f"({who}) "), ("", side.reason), *stale]
