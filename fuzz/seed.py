"""Writes the first inputs of every corpus from what the tests and the examples have, where a corpus is empty.

python fuzz/seed.py
"""

from __future__ import annotations

import json
from pathlib import Path

from targets import MAPPING, ROOT, SMALL, TARGETS, archive

CORPUS = Path(__file__).parent / "corpus"
BROKEN = ROOT / "tests" / "broken"
EXPORTS = ROOT / "tests" / "exports"
HELD = "<row r='1'>" + "".join(f"<c t='inlineStr'><is><t>{word}</t></is></c>" for word in ("table", "record", "title")) + "</row>"
RUN = {
    "schema": "ihl-run/1", "version": "0", "rulebook": "0", "reading": "common", "rules": [], "show": "raised", "reasons": True, "min_grade": "",
    "inputs": [{"path": "a.yml", "bytes": 1, "sha256": "0"}],
    "counts": {"done": 1, "records": 1, "problems": 0, "failed": 0, "contested": 0, "elsewhere": 0, "verdicts": {"breach": 1}, "raised": {"breach": 1}, "capped": {}},
    "files": {"findings": "0", "records": "0", "problems": "0"},
}  # fmt: skip
STATES = {"record": "good", "line": 1, "digest": "0", "states": {"p.held": ["stated", ["yes", "s", "", "v", "B2"]]}}
FINDING = {
    "record": "good", "rule": "recognisable-picture", "provision": "Pact 1", "binding": {"publication": "clip", "person": "p"},
    "possible": ["breach"], "verdict": "breach", "cap": "",
}  # fmt: skip


