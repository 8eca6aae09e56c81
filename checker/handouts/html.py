"""A paper as HTML sheets, one for learners and one for trainers: each one offline file without a script, for a phone, a keyboard, a dark room and A4.

Comes in: a :class:`~checker.training.paper.Paper`. Goes out: the text of a file. The learner's sheet is made from the paper without its answers (``learner``): nothing of the key is in it, not even hidden. What a learner
ticks or types in it stays in the page, is sent nowhere and is gone when it is closed.
"""

from __future__ import annotations

from checker.handouts import phrases
from checker.handouts.learner import for_learners
from checker.handouts.texts import paragraphs
from checker.rendering.offline import environment, policy_hash, running_heads, style_of, tight
from checker.training.paper import Paper

#: On how many lines an open question is answered on paper.
_LINES = 8


def learner_sheet(paper: Paper) -> str:
    """The sheet that learners get."""
    return _sheet("learner.html.j2", for_learners(paper))


def trainer_sheet(paper: Paper) -> str:
    """The sheet with the answers, the reasons and what a trainer needs besides."""
    return _sheet("trainer.html.j2", paper)


def _sheet(template: str, paper: Paper) -> str:
    templates = environment("checker.handouts")
    templates.filters |= {"paragraphs": paragraphs}
    style = style_of(templates, "sheet.css", running_heads(paper.title, phrases.identity(paper)))
    page = templates.get_template(template).render(
        paper=paper, phrases=phrases, identity=phrases.identity(paper), lines=_LINES, digest=policy_hash(style), style=style
    )
    return tight(page)
