"""Papers for tests: one as a class would get it, one full of texts that try to break out of every form, and any paper at all."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from checker.training.paper import Choice, Paper, Question, Section

RULEBOOK = "5f1d7c" * 10 + "abcd"

BROADCAST = Section(
    id="harbour-broadcast",
    title="A broadcast from the harbour",
    role="You are the night editor of a news site in Norland.",
    situation=(
        "The Ministry of Defence of Sudria releases a clip of two minutes. Three soldiers of Norland, captured four days ago, stand in front of a wall and say their names and units.\n"
        "An agency offers the clip with the faces blurred. Two other sites already run it as it came."
    ),
    facts=(
        "The clip was made by the power that holds the prisoners.",
        "Faces and voices can be recognised in the clip as released.",
        "Nobody knows whether the three agreed to be filmed.",
        "The wall behind them shows a mural of the town of Lowen Ford.",
    ),
    questions=(
        Question(
            id="harbour-broadcast.spot",
            kind="many",
            skill="spot",
            asks="Which of these matter to whether the clip exposes the prisoners to public curiosity?",
            choices=(
                Choice(
                    "That the three can be recognised.",
                    True,
                    "Being recognisable is what lets the public, and those at home, know who was captured.",
                ),
                Choice(
                    "That other sites run the clip already.", False, "What others do changes nothing in how these three are exposed by you."
                ),
                Choice("That the clip was made public.", True, "A film that nobody sees exposes nobody."),
                Choice("That the mural is well known.", False, "It tells where they stood. It says nothing about them."),
            ),
            explanation="The protection is against being made an object of curiosity. It turns on who can be recognised, and by whom the images are seen.",
            provisions=("GC III, Art 13(2)",),
            points=2,
        ),
        Question(
            id="harbour-broadcast.apply",
            kind="one",
            skill="apply",
            asks="What do the facts indicate about the release by the Ministry, on the reading of the 2020 Commentary?",
            choices=(
                Choice("A breach is indicated.", True, "The three are recognisable, the clip was released, and no exception is stated."),
                Choice(
                    "No breach is indicated: they only gave name and unit.",
                    False,
                    "What a prisoner must tell the captor is not what the captor may show.",
                ),
                Choice(
                    "It is open until it is known whether they agreed.",
                    False,
                    "Prisoners cannot renounce what protects them: their agreement does not settle it.",
                ),
            ),
            explanation="Agreement given in captivity does not lift the protection.",
            provisions=("GC III, Art 7", "GC III, Art 13(2)"),
        ),
        Question(
            id="harbour-broadcast.decide",
            kind="open",
            skill="decide",
            asks="What do you run tonight, and who has to sign off? Give your reasons in four sentences.",
            choices=(),
            explanation="An answer that keeps the news and loses the faces is a good one; so is an answer that refers up.",
            provisions=("GC III, Art 13(2)",),
            model_answer="Describe the clip in words. Do not embed it.\nThe duty editor signs; the reason goes into the log.",
            points=4,
        ),
    ),
    model_answer="The news is that the clip exists. It can be told without showing who is in it.",
    minority="On the narrow reading only a display that degrades counts. The clip would then be judged by how the three are shown.",
    prompts=("Would it matter if one of them were a general?", "What if a mother asks you to publish, to prove that her son is alive?"),
    sources=("GC III, Art 13", "ICRC Commentary of 2020, Art 13"),
    notes=("Left open on purpose: whether the three agreed.", "Leads astray: the mural."),
    minutes=25,
    difficulty=2,
)

SEARCH = Section(
    id="search-at-the-ford",
    title="A search at the ford",
    role="You review records for a monitoring group.",
    situation="A soldier of Sudria is captured at the ford. His money is taken. No receipt is given.",
    facts=("An officer gave the order.", "The sum was not entered in a register."),
    questions=(
        Question(
            id="search-at-the-ford.change",
            kind="many",
            skill="change",
            asks="Which single fact, if it were otherwise, would change the answer?",
            choices=(
                Choice("The amount was small.", False, "The provision knows no least amount."),
                Choice("He was captured at night.", False, "Nothing turns on the hour."),
            ),
            explanation="Neither: both conditions fail as recorded, and each would have to be met.",
            provisions=("GC III, Art 18(4)",),
        ),
    ),
    minutes=10,
    difficulty=1,
)

CLASS = Paper(
    id="class-13",
    title="Public curiosity: images of prisoners",
    about="Article 13 and its neighbours, for editors. Every person, place and State in it is invented.",
    sections=(BROADCAST, SEARCH),
    rulebook=RULEBOOK,
    rulebook_name="common",
    seed=7,
)

#: What each form would obey, end at, lose or choke on, if it got it as it is.
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "{=right ~wrong #why} ::name:: // comment",
    "$CATEGORY: top/elsewhere",
    "a\\:b \\\\ \\n \\= \\{",
    "&&058; &amp; &lt;b&gt; &#x41;",
    "]]> <![CDATA[ <!-- -->",
    "<script>document.title='owned'</script><img src=x onerror=alert(1)>",
    "<b>bold</b> </p></li></fieldset>",
    "%50%half #### #feedback",
    "[html] [plain]x [sound:x.mp3] [latex]x[/latex] \\(x\\) {{Solution}} {{c1::x}}",
    "bell \x07 nul \x00 esc \x1b[31m surrogate \ud800 bom \ufeff not a character \uffff",
    "red \u202egnp.exe \u2066x\u2069",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "\U0001f469\u200d\U0001f52c \U0001f1fa\U0001f1e6",
    "first line\r\nsecond line\n\n  fourth line\ttabbed\u2028separated",
    "1. not a list\n- nor this\n# nor a heading\n| a | b |",
    "*a* _b_ `c` [d](javascript:alert(1)) ![e](https://evil.example/p.png) ~~f~~",
    "://evil.example {{ 7*7 }} {% raw %} ${x} %s %(x)s",
    "'\"><i>",
    "very " * 400 + "long",
)


def _spiked(place: int) -> str:
    return HOSTILE[place % len(HOSTILE)]


def hostile() -> Paper:
    """A paper all of whose texts are hostile, each of them somewhere."""
    questions = tuple(
        Question(
            id=f"h/{place} {_spiked(place)[:30]}",
            kind=("one", "many", "open")[place % 3],  # type: ignore[arg-type]
            skill="apply",
            asks=_spiked(place),
            choices=()
            if place % 3 == 2
            else tuple(Choice(f"{n} {_spiked(place + n)}" if n else _spiked(place), n == 1, _spiked(place + 2 * n + 1)) for n in range(4)),
            explanation=_spiked(place + 5),
            provisions=(_spiked(place + 6), "GC III, Art 13"),
            model_answer=_spiked(place + 7) if place % 3 == 2 else "",
        )
        for place in range(len(HOSTILE))
    )
    half = Section(
        "h1",
        HOSTILE[0] + "::x::",
        HOSTILE[6],
        HOSTILE[14],
        HOSTILE,
        questions[:10],
        HOSTILE[5],
        HOSTILE[8],
        HOSTILE,
        HOSTILE,
        HOSTILE,
        3,
        3,
    )
    return Paper(
        "h../..",
        HOSTILE[1] + "/" + HOSTILE[3],
        HOSTILE[6],
        (half, replace(half, id="h2", title=HOSTILE[19], questions=questions[10:])),
        RULEBOOK,
        "common",
        1,
    )


_ALPHABET = st.one_of(st.characters(), st.sampled_from("\\~=#{}:%[]<>&]\"'$|*_`-\n\r\t /()!"))

#: A text that says something, once it is cleaned.
said = st.one_of(st.text(_ALPHABET, min_size=1, max_size=40), st.sampled_from(HOSTILE)).filter(lambda text: text.strip() != "")
maybe = st.one_of(st.just(""), said)


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    """Any paper that can be asked."""
    ids = iter(draw(st.lists(st.text(_ALPHABET, max_size=12), min_size=8, max_size=8, unique=True)))

    def question() -> Question:
        kind = draw(st.sampled_from(("one", "many", "open")))
        number = draw(st.integers(2, 6))
        keys = [n == 0 for n in range(number)]
        if kind == "one":
            keys = draw(st.permutations(keys))
        elif kind == "many":
            keys = draw(st.lists(st.booleans(), min_size=number, max_size=number))
        choices = tuple(Choice(draw(said), key, draw(maybe)) for key in keys) if kind != "open" else ()
        skill = draw(st.sampled_from(("spot", "apply", "decide", "change")))
        model = draw(maybe) if kind == "open" else ""
        return Question(
            next(ids),
            kind,
            skill,
            draw(said),
            choices,
            draw(maybe),
            tuple(draw(st.lists(said, max_size=2))),
            model,
            draw(st.integers(1, 9)),
        )

    def texts() -> tuple[str, ...]:
        return tuple(draw(st.lists(said, max_size=2)))

    def section() -> Section:
        questions = tuple(question() for _ in range(draw(st.integers(1, 3))))
        return Section(
            draw(maybe), draw(said), draw(maybe), draw(maybe), texts(), questions, draw(maybe), draw(maybe), texts(), texts(), texts(),
            draw(st.integers(0, 99)), draw(st.integers(1, 3)),
        )  # fmt: skip

    sections = tuple(section() for _ in range(draw(st.integers(1, 2))))
    return Paper(draw(said), draw(said), draw(maybe), sections, RULEBOOK, "common", draw(st.integers(0, 10**6)))
