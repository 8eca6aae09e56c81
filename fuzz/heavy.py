"""Inputs as large, as deep and as full as the limits let them be: what each costs, in seconds of processor time and in megabytes.

    python fuzz/heavy.py [NAME ...]

Each is read in a process of its own, which is ended after :data:`LONGEST` seconds of processor time. What random inputs never hit upon stands here: texts that are made so that a reader walks over them again and again.
"""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

LONGEST = 60
MEGABYTE = 1_000_000


def record(**keys: object) -> bytes:
    """A record in JSON."""
    return json.dumps({"schema": "ihl-incident/1", "id": "one", "title": "A record", **keys}).encode()


def people(count: int, **keys: object) -> list[dict[str, object]]:
    """So many captives."""
    return [{"id": f"p{number}", **keys} for number in range(count)]


def dense(count: int) -> bytes:
    """A record of so many captives, each shown in a publication, with facts that are disputed."""
    claims = [{"is": word, "source": f"s{number}", "said_by": f"v{number}", "grade": "B2", "note": "Two guards were seen."} for number, word in enumerate(("yes", "no", "unknown"))]  # fmt: skip
    return record(
        sources=[{"id": f"s{number}", "publisher": "Harbour Post"} for number in range(3)],
        voices=[{"id": f"v{number}", "name": "N", "kind": "witness"} for number in range(3)],
        party=[{"id": "norland"}],
        conflict={"facts": {"fighting": "yes"}},
        person=people(count, in_power_of="norland", facts={"held": claims, "rank": "soldier"}),
        publication=[{"id": f"c{number}", "by": "norland", "depicts": f"p{number}", "facts": {"released": claims, "face": "clear"}} for number in range(count)],
    )  # fmt: skip


def tellers(count: int) -> bytes:
    """A record of so many voices, each of which tells every fact otherwise than the one before it."""
    claims = [{"is": "yes" if number % 2 else "no", "said_by": f"v{number}"} for number in range(count)]
    return record(
        voices=[{"id": f"v{number}", "name": "N", "kind": "witness"} for number in range(count)],
        person=people(40, facts={"held": claims}), publication=[{"id": "c", "depicts": [f"p{number}" for number in range(40)], "facts": {"released": claims}}],
    )  # fmt: skip


def workbook(rows: int, columns: int) -> bytes:
    """A workbook of so many rows of texts, as a spreadsheet program writes it: all texts shared."""
    from targets import BOOK, SHEET, archive

    sheet = bytearray(SHEET)
    for row in range(1, rows + 1):
        sheet += b"<row r='%d'>" % row
        for column in range(columns):
            sheet += b"<c t='s'><v>%d</v></c>" % (row * columns + column - columns)
        sheet += b"</row>"
    sheet += b"</sheetData></worksheet>"
    texts = b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>" + b"".join(b"<si><t>%s</t></si>" % os.urandom(9).hex().encode() for _ in range(rows * columns)) + b"</sst>"  # fmt: skip
    types = BOOK["[Content_Types].xml"].replace(b"</Types>", b"<Override PartName='/xl/sharedStrings.xml' ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml'/></Types>")  # fmt: skip
    return archive({**BOOK, "[Content_Types].xml": types, "xl/worksheets/sheet1.xml": bytes(sheet), "xl/sharedStrings.xml": texts})


def word(inside: bytes) -> bytes:
    """A Word file with this body, not packed, so that its ratio is not looked at."""
    from targets import BODY, WORD

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in {**WORD, "word/document.xml": BODY + inside + b"</w:body></w:document>"}.items():
            file.writestr(name, content)
    return made.getvalue()


def secrets(count: int) -> bytes:
    """A record with so many restricted values and as many notes."""
    return record(
        person=people(count, note="Sergeant Orel and nine others were led to the harbour of Karsova at noon. " * 3),
        restricted={f"p{number}": {"names": [f"Tamvor{number:x} Orel{number:x}"]} for number in range(count)},
    )