def seeds() -> dict[str, list[bytes]]:
    """A few small inputs for every target, good and bad ones."""
    records = [path.read_bytes() for path in sorted((BROKEN / "records").glob("*")) if path.stat().st_size < 2_000]
    good = (BROKEN / "good.yml").read_bytes()
    joined = b"\n---\n"
    return {
        "yaml": [good, b"a: &x [1]\nb: *x\n<<: *x\n", b"a: !!python/object x\n? [a]\n: b\n", b"'a': \"\\ud800\"\r\nb: |2-\n   x\n"],
        "json": [b'{"a": [1, 1e999, "\\ud800", {"b": null}], "a": -0.0}', b"[[[[[[]]]]]]", b'{"\\u0000": NaN}'],
        "jsonl": [b'{"schema": "ihl-incident/1", "id": "a", "title": "A"}\n\n{"schema"\n', *(found for found in records if found.startswith(b"{"))],
        "record": [good, *records],
        "interview": [good + b"\n# - held: Was the person held?\n# {\"passed\": [], \"last\": {}, \"pending\": []}\n", good],
        "decisions": [b'- schema: ihl-decision/1\n  record: good\n  rule: x\n  binding: {person: p}\n  reading: common\n  decides: confirmed\n  reason: So.\n  name: N\n  date: "2031-01-01"\n  program: {verdict: breach, possible: [breach]}\n  rests_on: {facts: a, law: b}\n  digest: c\n', b"- a: [\n- b\n-\n"],
        "rule": [(SMALL / "showing/recognisable-picture.yml").read_bytes()],
        "vocabulary": [(SMALL / "vocabulary/person.yml").read_bytes()],
        "definition": [(SMALL / "definitions/person.captive.yml").read_bytes()],
        "treaty": [(SMALL / "treaties/pact.yml").read_bytes()],
        "condition": [b"person.held and not (publication.released or notice.days_until_told > 7)", b'person.rank in ["officer", "soldier"]', b"1 << 99", b'"a" =~ "(a+)+$"', b'd"2031-01-01" == person.held', b"[x for x in [1]] == null"],
        "policy": [(ROOT / "rules/policies/nuj.yml").read_bytes()],
        "redaction": [(ROOT / "rules/redaction.yml").read_bytes()],
        "scenario": [(ROOT / "examples/training/taped-hands.scenario.yml").read_bytes(), b"schema: ihl-scenario/1\nid: x\ntitle: A case\nstory: One day.\nrecord: {schema: ihl-incident/1, id: x, title: A}\nquestions: []\n"],
        "cues": [b"schema: ihl-cues/1\nlanguage: en\nabbreviations: [Mr]\ncapitals: [The]\nabout: x\ncues:\n  - id: a\n    says: A person is held.\n    phrases: [held captive]\n    engages: [recognisable-picture]\n", (ROOT / "rules/cues/en.yml").read_bytes()[:1500]],
        "compiled_rules": [b'ihl-rulebook 8 00000000\n{"rules": {}, "definitions": [], "subjects": {}}\n[]\n', b""],
        "date": [b"DD.MM.YYYY|YYYY-MM-DD\n02.03.2031", b"2025-01-09/2025-01-11", b"2025-13~", b"XXXX", b"../2025-XX", b"-99999999999999999999"],
        "run": [joined.join(json.dumps(part).encode() for part in (RUN, STATES, FINDING)), joined.join((json.dumps(RUN).encode(), b"{", b"[]"))],
        "csv": [b"table,record,title\nrecords,one,A\nentries,one,\n", b"record,title\none,A\n", b"\xff\xfea\x00,\x00b\x00"],
        "mapped": [b"Title,Day,People,Held\nA picture,02.03.2031,a;b,ja\n", b'Title;Day;People;Held\n"A\n;";;;nein\n'],
        "mapping": [MAPPING],
        "uwazi": [(EXPORTS / "uwazi-export.csv").read_bytes(), b"id,title,date added,template,language\n1,A,1,Event,en\n"],
        "archiver": [(EXPORTS / "auto-archiver.csv").read_bytes(), b"Link,Archive status,Upload title,Hash\nhttps://a.example,wayback: success,T,SHA-256:ab\n"],
        "odk": [archive({path.name: path.read_bytes() for path in sorted((EXPORTS / "odk").glob("*.csv"))}), joined.join(path.read_bytes() for path in sorted((EXPORTS / "odk").glob("*.csv"))), b"SubmissionDate,meta-instanceID,KEY,ihl_form\n2031-01-01,uuid:1,uuid:1,1" + joined + b"PARENT_KEY,KEY\nuuid:1,uuid:1/a[1]", archive({"a.csv": b"KEY\n"})],
        "workbook": [HELD.encode(), b"<row><c t='s'><v>9</v></c><c t='d'><v>x</v></c><c t='e'><v>#N/A</v></c></row>"],
        "kobo": [HELD.replace("table", "_uuid").encode(), b"<row><c t='str'><f>A1</f><v>1</v></c></row>"],
        "article": [b"A captive soldier\n\nThe prisoner was shown on video. His name is Tam Orel.\n", b"a\x85b\r\nc\n" * 3],
        "html": [b"<title>T</title><h1>A captive</h1><p>The prisoner said &#x1F600; <b>so", b"<svg><script><!--</script><p x='\"<><img alt=a></figure>", b"<![CDATA[ <!DOCTYPE [ <? <a" * 5],
        "markdown": [b"---\ntitle: T\n---\n# A captive\n\n* one\n> two ![p](x \"t\")\n\n| a | b |\n|---|---|\n| c | d |\n<p>x", b"[a][b]\n\n[b]: <\n```\n****a**"],
        "word": [b"<w:p><w:pPr><w:pStyle w:val='Title'/></w:pPr><w:r><w:t>A captive</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>", b"<w:sdt/><w:p><w:hyperlink/></w:p>"],
    }  # fmt: skip


def main() -> None:
    """Writes them."""
    found = seeds()
    assert set(found) == set(TARGETS)
    for name, inputs in found.items():
        folder = CORPUS / name
        folder.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(inputs):
            (folder / f"seed-{number:02}").write_bytes(data)


if __name__ == "__main__":
    main()
