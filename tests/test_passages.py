"""The passages of an article: read from every format, matched in time in proportion to the text, shown without names, and drafted as a record that says nothing."""

from __future__ import annotations

import builtins
import contextlib
import importlib.util
import io
import json
import re
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import docx
import pytest
import yaml
from command import ROOT, ihl
from hypothesis import given
from hypothesis import strategies as st

from checker import limits
from checker.documents import parse_yaml
from checker.errors import InputError, Problem
from checker.passages.articles import Article, Passage, read_article
from checker.passages.cues import Cues, read_cues
from checker.passages.drafting import draft
from checker.passages.matching import Scan, scan
from checker.passages.names import NAME, NUMBER, withholder_of
from checker.passages.patterns import MOST_POSITIONS, BadPattern, Patterns, Phrase
from checker.passages.plain import pieces
from checker.passages.shown import shown
from checker.passages.words import sentences, tokens_of
from checker.pipeline import check_record, chosen_rules, incident
from checker.rulebook import Rulebook
from checker.writing import as_yaml

ARTICLES = ROOT / "benchmarks" / "scan"
TABLOID = ARTICLES / "tabloid-killer.txt"
WIRE = ARTICLES / "wire-harbour.txt"
TEXTS = sorted(path for path in ARTICLES.iterdir() if path.suffix != ".yml")

ENGLISH = ROOT / "rules" / "cues" / "en.yml"


@pytest.fixture(scope="module")
def cues(rulebook: Rulebook) -> Cues:
    return read_cues(rulebook)


def article(*texts: str, headline: str = "") -> Article:
    """An article of these paragraphs."""
    passages = [Passage("headline", headline)] if headline else []
    passages += [Passage(f"para {number}", text) for number, text in enumerate(texts, 1)]
    return Article("article.txt", "0" * 64, headline, tuple(passages))


def found(cues: Cues, *texts: str, headline: str = "") -> dict[str, set[str]]:
    """The cues found in each passage of an article of these paragraphs."""
    result = scan(article(*texts, headline=headline), cues)
    by_place: dict[str, set[str]] = {}
    for hit in result.hits:
        by_place.setdefault(result.article.passages[hit.passage].at, set()).add(hit.cue.id)
    return by_place


# --- reading -------------------------------------------------------------------------------------------------------------------------------------------


def places(text: str) -> list[tuple[str, str]]:
    """What a plain text is made of."""
    return [(piece.kind, piece.text) for piece in pieces(text)]


def test_paragraphs_of_an_agency_report_are_counted_from_its_dateline() -> None:
    text = """Two soldiers held, Sudria says

A lorry near the border. (Ida Holm/Coastal Wire)
Subscribe now.

PORT ALMA, Sudria — The first paragraph.

The second.
"""
    assert places(text) == [
        ("headline", "Two soldiers held, Sudria says"),
        ("caption", "A lorry near the border. (Ida Holm/Coastal Wire)"),
        ("line 4", "Subscribe now."),
        ("para", "PORT ALMA, Sudria — The first paragraph."),
        ("para", "The second."),
    ]


def test_lines_broken_to_a_width_are_one_paragraph_and_short_lines_are_not() -> None:
    long = "The soldiers were taken to the rear on Monday and were seen by a doctor there,\nthe ministry said, before they were brought to the capital of the country."
    assert places(long + "\n\nOne\nTwo") == [("para", long.replace("\n", " ")), ("para", "One"), ("para", "Two")]


def write(path: Path, content: str | bytes) -> str:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def read(path: Path, content: str | bytes) -> list[tuple[str, str]]:
    return [(passage.at, passage.text) for passage in read_article(write(path, content)).passages]


def test_markdown_has_headlines_captions_lists_and_tables(tmp_path: Path) -> None:
    text = "---\ntitle: 'The camp'\n---\n\n## Part one\n\nA *first*\nparagraph.\n\n![three captives](a.jpg \"on a lorry\")\n\n- one item\n\n| a | b |\n|---|---|\n| c | d |\n"
    assert read(tmp_path / "a.md", text) == [
        ("headline", "The camp"),
        ("heading 1", "Part one"),
        ("para 1", "A first paragraph."),
        ("caption", "three captives on a lorry"),
        ("para 2", "one item"),
        *[(f"para {number}", cell) for number, cell in enumerate("abcd", 3)],
    ]