#: A target of ``targets.py`` and its input.
HEAVY: dict[str, tuple[str, Callable[[], bytes]]] = {
    "YAML of a million values": ("yaml", lambda: b"[" + b"a," * 999_990 + b"]"),
    "YAML beyond the values": ("yaml", lambda: b"[" + b"a," * 9_000_000 + b"]"),
    "YAML of 300,000 keys": ("yaml", lambda: b"".join(b"k%d: v\n" % number for number in range(300_000))),
    "YAML of one long text": ("yaml", lambda: b"a: '" + b"x " * 9_900_000 + b"'"),
    "YAML of 100,000 aliases": ("yaml", lambda: b"[" + b"*a," * 100_000 + b"]"),
    "JSON of a million lists": ("json", lambda: b"[" + b"[]," * 499_990 + b"[]]"),
    "JSON of 19 million values": ("json", lambda: b"[" + b"1," * 9_500_000 + b"1]"),
    "JSON of one long text, cut": ("json", lambda: b'{"a": "' + b"\\n" * 9_900_000),
    "JSON of one long text": ("json", lambda: b'{"a": "' + b"\\n" * 9_900_000 + b'"}'),
    "JSON of 200,000 keys twice": ("json", lambda: b"{" + b",".join(b'"k%d": 1' % (number % 200_000) for number in range(400_000)) + b"}"),
    "JSON of brackets": ("json", lambda: b"[" * 10_000_000),
    "a line of 10 MB": ("jsonl", lambda: record(summary="x" * 9_900_000) + b"\n" + record()),
    "a line of 100 MB": ("jsonl", lambda: b"x" * 100_000_000 + b"\n" + record()),
    "record of 300,000 unknown keys": ("record", lambda: record(**{f"k{number}": number for number in range(300_000)})),
    "record with a key of 10 MB": ("record", lambda: record(**{"k" * 10_000_000: 1})),
    "record of 300 dense captives": ("record", lambda: dense(300)),
    "record of 2,400 dense captives": ("record", lambda: dense(2_400)),
    "record of 5,000 captives": ("record", lambda: record(person=people(5_000))),
    "record of 49,000 links": ("record", lambda: record(person=people(1_000), publication=[{"id": f"c{number}", "depicts": [f"p{one}" for one in range(1_000)]} for number in range(49)])),
    "record of 200 voices that differ": ("record", lambda: tellers(200)),
    "record of 100 sources derived in a circle": ("record", lambda: record(sources=[{"id": f"s{number}", "derived_from": [f"s{other}" for other in range(100)]} for number in range(100)], person=people(1, facts={"held": [{"is": "yes", "source": f"s{number}"} for number in range(100)]}), publication=[{"id": "c", "depicts": "p0", "facts": {"released": [{"is": "yes", "source": f"s{number}"} for number in range(100)]}}])),
    "record of 1,000 restricted values": ("record", lambda: secrets(1_000)),
    "record of 5,000 restricted values": ("record", lambda: secrets(5_000)),
    "20 MB of decisions without a key": ("decisions", lambda: b"- a\n" * 40_000),
    "20 MB of broken decisions": ("decisions", lambda: b"- [\n" * 49_999),
    "condition of 5,000 characters": ("condition", lambda: b" or ".join([b"person.held"] * 333)),
    "condition of brackets": ("condition", lambda: b"(" * 40 + b"person.held" + b")" * 40),
    "condition of not": ("condition", lambda: b"not " * 1_240 + b"person.held"),
    "rule of 20,000 unknown keys": ("rule", lambda: b"".join(b"k%d: v\n" % number for number in range(20_000))),
    "CSV row without an end": ("csv", lambda: b'record,"' + b"x\n" * 30_000_000),
    "CSV of 30,000 broken rows": ("csv", lambda: b"table,record,title\n" + b"zebra,one,A\n" * 30_000),
    "mapped CSV of 30,000 broken rows": ("mapped", lambda: b"Title,Day,People,Held\n" + b"A,40.40.2031,a,perhaps\n" * 30_000),
    "Uwazi of 300,000 rows": ("uwazi", lambda: b"id,title,date added,template\n" + b"1,A,1,Event\n" * 300_000),
    "workbook of 100,000 rows": ("workbook", lambda: workbook(100_000, 6)),
    "workbook with a row at the end": ("workbook", lambda: b"<row r='1048576'><c><v>1</v></c></row>"),
    "workbook with a row beyond the end": ("workbook", lambda: b"<row r='999999999'><c><v>1</v></c></row>"),
    "workbook with a column beyond the end": ("workbook", lambda: b"<row r='1'><c r='ZZZ1'><v>1</v></c></row>"),
    "text of 400,000 letters": ("article", lambda: b"The prisoner was shown on video. " * 12_000),
    "text of one word": ("article", lambda: b"x" * 399_999),
    "text of capitals": ("article", lambda: b"Tam Orel Ivor " * 28_000),
    "HTML of open tags": ("html", lambda: b"<a" * 1_900_000),
    "HTML of comments that never end": ("html", lambda: b"<!--" * 900_000),
    "HTML of marked sections": ("html", lambda: b"<![x" * 400_000 + b">"),
    "HTML of entities": ("html", lambda: b"&" * 399_000),
    "HTML of deep elements": ("html", lambda: b"<div>" * 700_000 + b"x"),
    "HTML of attributes": ("html", lambda: b"<p " + b"a='b' " * 600_000 + b">x"),
    "HTML of open tags before an end": ("html", lambda: b"<a " * 1_000_000 + b">"),
    "Markdown of brackets": ("markdown", lambda: b"[" * 300_000),
    "Markdown of brackets with ends": ("markdown", lambda: b"[a](" * 90_000),
    "Markdown of stars": ("markdown", lambda: b"*a _b " * 60_000),
    "Markdown of backticks": ("markdown", lambda: b"".join(b"`" * number + b" " for number in range(1, 850))),
    "Markdown of quotes": ("markdown", lambda: b"> " * 100_000 + b"x"),
    "Markdown of lists": ("markdown", lambda: b"".join(b" " * (2 * number) + b"* a\n" for number in range(600))),
    "Markdown of tables": ("markdown", lambda: b"|a" * 10_000 + b"|\n" + b"|-" * 10_000 + b"|\n" + b"|b\n" * 2_000),
    "Markdown of links named": ("markdown", lambda: b"".join(b"[%d]: x\n" % number for number in range(40_000))),
    "Markdown of angles": ("markdown", lambda: b"<a " * 130_000),
    "Word file of empty runs": ("word", lambda: word(b"<w:p>" + b"<w:r/>" * 800_000 + b"</w:p>")),
    "Word file of empty paragraphs": ("word", lambda: word(b"<w:p/>" * 800_000)),
    "Word file of short paragraphs": ("word", lambda: word(b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 19_900)),
    "Word file of a wide table": ("word", lambda: word(b"<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='9999999'/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>")),
}  # fmt: skip


