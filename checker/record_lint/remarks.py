"""What lint can say of a record: every code, how much hangs on it, why it matters, what to do, and when exactly it is said.

Comes in: nothing. Goes out: :data:`CODES` and :data:`LEVELS`; the modules beside this one make the remarks. No remark prints a restricted value.
"""

from __future__ import annotations

from collections.abc import Mapping

from checker.remarks import Code

#: How much hangs on a remark, the gravest first, with the heading under which it is shown.
LEVELS: Mapping[str, str] = {
    "danger": "Danger to a person",
    "misleads": "Misleads whoever relies on it",
    "tidy": "Untidy",
    "information": "For information",
}


def _danger(title: str, why: str, fix: str, when: str, example: str) -> Code:
    return Code(title, why, fix, when, level="danger", example=example)


def _misleads(title: str, why: str, fix: str, when: str, example: str) -> Code:
    return Code(title, why, fix, when, level="misleads", example=example)


def _tidy(title: str, why: str, fix: str, when: str, example: str) -> Code:
    return Code(title, why, fix, when, level="tidy", example=example)


def _information(title: str, why: str, fix: str, when: str, example: str) -> Code:
    return Code(title, why, fix, when, level="information", example=example)


#: Every code, in the order in which remarks are shown: by level, the gravest first.
CODES: Mapping[str, Code] = {
    # --- danger to a person
    "restricted-in-text": _danger(
        "A restricted value outside `restricted`",
        "Whoever is shown the record, a report or only the name of the file can find the person, or the family.",
        "Say it without the value: use the pseudonym, describe instead of naming, rename the file or the id.",
        "A value under `restricted` (or a part of a name with at least four letters) stands in a text, id, link or address of the record, in a comment of its file or in the name of the file: in capitals, with "
        "other accents, signs or spaces, or transliterated into Latin letters all the same. The remark never repeats the value.",
        "The note of a claim says whose brother recognised the picture, by name.",
    ),
    "identifier-in-text": _danger(
        "What looks like a number or address of a person",
        "A service number, a telephone number, an e-mail address or a date of birth leads to one person and to the family.",
        "Take it out, or move it under `restricted` with the pseudonym of the person.",
        "A text written in the record's own words (no id, date, url, digest or locator) or a comment holds an e-mail address; a telephone number (a plus or two zeros, then at least eight digits); a date after `born`, `date of "
        "birth` or `DOB`; capital letters joined by a sign or nothing to at least five digits; or seven digits or more in a row, with nothing between them.",
        '"He gave his number as NV-3310-77" in a note.',
    ),
    "name-like-label": _danger(
        "A description that looks like a name",
        "Labels stand in every report. A name there is a name given away.",
        "Describe the person (the sailor, a nurse at the port hospital) and put the name under `restricted`. If it is no name, word it so that nobody takes it for one.",
        "The label of a captive, or the name of a voice of kind witness or captive, holds two or more words in a row that begin with a capital letter, not all of them known: from the names of the record's parties, conflict, outlets "
        "and publishers, from States, months, ranks and words such as Prisoner or First. Behind at, in, near, outside, around and from such words are taken for a place, with Brigade or the like among them for a unit. Scripts without capital letters are not seen.",
        'label: "Anselm Torvik, a sailor" (an invented name).',
    ),
    "exact-place": _danger(
        "Coordinates",
        "A camp, a hospital or a home can be found to the metre, by those who would strike it too.",
        "Name the region, or take it out.",
        "A text, an address (url) or a comment holds two numbers with at least three decimals that can be latitude and longitude, degrees with minutes, or a grid reference of the military system.",
        '"Seen at 47.1234, 38.5678" in a note.',
    ),
    "singles-out": _danger(
        "So exact that it singles a person out",
        "Unit, place and day together, or age, place and day, fit one person whom the captor or the neighbours know, without any name.",
        "Make one of them coarser: the month for the day, the region for the place, `a young soldier` for the age; or take it out.",
        "Three meet: (1) an exact day, (2) a place, and (3) a military unit or an age in years. Either in one text of the record (sources and voices apart); or about one captive, over the label, the notes and the facts of the "
        "captive's own entry, where `captured_on` with one single day counts as the day and `age_years` with one number as the age. A place is a word with a capital letter after at, in, near, outside, "
        "around, from or to that is no month, day, party, publisher or State, or coordinates; a unit is a number or ordinal with brigade, regiment, battalion, company, platoon, squad, squadron, battery, detachment or division. "
        "English words and digits only.",
        '"A 19-year-old driver taken near Lowen on 11 February 2020" in a label.',
    ),
    # --- misleads whoever relies on it
    "unsupported": _misleads(
        "A fact with neither source nor voice",
        "Nobody can check it, and a report shows it beside facts that rest on something.",
        "Write a claim with `source`, `at` and `said_by`; or leave the fact out.",
        "A value stands without `source` and without `said_by` (unknown and not_applicable need neither).",
        "identifiable: yes",
    ),
    "no-source": _misleads(
        "A claim without a source",
        "Nobody can look up whether it was said.",
        "Name the source: an interview that you held is one.",
        "A claim with a value has `said_by` and no `source`, and the voice is no reviewer (a judgement may rest on the person alone).",
        "made_public: {is: yes, said_by: ministry}",
    ),
    "no-voice": _misleads(
        "A claim said by nobody",
        "Whether a finding rests on one side's word alone cannot be known.",
        "Add `said_by`; where the source itself says it, its author is the voice.",
        "A claim with a value has a `source` and no `said_by`.",
        "wounded: {is: yes, source: article, at: para 2}",
    ),
    "derivation-circle": _misleads(
        "Sources that rest on each other",
        "Each seems to confirm the other, and nothing is behind them.",
        "Find out which came first, and correct `derived_from`.",
        "Following `derived_from` from a source leads back to it.",
        "The article is derived from the post, and the post from the article.",
    ),
    "one-report-twice": _misleads(
        "One report counted as two",
        "An echo passes for a second witness.",
        "Keep the claim from the original, or name the voice in the later source that knows it independently.",
        "Two claims say the same of one fact; one source derives from the other, at whatever remove, or both derive from the same origins and nothing else; and the claim from the derived source has the same voice, no "
        "voice, or an outlet, agency or organisation as its voice (which may only be passing on what it read). Of two that derive from common origins, both.",
        "The channel shows it, and the article that repeats the channel says it too.",
    ),
    "one-voice-twice": _misleads(
        "One voice quoted through two sources",
        "One person who said it twice is still one witness.",
        "Keep the claim from the fuller source, and mention the other in its note.",
        "Two claims say the same of one fact, by the same voice, through two sources.",
        "The ministry's words in the Post and in the Courier.",
    ),
    "same-document": _misleads(
        "One document under two ids",
        "Claims from both look like two sources.",
        "Keep one, and let all claims name it.",
        "Two sources have the same sha256; or the same url, apart from http or https, www, a last slash, a fragment and utm parameters, unless their sha256 are both given and differ.",
        "https://post.example/a and http://www.post.example/a/",
    ),
    "same-voice": _misleads(
        "One voice under two ids",
        "One speaker looks like two.",
        "Keep one, or name them so that they can be told apart.",
        "Two voices have the same name, apart from capitals and spaces.",
        "Two voices called Ministry of Defence of Sudria.",
    ),
    "own-word": _misleads(
        "A party's own word keeps its own rules from a breach",
        "What speaks for the party comes from the party alone.",
        "Look for a voice that is not the party's. Until there is one, let every report say on whose word it rests.",
        "Worked out on the default reading, for each fact whose every value is claimed by voices of one and the same party. Counted are the rules addressed to that party of whose elements or exceptions the record states something: how "
        "many cannot be a breach as recorded and could be one if the fact were open (spared), and how many could be a breach that with another value could not, or would have more ways out of it (admitted); both also without "
        "everything else that rests on that party's word. The remark is made where more are spared than admitted. Addressed are the Power in whose power the captive is and the one that acted (`by`, `run_by`), or the Power "
        "on which the captive depends, as the rule has it.",
        "care_response: {is: given, said_by: ministry}, the ministry's State holding the captive.",
    ),
    "voice-without-party": _misleads(
        "A voice of kind party without its party",
        "Its word counts as nobody's, and one side's word alone passes for more.",
        "Add `party` with the id of the party for which it speaks.",
        "A voice has `kind: party` and no `party`.",
        "{id: ministry, name: Ministry of Defence, kind: party}",
    ),
    "source-before-event": _misleads(
        "A source older than what it reports",
        "Either a date is wrong, or the source does not say it.",
        "Check the date of the source, the dates of the incident and of the capture.",
        "Every day that the source's date can mean lies before every day on which the captive can have been captured, and it is cited for a value about something done to that captive, or for in_enemy_power, "
        "had_fallen_into_enemy_power, arrived_at_camp, died or finally_released_and_repatriated with yes; or it lies before every day of the incident's `dates` and is cited for something that happened in it (the conflict, "
        "parties, outlets, captives, camps and deaths apart). Only what is certain: a date with ? or ~ never counts.",
        "A post of 2 May is cited for an interrogation of a captive taken on 5 May.",
    ),
    "claim-after-source": _misleads(
        "A date later than the source that gives it",
        "Nobody could report it then.",
        "Check both dates.",
        "Every day that the claimed date can mean lies after every day that the date of its source can mean.",
        "captured_on: 2018-06-01 from an article of 16 May 2018.",
    ),
    "capture-after-incident": _misleads(
        "Captured after the incident",
        "The dates of the incident leave out what it is about.",
        "Check `dates` and `captured_on`.",
        "Every day on which the captive can have been captured lies after every day that the record's `dates` can mean.",
        'dates: "2018-05" and captured_on: "2018-06-02"',
    ),
    "longer-than-captivity": _misleads(
        "A time longer than the captivity that the source could see",
        "The number cannot be so.",
        "Check the number, its unit, the date of capture and that of the source.",
        "A claim gives a time spent in captivity (days without a card, without an inspection, in confinement, months worked) that, one unit less, is still longer than from the first day on which the captive can have been captured "
        "to the last that the source's date can mean.",
        "Thirty days in camp without a card, in a report dated a week after the capture.",
    ),
    "derived-before-origin": _misleads(
        "A source older than the one from which it derives",
        "It cannot repeat what did not yet exist.",
        "Check the dates and `derived_from`.",
        "Every day that a source's date can mean lies before every day that the date of a source under its `derived_from` can mean.",
        "An article of 1 May derived from a post of 2 May.",
    ),
    "cannot-both-be": _misleads(
        "Two facts that cannot both be so",
        "A finding rests on whichever of the two it reads.",
        "Correct one; or, where two voices tell it differently, write both claims under each fact.",
        "For one captive every value claimed of one fact excludes every value claimed of another: released and repatriated, yet in the enemy's power; dead in captivity, yet not ended; captured, yet never in "
        "the enemy's power (the table is `EXCLUDING` in checker/record_lint/order.py). Or a death is described of a captive whose captivity had not ended.",
        "in_enemy_power: yes and finally_released_and_repatriated: yes",
    ),
    "restricted-too-short": _misleads(
        "A restricted value too short to be looked for",
        "Neither this nor the scan of what is written can find it again; it passes for guarded.",
        "Write it in full (Age 19, not 19), or make sure by hand that it stands nowhere else.",
        "A value under `restricted` has fewer letters and digits than the scan looks for (three).",
        "numbers: [7]",
    ),
    "linked-to-nobody": _misleads(
        "An entry about no captive",
        "No rule about captives is asked of it, and the silence looks like nothing to object to.",
        "Add the link (`of`, `depicts`, `quotes`, `holds`) to the captives whom it is about.",
        "An entry whose subject has links to captives has none, and at least one fact. Of a publication: only where a fact whose question speaks of a prisoner or captive is recorded, and not as no, none, never or not_heard.",
        "An interrogation without `of`.",
    ),
    "no-captor": _misleads(
        "A captive in nobody's power",
        "No rule can tell who owes what.",
        "Add `in_power_of`, with the party that holds the person; where that is unknown, a party labelled so.",
        "An entry of `person` has no `in_power_of`, unless in_enemy_power is recorded as no and nothing else.",
        "{id: prisoner-1, depends_on: norland}",
    ),
    # --- untidy
    "no-place": _tidy(
        "A claim without a place in its source",
        "Whoever checks it has to read the whole source.",
        "Add `at`: the paragraph, the page, the minute.",
        "A claim with a value has a `source` and no `at`.",
        "{is: yes, source: report, said_by: reporter}",
    ),
    "ungraded": _tidy(
        "Claims without a grade beside graded ones",
        "The weakest grade of a finding leaves them out, and they may be weaker.",
        "Grade them too, or take it as said that they are not judged.",
        "A claim with a value has a source and no `grade`, its voice is no reviewer, and some claim of the record has one.",
        "{is: yes, source: article} beside {is: no, source: form, grade: B2}",
    ),
    "judgement-without-reason": _tidy(
        "A judgement without its reason",
        "Whoever has to sign beside it cannot see what it rests on.",
        "Add a `note`, or the source with the place where the reason stands.",
        "A value of a fact marked as a judgement has neither a `note` nor a `source` with `at`.",
        "humiliating: {is: no, said_by: reviewer}",
    ),
    "undated-source": _tidy(
        "A source without a date",
        "Whether it can have known what it reports cannot be checked.",
        'Add `date`; a year, or "2018-05~", is better than nothing.',
        "A source has no `date`.",
        "{id: report, publisher: Harbour Post}",
    ),
    "source-not-to-be-found": _tidy(
        "A source that nobody could find again",
        "What rests on it cannot be checked.",
        "Add the url, the sha256 of the file, or publisher and title.",
        "A source has no url, no sha256, and not both publisher and title.",
        "{id: report, title: A report}",
    ),
    "unused-source": _tidy(
        "A source on which nothing rests",
        "The record looks better sourced than it is.",
        "Cite it where it says something, or take it out.",
        "No fact names it, and no other source derives from it.",
        "A second article that no claim cites.",
    ),
    "unused-voice": _tidy(
        "A voice that says nothing",
        "The record seems to have heard somebody whom it has not.",
        "Add what it says, or take it out.",
        "No fact has it as `said_by`.",
        "A witness whom no claim names.",
    ),
    "unlinked-entry": _tidy(
        "An entry to which nothing leads",
        "It decides nothing, and who reads the record wonders what it is there for.",
        "Link it, say in its `note` why it stands there, or take it out.",
        "A party or outlet to which no link of another entry leads, for which no voice speaks, and which has neither facts nor a note.",
        "A party that holds nobody and has captured nobody's soldiers.",
    ),
    "unnamed-party": _tidy(
        "A party without a name",
        "Reports can only print its id.",
        "Add `label`, or `state` for a State that there is.",
        "A party has neither `label` nor `state`.",
        "party: [{id: a}]",
    ),
    "no-own-power": _tidy(
        "A captive who depends on no party",
        "What is owed by or to the person's own side is not asked.",
        "Add `depends_on`, with the party whose forces the person served.",
        "An entry of `person` has no `depends_on`, and nothing or something else than civilian or armed_group_of_no_party is recorded of belonged_to.",
        "{id: prisoner-1, in_power_of: sudria}",
    ),
    "no-actor": _tidy(
        "Something done by nobody",
        "Whose act it was is not said.",
        "Add `by` (`run_by` for a camp), where the sources say it.",
        "An entry with facts whose subject can have `by` or `run_by` has none.",
        "A search without `by`.",
    ),
    "silent-captive": _tidy(
        "A captive of whom nothing is recorded",
        "Every rule about this captive stays open.",
        "Record at least in_enemy_power, belonged_to and captured_on, or take the captive out.",
        "An entry of `person` has no fact with a value.",
        "{id: prisoner-2, in_power_of: sudria}",
    ),
    "no-conflict": _tidy(
        "Captives and no conflict",
        "Whether the Convention applies stays open, and with it nearly every finding.",
        "Add `conflict` with armed_force_between_states, and `state` for each party or powers_bound.",
        "The record has an entry of `person` and no `conflict`.",
        "A record that begins with its captives.",
    ),
    "long-quotation": _tidy(
        "A quotation of more than a few words",
        "Quoted words carry names, places and their author's rights along.",
        "Say it in your own words, with the paragraph.",
        "A text has more than twelve words between quotation marks that open and close.",
        "A caption copied whole.",
    ),
    # --- for information
    "judgements": _information(
        "Judgements that persons have entered",
        "No source answers these questions; the persons named do, and findings rest on their word.",
        "Read them before you sign beside them.",
        "A record has at least one value of a fact marked as a judgement.",
        "public_interest_compelling: {is: no, said_by: reviewer}",
    ),
    "restricted-present": _information(
        "The record holds restricted data",
        "Whoever is given the file is given the names.",
        "Keep it where it is; to pass the record on, make a copy with `ihl records redact`.",
        "There is at least one value under `restricted`.",
        "restricted: {prisoner-1: {names: [...]}}",
    ),
}