def test_html_is_read_without_scripts_styles_and_navigation(tmp_path: Path) -> None:
    page = (
        "<title>Site</title><nav>prisoners <b>menu</b></nav><style>p{}</style><h1>The <i>camp</i></h1><script>var a = '<p>prisoners</p>'</script>"
        "<figure><img alt='a face'><figcaption>Two<br>men</figcaption></figure><p>First &amp; second.<p>Third<br><br>Fourth<h2>End</h2><noscript>x</noscript>"
    )
    assert read(tmp_path / "a.html", page) == [
        ("headline", "The camp"),
        ("caption 1", "a face"),
        ("caption 2", "Two men"),
        ("para 1", "First & second."),
        ("para 2", "Third"),
        ("para 3", "Fourth"),
        ("heading 1", "End"),
    ]


def test_the_title_of_a_page_is_its_headline_where_it_has_no_heading(tmp_path: Path) -> None:
    assert read(tmp_path / "a.htm", "<title>The camp</title><p>One")[0] == ("headline", "The camp")


def test_a_word_file_has_its_headline_captions_and_cells_in_their_place(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("The camp", style="Title")
    made.add_paragraph("First.")
    made.add_paragraph("Two men at a gate", style="Caption")
    made.add_table(1, 2).cell(0, 1).text = "in a cell"
    made.add_paragraph("Second.")
    made.save(str(tmp_path / "a.docx"))
    assert [(passage.at, passage.text) for passage in read_article(str(tmp_path / "a.docx")).passages] == [
        ("headline", "The camp"),
        ("para 1", "First."),
        ("caption", "Two men at a gate"),
        ("para 2", "in a cell"),
        ("para 3", "Second."),
    ]


@pytest.mark.parametrize(
    ("encoded", "noted"),
    [
        ("Vélin said — yes".encode(), False),
        (b"\xef\xbb\xbf" + "Vélin said — yes".encode(), False),
        ("Vélin said — yes".encode("utf-16"), False),
        ("Vélin said — yes".encode("cp1252"), True),
        ("Vélin said — yes\r\n".encode(), False),
    ],
)
def test_text_is_read_in_the_encoding_that_it_has(encoded: bytes, noted: bool, tmp_path: Path) -> None:
    read_ = read_article(write(tmp_path / "a.txt", encoded))
    assert [passage.text for passage in read_.passages] == ["Vélin said — yes"]
    assert bool(read_.notes) is noted


def test_a_page_is_read_in_the_encoding_that_it_names(tmp_path: Path) -> None:
    page = "<meta charset='koi8-r'><p>пленный".encode("koi8-r")
    assert read(tmp_path / "a.html", page) == [("para 1", "пленный")]
    assert read(tmp_path / "b.html", b"<meta charset='no-such-thing'><p>caf\xe9") == [("para 1", "café")]
    assert read(tmp_path / "c.html", b"<meta charset='base64'><p>caf\xe9") == [("para 1", "café")]


ZIP = io.BytesIO()
with zipfile.ZipFile(ZIP, "w") as archive:
    archive.writestr("a", "b")

REFUSED: dict[str, tuple[str, bytes, str, str]] = {
    "a PDF": ("a.pdf", b"%PDF-1.7", "format", "this is a PDF file."),
    "an old Word file": ("a.doc", b"\xd0\xcf\x11\xe0", "format", "this is a Word file of the old kind (.doc)."),
    "rich text": ("a.rtf", b"{\\rtf1", "format", "this is a rich text file (.rtf)."),
    "a ZIP file": ("a.txt", ZIP.getvalue(), "format", "this is a ZIP file, not text."),
    "an ending that is none": ("a.mdd", b"text", "format", 'the ending ".mdd" is not one of those that are read.'),
    "no text": ("a.txt", b" \n\n ", "empty", "there is no text in it."),
    "a binary file": ("a.txt", b"a\0b", "not-text", "this is a binary file, not text."),
    "a file that is no Word file": ("a.docx", b"not a zip", "format", "this is no Word file, or a damaged one."),
    "a ZIP file that is no Word file": ("a.docx", ZIP.getvalue(), "format", "this is no Word file, or a damaged one."),
    "too many letters": ("a.txt", b"word " * 500_000, "too-large", "the article has more than 400,000 letters, and the limit is 400,000."),
    "too many bytes": (
        "a.txt",
        b"x" * (limits.ARTICLE_BYTES.default + 1),
        "too-large",
        "the file has 20,000,001 bytes, and the limit is 20,000,000.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_article_is_refused_with_what_to_do(name: str, tmp_path: Path) -> None:
    file, content, code, what = REFUSED[name]
    outcome = ihl("scan", write(tmp_path / file, content))
    assert outcome.code == 2
    assert [(problem.code, problem.what) for problem in outcome.problems] == [(code, what)]
    assert outcome.problems[0].fix


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    (problem,) = ihl("scan", tmp_path / "none.txt").problems
    assert (problem.code, problem.what) == ("unreadable", "the file cannot be read: no such file or directory.")


def test_without_python_docx_a_word_file_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any) -> ModuleType:
        if name == "docx":
            raise ImportError(name)
        return real(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError) as caught:
        read_article(write(tmp_path / "a.docx", ZIP.getvalue()))
    (problem,) = caught.value.problems
    assert (problem.code, problem.what) == ("extra", "Word files need the library python-docx, which is not installed.")
    assert "ihl-checker[docx]" in problem.fix


def test_a_word_file_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = docx.Document()
    made.add_paragraph("First.")
    made.save(str(tmp_path / "a.docx"))
    monkeypatch.setattr(limits.UNPACKED_BYTES, "value", 1_000)
    with pytest.raises(InputError) as caught:
        read_article(str(tmp_path / "a.docx"))
    assert "bytes when unpacked, and the limit is 1,000." in caught.value.problems[0].what


def attempted(path: str) -> Article | InputError:
    """The article in a file, or what is wrong with it."""
    try:
        return read_article(path)
    except InputError as error:
        return error


@given(content=st.binary(max_size=300), ending=st.sampled_from([".txt", ".md", ".html", ".docx"]))
def test_no_bytes_break_a_reader(content: bytes, ending: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{ending}"
    read_ = attempted(write(path, content))
    if isinstance(read_, InputError):
        assert all(problem.fix for problem in read_.problems)
    else:
        assert all(passage.text.strip() for passage in read_.passages)
        assert len({passage.at for passage in read_.passages}) == len(read_.passages)


@given(text=st.text(alphabet="<>/!-=\"' apdivscrtle#*[]()|\n", max_size=400), ending=st.sampled_from([".md", ".html"]))
def test_no_markup_breaks_a_reader(text: str, ending: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / f"markup{ending}"
    read_ = attempted(write(path, text))
    assert not isinstance(read_, InputError) or {problem.code for problem in read_.problems} == {"empty"}


# --- words and patterns --------------------------------------------------------------------------------------------------------------------------------


def test_sentences_end_where_a_reader_would_end_them() -> None:
    text = "Lt. Col. X. Hale said so. “It is over.” The U.S. army came at 3.30 p.m. and left! Did it? Yes."
    assert [text[one.start : one.end].strip() for one in sentences(text, {"lt", "col"})] == [
        "Lt. Col. X. Hale said so.",
        "“It is over.”",
        "The U.S. army came at 3.30 p.m. and left!",
        "Did it?",
        "Yes.",
    ]


@given(st.text(max_size=300))
def test_words_and_sentences_stand_where_they_say(text: str) -> None:
    parted = sentences(text)
    assert [token.text for one in parted for token in one.tokens] == [token.text for token in tokens_of(text)]
    for one in parted:
        for token in one.tokens:
            assert one.start <= token.start < token.end <= one.end
            assert text[token.start : token.end] == token.text


def matches(phrase: str, text: str, lists: dict[str, Sequence[str]] | None = None, known: Sequence[str] = ()) -> list[str]:
    """What a phrase finds in a text, each find as its words."""
    tokens = tokens_of(text)
    return [" ".join(tokens[place].text for place in one.tokens) for one in Patterns([Phrase(phrase, lists or {})], known).find(tokens)]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("taken prisoner", "was taken prisoner", ["taken prisoner"]),
        ("captur*", "capture, Captured and recapture", ["capture", "Captured"]),
        ("(photo*|moving pictures)", "photographs of moving pictures", ["photographs", "moving pictures"]),
        ("shared ... photo*", "shared several of the photos", ["shared photos"]),
        ("shared ... photo*", "shared one two three four photos", []),
        ("shared ...1 photo*", "shared photos", ["shared photos"]),
        ("<who> surrendered", "the old sailors surrendered", ["sailors surrendered"]),
        ("court-appointed lawyer*", "her court appointed lawyers", ["court appointed lawyers"]),
        ("the captain's name", "the captain’s name", ["the captain’s name"]),
        ("<CAPITAL> <DIGITS>", "and Vellen, 23, and Norland, 24", ["Vellen 23"]),
        ("number <LONG_NUMBER>", "number 2024, number 4471", ["number 4471"]),
        ("a (b|c (d|e)) f", "a c e f", ["a c e f"]),
        ("a", "", []),
    ],
)
def test_a_phrase_finds_what_it_says(phrase: str, text: str, expected: list[str]) -> None:
    assert matches(phrase, text, {"who": ["sailor*", "old salts"]}, ["norland"]) == expected


@pytest.mark.parametrize(
    ("phrase", "what"),
    [
        ("(a|b", "a bracket is missing."),
        ("a) b", "a bracket is missing."),
        ("a | b", "a bracket is missing."),
        ("(a|) b", "one of the words between brackets is missing."),
        ("... a", "the phrase begins or ends with a gap."),
        ("a ...40 b", "a gap of 40 words cannot be asked for."),
        ("...", "the phrase could stand for no word at all."),
        ("a < b", '"<" has no meaning here.'),
        ("* b", '"*" has no meaning here.'),
        ("a , b", '"," is no word.'),
        ("<nobody> a", "there is no list <nobody>."),
        ("<round> a", "the list <round> stands within itself."),
        ("<long> <long> <long> <long>", "the phrase with its lists is too long."),
    ],
)
def test_a_phrase_that_cannot_be_read_says_why(phrase: str, what: str) -> None:
    lists = {"round": ["<round> b"], "long": ["a b " * (MOST_POSITIONS // 6)]}
    with pytest.raises(BadPattern) as caught:
        Phrase(phrase, lists)
    assert caught.value.what == what


@given(st.text(alphabet="ab()|*. <>...", max_size=30))
def test_any_text_is_a_phrase_or_a_mistake(text: str) -> None:
    with contextlib.suppress(BadPattern):
        assert Phrase(text, {"a": ["b"]}).positions


class Counting(frozenset[str]):
    """A set of words that counts how often it is asked."""

    asked = 0

    def __contains__(self, word: object) -> bool:
        Counting.asked += 1
        return super().__contains__(word)


def test_the_work_grows_with_the_text_and_not_faster() -> None:
    phrase = Phrase("a ...12 a ...12 a ...12 b", {})
    phrase.positions = [position._replace(words=Counting(position.words)) for position in phrase.positions]
    asked = []
    for length in (200, 400, 800):
        Counting.asked = 0
        assert Patterns([phrase]).find(tokens_of("a " * length)) == []
        asked.append(Counting.asked)
    assert asked[2] / asked[1] < 2.3
    assert asked[1] / asked[0] < 2.3


# --- the cues ------------------------------------------------------------------------------------------------------------------------------------------


def test_every_cue_leads_to_rules_and_facts_and_every_topic_has_cues(cues: Cues, rulebook: Rulebook) -> None:
    facts = {fact.id for fact in rulebook.vocabulary.facts() if not fact.derived}
    for cue in cues.cues:
        assert set(cue.engages) <= set(rulebook.rule_ids)
        assert set(cue.facts) <= facts
        assert cue.wording or (cue.provisions and cue.facts)
        assert not cue.wording or cue.change
    assert {cue.topic for cue in cues.cues if cue.topic} == set(cues.topics)
    assert {cue.wording for cue in cues.cues if cue.wording} == {"identifies", "states_guilt", "coerced_as_free"}


def test_what_the_cues_say_to_people_names_no_guilt_and_gives_no_leave(cues: Cues) -> None:
    told = " ".join(f"{cue.says} {cue.change}" for cue in cues.cues).lower()
    assert not re.search(r"\b(legal|illegal|permitted|allowed|violation|breach(es|ed)?)\b", told)


BAD_CUES: dict[str, tuple[str, str, str]] = {
    "a rule that is none": ("gc3-101-executed-before-six-months]", "gc3-101-executed-before-six-month]", "is no rule."),
    "a fact that is none": ("facts: [person.captured_on]", "facts: [person.capture_on]", "is no fact that records state."),
    "a definition": ("facts: [person.captured_on]", "facts: [person.is_prisoner_of_war]", "is no fact that records state."),
    "a topic that is none": ("topic: death", "topic: deaths", "is no topic."),
    "a phrase": ("[public curiosity, ", "['(public curiosity', ", "a bracket is missing."),
    "a list": ("phrases: [public curiosity, ", "phrases: [<captive>, ", "there is no list <captive>."),
    "the same cue twice": ("id: paraded", "id: humiliated", "is there twice."),
    "a wording": ("wording: states_guilt", "wording: states_gilt", ""),
    "a key": ("within: paragraph", "withn: paragraph", "is not a key here."),
    "a cue about nothing": ("    engages: [gc3-99-coerced-to-confess]\n", "", "is about nothing."),
    "no reason": ("    says: The death penalty is asked for, passed or carried out.\n", "", "does not say why its passages matter."),
    "no topic": ("    topic: return\n", "", "has no topic."),
    "no proposal": (
        '    change: Say who makes the accusation and before which court, or leave it out; "accused of" is not "guilty of".\n',
        "",
        "proposes nothing.",
    ),
}


@pytest.mark.parametrize("name", BAD_CUES)
def test_a_mistake_in_the_cues_is_named_with_its_line_and_what_to_do(name: str, tmp_path: Path) -> None:
    old, new, what = BAD_CUES[name]
    text = ENGLISH.read_text(encoding="utf-8")
    assert old in text
    outcome = ihl("scan", WIRE, "--cues", write(tmp_path / "en.yml", text.replace(old, new, 1)))
    assert outcome.code == 2
    assert all(problem.line and problem.fix for problem in outcome.problems)
    assert any(what in problem.what for problem in outcome.problems)


def test_near_misses_are_offered(tmp_path: Path) -> None:
    text = (
        ENGLISH.read_text(encoding="utf-8")
        .replace("person.captured_on]", "person.capture_on]")
        .replace("phrases: [<captives>, behind the", "phrases: [<captivs>, behind the")
    )
    fixes = [problem.fix for problem in ihl("scan", WIRE, "--cues", write(tmp_path / "en.yml", text)).problems]
    assert 'Did you mean "person.captured_on"?' in fixes
    assert 'Did you mean "captives"?' in fixes


FRENCH = """
schema: ihl-cues/1
language: fr
about: {phrases: [prisonnier* de guerre]}
cues:
  - {id: taken-by-the-enemy, phrases: ["(capturé*|fait* prisonnier*)"]}
  - {id: coerced-passed-on, phrases: ["a avoué"]}
"""


def test_another_language_has_its_own_words_for_the_same_cues(tmp_path: Path, rulebook: Rulebook) -> None:
    french = read_cues(rulebook, path=write(tmp_path / "fr.yml", FRENCH))
    english = {cue.id: cue for cue in read_cues(rulebook).cues}
    for cue in french.cues:
        assert (cue.says, cue.provisions, cue.facts, cue.wording) == (
            english[cue.id].says,
            english[cue.id].provisions,
            english[cue.id].facts,
            english[cue.id].wording,
        )
    texts = ("Deux prisonniers de guerre ont été capturés.", "Il a avoué.")
    assert found(french, *texts) == {"para 1": {"taken-by-the-enemy"}, "para 2": {"coerced-passed-on"}}


def test_a_cue_of_another_language_that_english_has_not_is_a_mistake(tmp_path: Path) -> None:
    text = FRENCH.replace("id: taken-by-the-enemy", "id: taken-by-the-enemies")
    (problem,) = ihl("scan", WIRE, "--cues", write(tmp_path / "fr.yml", text)).problems
    assert (problem.code, problem.line) == ("unknown-cue", 6)
    assert problem.what == '"taken-by-the-enemies" is no cue of en.yml.'
    assert problem.fix == 'Did you mean "taken-by-the-enemy"?'


def test_a_language_without_cues_is_named_with_those_that_there_are() -> None:
    (problem,) = ihl("scan", WIRE, "--language", "fr").problems
    assert problem == Problem("--language", 0, "option", 'there are no cues for "fr".', "", "There are cues for en.")


# --- matching ------------------------------------------------------------------------------------------------------------------------------------------


def test_wording_is_found_with_a_caveat_or_an_attribution_it_is_not(cues: Cues) -> None:
    captive = "He is a prisoner of war."
    plain = found(
        cues, captive, "The war criminal was silent.", "The prisoner confessed to the raid.", "Private Oskar Vellen is held in a camp."
    )
    assert "guilt-as-fact" in plain["para 2"]
    assert "coerced-passed-on" in plain["para 3"]
    assert "identifying-wording-name" in plain["para 4"]
    careful = found(
        cues,
        captive,
        "The prosecutor called him a war criminal.",
        "The prisoner confessed; it could not be verified whether under duress.",
        "A private is held in a camp.",
    )
    wording = {cue.id for cue in cues.cues if cue.wording}
    assert not wording & set().union(*careful.values())


def test_an_article_about_something_else_has_no_passages(cues: Cues) -> None:
    for name in ("dam-feature.txt", "misleading-words.txt", "football.txt"):
        result = scan(read_article(str(ARTICLES / name)), cues)
        assert (result.captives, result.hits) == (False, ()), name


def test_an_article_that_does_not_seem_to_speak_of_captives_is_looked_through_where_somebody_asks(tmp_path: Path) -> None:
    article = write(
        tmp_path / "a.txt",
        "Six weeks\n\nShe kept his card.\n\nThere was nothing to eat but bread, and he was beaten.\n\nThey told the Red Cross, and a judge.\n",
    )
    quiet = ihl("scan", article)
    assert (quiet.code, "--anyway" in quiet.out) == (0, True)
    assert "caption" not in quiet.out
    asked = json.loads(ihl("scan", article, "--anyway", "--format", "json").out)
    assert asked["speaks_of_captives"] is False
    assert {passage["at"] for passage in asked["passages"]} == {"para 2"}


def test_a_broad_cue_is_taken_only_where_no_closer_one_of_its_topic_is(cues: Cues) -> None:
    by_place = found(cues, "Two prisoners of war were captured.", "There was a court in the town.", "The washing was done.")
    broad = {cue.id for cue in cues.cues if cue.broad}
    assert "words-of-capture" not in by_place["para 1"]
    assert "words-of-conditions" in by_place["para 3"] & broad
    topics = {cue.id: cue.topic for cue in cues.cues}
    for names in by_place.values():
        closer = {topics[name] for name in names - broad}
        assert not closer & {topics[name] for name in names & broad}


def test_what_stands_near_decides(cues: Cues) -> None:
    assert "pictures-released" in found(cues, "The ministry posted a video of two prisoners.")["para 1"]
    assert "pictures-released" not in found(cues, "Two prisoners were taken.", "The club posted a video of the match.").get("para 2", set())


def test_a_cue_for_captions_is_found_in_captions_only(cues: Cues) -> None:
    passages = (Passage("caption", "Prisoners on an army lorry."), Passage("para 1", "Prisoners on an army lorry."))
    result = scan(Article("a.txt", "", "", passages), cues)
    assert {hit.passage for hit in result.hits if hit.cue.id == "caption-of-captives"} == {0}


@given(texts=st.lists(st.text(max_size=200), max_size=5))
def test_any_text_is_scanned_and_every_hit_lies_where_it_says(cues: Cues, texts: list[str]) -> None:
    result = scan(article("Two prisoners of war were captured.", *texts), cues)
    assert result.hits
    for hit in result.hits:
        text = result.article.passages[hit.passage].text
        for word in hit.words:
            assert any(sentence.start <= word.start < word.end <= sentence.end <= len(text) for sentence in hit.sentences)


WORDS = [
    "the",
    "prisoner",
    "prisoners",
    "captured",
    "soldier",
    "said",
    "told",
    "interrogators",
    "video",
    "shared",
    "of",
    "face",
    "blurred",
    "beaten",
    "letter",
    "home",
    "died",
    "court",
    "on",
    "trial",
    "Oskar",
    "Vellen",
    "23",
    ".",
    ",",
    "not",
]


@given(lines=st.lists(st.lists(st.sampled_from(WORDS), max_size=30), max_size=4))
def test_a_passage_more_takes_nothing_from_the_others(cues: Cues, lines: list[list[str]]) -> None:
    texts = ["Two prisoners of war were captured.", *(" ".join(line) for line in lines)]
    before = {(hit.passage, hit.cue.id) for hit in scan(article(*texts), cues).hits}
    after = {(hit.passage, hit.cue.id) for hit in scan(article(*texts, "Another paragraph of no interest."), cues).hits}
    assert before <= after


# --- names -----------------------------------------------------------------------------------------------------------------------------------------


def hidden(cues: Cues, *texts: str) -> list[str]:
    """Paragraphs with the names in them withheld."""
    result = scan(article(*texts), cues)
    withholder = withholder_of(result, cues)
    return [withholder.hide(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "shown_as"),
    [
        ("Private Oskar Vellen, 23, was captured.", f"Private {NAME}, 23, was captured."),
        ("They spoke to Pavlo in a camp.", f"They spoke to {NAME} in a camp."),
        ("The man, Jan van der Holm-Strand, is held.", f"The man, {NAME}, is held."),
        ("Quorl said he was beaten.", f"{NAME} said he was beaten."),
        ("His number is 4471-882.", f"His number is {NUMBER}."),
        ("Papers AB1234567 were found.", f"Papers {NUMBER} were found."),
        ("Write to oskar@vellen.example today.", "Write to [link withheld] today."),
        ("The soldier 김철수 was taken.", f"The soldier {NAME} was taken."),
        ("The ICRC and the Red Cross visited on Monday in May 2025.", "The ICRC and the Red Cross visited on Monday in May 2025."),
        ("Interrogations go on.", "Interrogations go on."),
        ("CAPTURED SOLDIER OSKAR VELLEN SPEAKS", f"CAPTURED SOLDIER {NAME} SPEAKS"),
    ],
)
def test_names_and_numbers_are_withheld_and_the_rest_is_not(cues: Cues, text: str, shown_as: str) -> None:
    assert hidden(cues, text) == [shown_as]


def test_a_name_known_from_one_place_is_withheld_everywhere(cues: Cues) -> None:
    assert hidden(cues, "A man called Oskar Grace was held.", "Grace said nothing. Later grace spoke.") == [
        f"A man called {NAME} was held.",
        f"{NAME} said nothing. Later {NAME} spoke.",
    ]


@given(
    st.lists(
        st.sampled_from(
            [
                "Oskar",
                "Vellen",
                "Törvik",
                "O’Quorl",
                "Брант",
                "captured",
                "a",
                "the",
                "prisoner",
                "told",
                "interrogators",
                ",",
                ".",
                "in",
                "23",
            ]
        ),
        min_size=1,
        max_size=25,
    )
)
def test_no_planted_name_is_ever_shown(cues: Cues, line: list[str]) -> None:
    result = scan(article("Two prisoners of war were captured.", " ".join(line)), cues)
    told = shown(result, withholder_of(result, cues), "en", dict(cues.topics))
    text = json.dumps([[passage.pieces, [one.words for one in passage.cues]] for passage in told.passages], ensure_ascii=False)
    assert not [name for name in ("Oskar", "Vellen", "Törvik", "Quorl", "Брант") if name in text]


NAMES = ("Vellen", "Oskar", "Helga", "Brunn", "Mill Lane", "4471")


@pytest.mark.parametrize("options", [(), ("--format", "json"), ("--format", "md"), ("--by", "provision")])
def test_what_is_shown_withholds_the_names_of_the_article(options: tuple[str, ...]) -> None:
    outcome = ihl("scan", TABLOID, *options)
    assert outcome.code == 0
    assert not [name for name in NAMES if name in outcome.out + outcome.err]
    assert "withheld" in outcome.out


def test_names_are_shown_on_a_terminal_to_those_who_ask_and_nowhere_else(tmp_path: Path) -> None:
    assert "Oskar Vellen" in ihl("scan", TABLOID, "--unredacted").out
    for options in (("--format", "json"), ("-o", tmp_path / "out.md")):
        outcome = ihl("scan", TABLOID, "--unredacted", *options)
        assert outcome.code == 2
        assert not (tmp_path / "out.md").exists()


# --- the draft -------------------------------------------------------------------------------------------------------------------------------------


def drafted(result: Scan, cues: Cues, rulebook: Rulebook) -> tuple[dict[str, Any], str]:
    """The draft of a scan as plain data and as YAML."""
    made = draft(result, rulebook.vocabulary, withholder_of(result, cues), "en")
    return made.data, as_yaml(made.data, made.comments, head=made.head)


def settled(text: str, rulebook: Rulebook) -> set[str]:
    """The verdicts on a draft, on every reading."""
    record = incident(parse_yaml(text, "draft"), rulebook)
    return {
        result.verdict.value
        for reading in rulebook.readings
        for result in check_record(rulebook, record, reading, chosen_rules(rulebook, (), (), ())).results
    }


def values(data: Any) -> list[Any]:
    """Everything that stands under ``is``."""
    if isinstance(data, dict):
        return ([data["is"]] if "is" in data else []) + [value for inner in data.values() for value in values(inner)]
    return [value for inner in data for value in values(inner)] if isinstance(data, list) else []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_a_draft_is_a_record_in_which_everything_is_unknown_and_nothing_is_settled(path: Path, cues: Cues, rulebook: Rulebook) -> None:
    result = scan(read_article(str(path)), cues)
    data, text = drafted(result, cues, rulebook)
    assert set(values(data)) <= {"unknown"}
    stated = {fact for hit in result.hits for fact in hit.cue.facts}
    record = incident(parse_yaml(text, "draft"), rulebook)
    assert {fact.fact.id for entry in record.entries.values() for fact in entry.facts.values()} == stated
    assert all(fact.status == "unknown" and fact.claims[0].at for entry in record.entries.values() for fact in entry.facts.values())
    assert settled(text, rulebook) <= {"undetermined", "not_applicable"}


@given(data=st.data())
def test_no_article_makes_a_draft_with_a_breach(data: st.DataObject, cues: Cues, rulebook: Rulebook) -> None:
    phrases = [
        "prisoners of war were beaten",
        "a video was shared",
        "she told interrogators",
        "buried in one grave",
        "on trial",
        "sent letters home",
        "dig trenches",
    ]
    texts = data.draw(st.lists(st.lists(st.sampled_from(phrases), min_size=1, max_size=3).map(". ".join), min_size=1, max_size=3))
    _, text = drafted(scan(article(*texts), cues), cues, rulebook)
    assert "breach" not in settled(text, rulebook)


def test_a_draft_keeps_no_word_of_the_article_but_its_headline_without_names(tmp_path: Path) -> None:
    headline = "Captured sailor Oskar Vellen speaks"
    source = write(tmp_path / "vellen.txt", f"{headline}\n\nThe sailor Oskar Vellen was captured and told interrogators of quinces.\n")
    outcome = ihl("scan", source, "--draft", tmp_path / "draft.yml")
    assert outcome.code == 0
    text = (tmp_path / "draft.yml").read_text(encoding="utf-8")
    assert not [word for word in ("Vellen", "vellen", "Oskar", "quinces") if word in text]
    data = yaml.safe_load(text)
    assert data["sources"] == [
        {"id": "a", "title": f"Captured sailor {NAME} speaks", "sha256": data["sources"][0]["sha256"], "language": "en"}
    ]
    assert data["publication"][0]["facts"]["statement_made"] == {
        "is": "unknown",
        "source": "a",
        "at": "para 1",
        "note": "Cue: words-of-a-captive.",
    }
    again = ihl("scan", source, "--draft", tmp_path / "draft.yml")
    assert (again.code, again.problems[0].code) == (2, "exists")
    assert ihl("check", tmp_path / "draft.yml").code == 0


# --- the command -----------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "fail_on", "code"),
    [
        (TABLOID, "never", 0),
        (TABLOID, "wording", 1),
        (TABLOID, "any", 1),
        (WIRE, "wording", 0),
        (WIRE, "any", 1),
        (ARTICLES / "dam-feature.txt", "any", 0),
    ],
)
def test_the_exit_code_says_what_was_asked(path: Path, fail_on: str, code: int) -> None:
    assert ihl("scan", path, "--fail-on", fail_on).code == code


def test_json_has_every_passage_with_cues_provisions_and_facts() -> None:
    data = json.loads(ihl("scan", WIRE, "--format", "json").out)
    assert data["schema"] == "ihl-passages/1"
    assert data["speaks_of_captives"] is True
    (visit,) = [passage for passage in data["passages"] if passage["at"] == "para 6"]
    (cue,) = [one for one in visit["cues"] if one["cue"] == "visits-to-captives"]
    assert {"rule": "gc3-126-icrc-visit-refused", "provision": "GC III, Art 126(4)"} in cue["engages"]
    assert "visit.icrc_access" in cue["facts"]
    assert cue["words"]


def test_the_same_article_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert ihl("scan", TABLOID, "-o", tmp_path / f"{name}.md", "--draft", tmp_path / f"{name}.yml").code == 0
    for ending in ("md", "yml"):
        assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()


def test_what_an_article_holds_is_shown_and_never_obeyed(tmp_path: Path) -> None:
    text = "Two [red]soldiers[/red] were captured \x1b]0;x\x07 \u202eby <b>us</b> `now`.\n"
    path = write(tmp_path / "a.txt", text)
    for options in ((), ("--format", "json"), ("--format", "md")):
        out = ihl("scan", path, *options).out
        assert "\x1b" not in out
        assert "\u202e" not in out
    assert "[red]" in ihl("scan", path).out
    assert "<b>" not in ihl("scan", path, "--format", "md").out


# --- the benchmark -----------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("scan_benchmark", ROOT / "benchmarks" / "scan.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["scan_benchmark"] = module
    spec.loader.exec_module(module)
    return module


def test_every_annotation_names_places_topics_and_facts_that_there_are(benchmark: ModuleType, cues: Cues, rulebook: Rulebook) -> None:
    facts = {fact.id for fact in rulebook.vocabulary.facts() if not fact.derived}
    annotated = sorted(ARTICLES.glob("*.yml"))
    assert len(annotated) >= 15
    for path in annotated:
        one = benchmark.marked(path)
        assert {word for _, word in one.by_kind["topics"]} <= set(cues.topics)
        assert {word for _, word in one.by_kind["facts"]} <= facts
        if one.path.exists():
            read_ = read_article(str(one.path))
            assert read_.sha256 == one.sha256
            assert {at for pairs in one.by_kind.values() for at, _ in pairs} <= {passage.at for passage in read_.passages}


def test_the_cues_find_no_less_than_they_did(benchmark: ModuleType, cues: Cues) -> None:
    floors = {"tuning": (0.75, 0.9), "others-tuning": (0.7, 0.9), "others-held-out": (0.5, 0.85), "colleagues": (0.5, 0.35)}
    assert set(floors) == set(benchmark.SETS)
    for name, (precision, recall) in floors.items():
        articles = benchmark.chosen(name)
        assert len(articles) >= 6
        score = benchmark.measured(cues, articles)["topics"]["all"]
        assert score.precision >= precision, name
        assert score.recall >= recall, name


def test_every_annotated_article_is_in_a_set_that_is_measured(benchmark: ModuleType) -> None:
    assert {benchmark.marked(path).set for path in ARTICLES.glob("*.yml")} == set(benchmark.SETS)


@pytest.mark.parametrize("begun", ["<a ", "<a x='", "<!--", "<![CDATA["])
def test_tags_without_an_end_are_text_and_take_no_time_without_end(begun: str, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<p>The captured soldier was filmed.</p>" + begun * 20_000, encoding="utf-8")
    assert read_article(str(path)).passages[0].text == "The captured soldier was filmed."