def alone(name: str) -> None:
    """Reads one input in this process and prints what it cost."""
    from targets import TARGETS, tried

    target, make = HEAVY[name]
    data = make()
    for seed in sorted((Path(__file__).parent / "corpus" / target).glob("seed*"))[:1]:
        tried(target, seed.read_bytes())  # what is loaded once is no cost of the input
    assert target in TARGETS
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    outcome = tried(target, data)
    spent = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(json.dumps([len(data), outcome, round(spent, 2), round((peak - before) / 1000), round(peak / 1000)]))


def main() -> None:
    """Reads them all, or those that are named."""
    if sys.argv[1:2] == ["--alone"]:
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
        resource.setrlimit(resource.RLIMIT_AS, (6_000 * MEGABYTE, 6_000 * MEGABYTE))
        alone(sys.argv[2])
        return
    print(f"{'input':46} {'bytes':>12} {'outcome':8} {'CPU s':>7} {'more MB':>8} {'peak MB':>8}")
    for name in sys.argv[1:] or HEAVY:
        ran = subprocess.run([sys.executable, __file__, "--alone", name], capture_output=True, text=True, check=False)
        if ran.returncode:
            print(f"{name:46} {'':12} FAILED ({ran.returncode}) {ran.stderr.strip().splitlines()[-1:]}", flush=True)
            continue
        size, outcome, spent, more, peak = json.loads(ran.stdout)
        print(f"{name:46} {size:12,} {outcome:8} {spent:7.2f} {more:8} {peak:8}", flush=True)


if __name__ == "__main__":
    main()
