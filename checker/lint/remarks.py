"""What lint can say of a rulebook: every code, why it matters, what to do, and when exactly it is said.

Comes in: nothing. Goes out: :data:`CODES`; the modules beside this one make the remarks.
"""

from __future__ import annotations

from collections.abc import Mapping

from checker.remarks import Code

#: Every code, in the order in which remarks are shown.
CODES: Mapping[str, Code] = {
    # --- facts
    "unused-fact": Code(
        "A fact on which nothing rests",
        "Whoever fills in a record answers a question that decides nothing.",
        "Use it in a rule, or take it out of the vocabulary.",
        "No condition of a rule or definition names the fact.",
    ),
    "unread-value": Code(
        "Values that no condition tells apart",
        "A record is asked to choose between values that come to the same.",
        "Merge the values, or let the rule that the difference matters to tell them apart.",
        "For two or more values of a listed fact, every comparison in every rule and definition comes out the same. Mostly that is meant (the sentence that is printed differs, the verdict does not), "
        "so these remarks are made on request only: name the code, or the fact.",
        asked=True,
    ),
    "unobservable-fact": Code(
        "A fact that asks for an evaluation or a state of mind",
        "Two reviewers of the same footage would answer differently, and the answer would pass for an observation.",
        "Ask for what can be seen or read, or mark it `judgement: true`, so that a named person answers for it.",
        "The question or a sentence of a fact without `judgement` holds one of the words under `evaluations` in lint.yml; a word that ends in * stands for all that begin with it.",
    ),
    "duplicate-meaning": Code(
        "Two facts that ask the same",
        "One record states the one, a rule reads the other, and neither is found out.",
        "Make them one fact, or word both so that nobody could answer the one for the other.",
        "The questions of two facts, or all their sentences together, share at least four fifths of their words; articles, pronouns and the like do not count. Facts of different types are not compared.",
    ),
    "articles-of-fact": Code(
        "The articles of a fact are not those of its rules",
        "Who looks an article up is not shown the fact, or is shown one that has nothing to do with it.",
        "Correct `articles` in the vocabulary.",
        "A rule or definition whose condition names the fact stands first under an article that the fact's `articles` lack; or they have one that no authority and no citation of such a rule names.",
    ),
    "link-unused": Code(
        "A link that no rule follows",
        "A record is asked for a connection that decides nothing.",
        "Use it, take it out, or say why records should have it.",
        "No `for_each`, no condition and no `implied_by` uses the link.",
    ),
    "definition-unused": Code(
        "A definition on which nothing rests",
        "It is proven and kept for no verdict.",
        "Use it in a rule, or take it out.",
        "No condition of a rule or of another definition names it.",
    ),
    # --- texts, cases and duties
    "no-authority": Code(
        "An authority that names no place",
        "Nobody can look up whether the rule says what the text says.",
        "Name the paragraph, or the article, rule or section.",
        "A GC III authority has no paragraph, though the ledger does not give its article just one; or what an exception or a ground `cites` has no number in it but a year, and no annex.",
    ),
    "no-cases": Code(
        "Nothing has tried it",
        "A rule that no case has tried cannot be relied on.",
        "Write cases beside it.",
        "There is no file of the same stem ending in .cases.yml.",
    ),
    "unread-rule": Code(
        "Nobody but its author has read it",
        "A newsroom relies on a reading of the law that one person made.",
        "Let somebody else hold it against the text and record it under `review`.",
        "A rule or definition has no `review`.",
    ),
    "terse": Code(
        "A text too short to help",
        "A remedy or a limit of a few words tells neither a newsroom nor a lawyer anything.",
        "Write one good sentence about this wrong.",
        "`remedy`, `for_editors` or `limits` has fewer than 25 characters.",
    ),
    "copied-remedy": Code(
        "The remedy of another article, word for word",
        "What puts one wrong right seldom puts another right; it was most likely copied.",
        "Say what puts this wrong right.",
        "The `remedy` is the same as that of a rule that stands first under another article.",
    ),
    "unknown-duty": Code(
        "A duty that the ledger does not have",
        "The rule is not counted, and the duty seems undecided.",
        "Correct the id, or enter the duty in the ledger.",
        "An id under `duties` is no entry of ledger/gc3.yml.",
    ),
    "undecided-duty": Code(
        "A testable duty that no rule decides",
        "Records could show a breach of it, and no rule would say so.",
        "Write the rule, or list the duty in the one that decides it.",
        "An entry of the ledger that is not `untestable` stands under `duties` of no rule.",
    ),
    "unknown-background": Code(
        "A background that there is not",
        "The cases that name it are not run with its facts.",
        "Correct the name, or write the background.",
        "A name under `given` is not in backgrounds.yml.",
    ),
    "background-unused": Code(
        "A background that no case uses",
        "It looks like a situation that has been tried, and is none.",
        "Use it in a case, or take it out.",
        "No `given` names it.",
    ),
    # --- parts of one rule
    "always-breached": Code(
        "Wherever it applies, it comes out breached or excepted",
        "Nobody to whom the rule applies could comply with it.",
        "Move what tells a breach from compliance into the elements.",
        "On some reading no state of the facts comes out complied. (That no state at all is a breach, or every one, is an error and is reported when the rules are loaded.)",
    ),
    "redundant-part": Code(
        "A part that decides nothing",
        "It reads as a condition of the law and is none; whoever has to find it out looks for nothing.",
        "Take it out, or correct the part that already implies it.",
        "Dropping the part changes no ground on any reading on which it counts: the other parts of applies_when imply it; or applies_when and the other elements do; or, in an exception, these "
        "and its other parts, or what another exception covers already. Of a definition: the same for a part of a ground.",
    ),
    "exception-never-matters": Code(
        "An exception that changes no verdict",
        "It reads as a defence and never is one.",
        "Correct its parts, or take it out.",
        "On every reading on which it counts, each state that it covers is no breach without it too. Of a definition: the same for one of several grounds.",
    ),
    "reading-changes-nothing": Code(
        "A reading, or a mark for one, that changes nothing",
        "Two readings are told apart in words and come to the same.",
        "Mark the part that the reading leaves out or adds, or take the mark or the reading away.",
        "No rule comes out otherwise on a reading than on the default one; or counting a part or exception on a reading that its `except_in` names, or on all those that its `only_in` leaves out, changes no ground there.",
    ),
    # --- pairs of rules
    "same-breach": Code(
        "Two rules with the same breaches",
        "One wrong is reported twice.",
        "Join the rules, or say what tells them apart.",
        "Two rules on the same subject and roles, over the same links: on every reading each state of the facts is a breach of both or of neither.",
    ),
    "subsumed": Code(
        "Every breach of one rule is a breach of another",
        "The narrower rule adds a finding and no knowledge, or the wider one lacks what tells them apart.",
        "Narrow the wider rule or join them; keep both where the narrower is graver or stands in another instrument.",
        "Two rules on the same subject and roles: on every reading each state of the facts in which the first is breached is a breach of the second, and not the other way round; the second follows at least the links of the first.",
    ),
    "contradicting": Code(
        "Two rules that cannot both be met",
        "Whatever the addressee does is a breach.",
        "Add the exception that the law makes, or correct one of the two.",
        "Two rules on the same subject, roles and links in common with the same addressee, on some reading: there is a state of all facts in their applies_when for which every state of the remaining facts is a breach of "
        "one or the other, while for each of the two alone some state of the remaining facts is none. (What applies_when asks is taken as the situation, everything else as conduct.)",
    ),
    # --- lint itself
    "not-compared": Code(
        "Too large to be compared",
        "What lint says nothing of may be wrong all the same.",
        "Gather part of it in a definition, or split the rule.",
        "Two rules in one space, or one rule with a part left out, have more grounds than the compiler's limit.",
    ),
    "stale-exception": Code(
        "A kept remark that is made no more",
        "An exception that excuses nothing hides the next remark of its kind.",
        "Take the entry out of lint.yml.",
        "No remark has the code and the subject of an entry under `kept`.",
    ),
}
