"""Broken policies, questions of the desk and lessons, and commands of the desk and the classroom that cannot be carried out: like ``mistakes``, with the shipped rules.

``test_errors`` runs them and says what must be told. In the arguments ``@name`` is a file of the folder.
"""

from __future__ import annotations

from pathlib import Path

from mistakes import Broken

from checker import library

#: The shipped rules, file by file.
_ROOT = Path(library.rules_folder())
_SHIPPED = {path.relative_to(_ROOT).as_posix(): path.read_bytes() for path in sorted(_ROOT.rglob("*")) if path.is_file()}

KURSK = library.bundled_example()

#: A house's own policy without a mistake.
POLICY = """policy: lowen-courier
title: The Lowen Courier
kind: house
by: The Lowen Courier
holds: The night editor agrees to every picture of a captive.
binds: Staff of the paper.
read: {on: "2031-05-01", as: page}
authority:
  - {instrument: The Lowen Courier, section: House rules 4, gist: Captives are shown only with the agreement of the night editor.}
limits: It says nothing of sound.
rules:
  - id: lowen-night-editor
    title: A captive is shown
    authority:
      - {instrument: The Lowen Courier, section: House rules 4, gist: Captives are shown only with the agreement of the night editor.}
    elements:
      - {says: It shows the face of a captive., when: publication.face_shown}
    advice: refer_up
    sign_off: the night editor
    for_editors: Ask the night editor.
    limits: None.
    cases:
      - {case: A face., facts: {publication.face_shown: yes}, expect: raises}
"""

#: A lesson without a mistake, on an article whose rules are many.
LESSON = """article: "13"
title: Humane treatment
protects: Life, body and honour of whoever is captive.
why: A captive depends on the captor for everything.
watch_for: [A face is a name.]
contested:
  - point: How far the words reach.
    sides:
      - {says: They reach every picture., who: the ICRC}
      - {says: They reach humiliation alone., who: the United States}
authority:
  - {instrument: GC III, article: "13", gist: Humane treatment of prisoners.}
rules_first: [gc3-13-identifiable-images-in-public]
"""


def house(old: str, new: str) -> Broken:
    """A check under a house's own policy in which one thing is changed."""
    assert old in POLICY
    return Broken({"courier.yml": POLICY.replace(old, new, 1)}, ("desk", "--house", "@courier.yml", "--answer", "item=photo"))


def shipped(file: str, old: str, new: str, *command: str) -> Broken:
    """The shipped rules with one change, and a command; without ``old`` the file is a new one."""
    text = _SHIPPED.get(file, b"").decode("utf-8")
    assert old in text
    changed = {**_SHIPPED, file: text.replace(old, new, 1) if old else new}
    return Broken({f"rules/{name}": content for name, content in changed.items()}, (*command, "--rules", "@rules"))


def desk(old: str, new: str) -> Broken:
    """The questions of the desk with one change."""
    return shipped("desk.yml", old, new, "desk", "--answer", "item=photo")


def lesson(old: str, new: str) -> Broken:
    """A lesson with one change."""
    assert old in LESSON
    return shipped("lessons/13.yml", "", LESSON.replace(old, new, 1), "train", "lesson", "13")


def asked(*arguments: str) -> Broken:
    """A command, and no file."""
    return Broken({}, arguments)


STEPS: dict[str, Broken] = {
    # --- at the desk
    "policy that there is not": asked("desk", "--policy", "gc3-strct", "--answer", "item=photo"),
    "policy of no name that is near": asked("desk", "--policy", "zebra", "--answer", "item=photo"),
    "answer to no question": asked("desk", "--answer", "recogniseable=face"),
    "answer that there is not": asked("desk", "--answer", "item=photograf"),
    "two answers to a question that has one": asked("desk", "--answer", "item=photo+video"),
    "a question answered twice": asked("desk", "--answer", "item=photo", "--answer", "item=video"),
    "nobody at the desk": asked("desk", "--plain"),
    "format of the desk": asked("desk", "--format", "jsn", "--answer", "item=photo"),
    "publication that the record lacks": asked("desk", KURSK, "--item", "sbu-image"),
    "record without a publication": Broken({"sparse.yml": "schema: ihl-incident/1\nid: sparse\ntitle: A sparse record\n"}, ("desk", "@sparse.yml")),
    "desk into no folder": asked("desk", "-o", "@no/check.md"),
    # --- policies
    "policy of a file that is not there": asked("desk", "--house", "@courier.yml", "--list"),
    "policy that is a folder": Broken({"courier.yml/x": ""}, ("desk", "--house", "@courier.yml", "--list")),
    "policy that is a picture": Broken({"courier.yml": b"\x89PNG\r\n\x1a\n\0\0\0"}, ("desk", "--house", "@courier.yml", "--list")),
    "policy on a fact that there is not": house("when: publication.face_shown", "when: publication.face_shwn"),
    "policy on a camp": house("when: publication.face_shown", "when: camp.closed"),
    "policy with a name that is taken": house("policy: lowen-courier", "policy: gc3-strict"),
    "policy that is always raised": house("when: publication.face_shown", "when: publication.made_public"),
    "policy that is never raised": house("when: publication.face_shown", "when: not publication.made_public"),
    "policy without a rule": Broken({"courier.yml": POLICY.partition("rules:")[0]}, ("desk", "--house", "@courier.yml", "--list")),
    "policy with readings": house("publication.face_shown}", "publication.face_shown, only_in: [strict]}"),
    "policy on a reading that there is not": house("rules:\n", "reading: icrc-2021\nfollows: [{rule: gc3-13-name-released, advice: change}]\nrules:\n"),
    "policy that follows no rule": house("rules:\n", "reading: strict\nfollows: [{rule: gc3-13-name-realeased, advice: change}]\nrules:\n"),
    "policy that follows on no reading": house("rules:\n", "follows: [{rule: gc3-13-name-released, advice: change}]\nrules:\n"),
    "policy that assumes no value": house("rules:\n", "assumes: {publication.captor_involvement: owned}\nrules:\n"),
    "policy that assumes no fact": house("rules:\n", "assumes: {publication.face_show: yes}\nrules:\n"),
    "policy called otherwise than its file": shipped("policies/courier.yml", "", POLICY, "desk", "--list"),
    "policy among the shipped that cannot be read": shipped("policies/courier.yml/x", "", "x", "desk", "--list"),
    # --- the questions
    "desk with a default that is no policy": desk("default: gc3-icrc-2020", "default: gc3-icrc-2021"),
    "desk that opens with no question": desk("opens: [item", "opens: [itm"),
    "desk with a question that gives no else": desk("sets: {publication.face_shown: yes}, else: {publication.face_shown: no}}", "sets: {publication.face_shown: yes}}"),
    "desk that sets no value": desk("sets: {publication.form: video}}", "sets: {publication.form: vido}}"),
    "desk of none": Broken({f"rules/{name}": text for name, text in _SHIPPED.items() if name != "desk.yml" and not name.startswith("policies/")}, ("desk", "--list", "--rules", "@rules")),
    # --- lessons
    "lesson on no article": lesson('article: "13"', 'article: "999"'),
    "lesson under another name": lesson('article: "13"', 'article: "GC III 13"'),
    "lesson in the file of another": lesson('article: "13"', 'article: "14"'),
    "lesson with a rule that there is not": lesson("images-in-public]", "images-in-publick]"),
    "lesson with a rule of another article": lesson("gc3-13-identifiable-images-in-public]", "gc3-17-threats-for-refusal]"),
    "lesson with a rule twice": lesson("public]", "public, gc3-13-identifiable-images-in-public]"),
    "lesson with one side": lesson("      - {says: They reach humiliation alone., who: the United States}\n", ""),
    "lesson of no article": asked("train", "lesson", "999"),
    "lesson on a paragraph that there is not": asked("train", "lesson", "13(9)"),
    "lesson into a picture": asked("train", "lesson", "13", "-o", "@lesson.png"),
    # --- papers
    "paper of nothing": asked("train", "quiz", "--count", "0"),
    "paper on no topic": asked("train", "quiz", "--topic", "publicaton"),
    "paper on no topic that is near": asked("train", "quiz", "--topic", "zebra"),
    "paper of a scenario that there is not": asked("train", "quiz", "--scenario", "zebra"),
    "paper on what no rule stands under": asked("train", "quiz", "--article", "143"),
    "paper on a reading that there is not": asked("train", "quiz", "--reading", "strikt"),
    "paper for nobody": asked("train", "quiz", "--for", "learners"),
    "class set in a format that there is not": asked("train", "export", "--format", "moodel", "-o", "@set"),
    "class set in a file": Broken({"set": ""}, ("train", "export", "-o", "@set")),
    "drill on no article": asked("train", "drill", "--article", "999"),
    "drill kept in no folder": asked("train", "drill", "--save", "@no/results.json"),
}  # fmt: skip

#: What each must come to: the exit code, and of each problem its line, its code and words of its message.
TOLD: dict[str, tuple[int, tuple[tuple[int | str, ...], ...]]] = {
    "policy that there is not": (2, ((0, 'unknown-policy', '--policy: ', '"gc3-strct" is no policy.', 'Nothing would be answered under it.', 'Did you mean "gc3-strict"?'),)),
    "policy of no name that is near": (2, ((0, 'unknown-policy', '--policy: ', '"zebra" is no policy.', 'Nothing would be answered under it.', 'Policies are gc3-icrc-2020, gc3-strict'),)),
    "answer to no question": (2, ((0, 'unknown-question', '--answer: ', '"recogniseable" is no question of the desk.', 'The answer would be lost.', 'Did you mean "recognisable"?'),)),
    "answer that there is not": (2, ((0, 'value', '--answer: ', '"photograf" is no answer to "item".', 'The desk could not tell what follows from it.', 'Did you mean "photo"?'),)),
    "two answers to a question that has one": (2, ((0, 'value', '--answer: ', '"item" has one answer.', 'Several contradict each other.', 'Name one.'),)),
    "a question answered twice": (2, ((0, 'value', '--answer: ', '"item" is answered twice.', 'Only one answer can count.', 'Name each question once.'),)),
    "nobody at the desk": (3, ((0, 'nothing', 'ihl desk: ', 'no question was answered, so there is nothing to answer.', 'The result would say nothing of the item.', 'Start again when the item is at hand.'),)),
    "format of the desk": (2, ((0, 'option', '--format: ', '"jsn" is not one of its values.', 'Did you mean "json"?'),)),
    "publication that the record lacks": (2, ((0, 'unknown-item', '--item: ', 'the record has no publication "sbu-image".', 'Nothing would be looked at.', 'Did you mean "sbu-images"?'),)),
    "record without a publication": (3, ((0, 'no-item', 'sparse.yml: ', 'the record has no publication.', 'The desk looks at one item.', 'Add a publication, or answer the questions with `ihl desk`.'),)),
    "desk into no folder": (2, ((0, 'output-folder', 'no/check.md: ', 'its folder does not exist.', 'Nothing was written.', 'Make the folder first, or check the path.'),)),
    "policy of a file that is not there": (2, ((0, 'unreadable', 'courier.yml: ', 'the file cannot be read: no such file or directory.', 'Check the path and that you may read it.'),)),
    "policy that is a folder": (2, ((0, 'unreadable', 'courier.yml: ', 'the file cannot be read: is a directory.', 'Check the path and that you may read it.'),)),
    "policy that is a picture": (2, ((1, 'not-text', 'courier.yml:1: ', 'this is not UTF-8 text.', 'Only text files can hold records or rules.', 'Save it as UTF-8, or leave it out.'),)),
    "policy on a fact that there is not": (2, ((17, 'unknown-fact', 'courier.yml:17: ', '"publication.face_shwn" is not a fact in the vocabulary,', 'so this condition could never be judged.', 'Did you mean "publication.face_shown"?'),)),
    "policy on a camp": (2, ((17, 'unknown-subject', 'courier.yml:17: ', '"camp" is not a subject of this rule,', 'so this condition could never be judged.', 'Subjects here are conflict, person or publication: a policy speaks of nothing else.'),)),
    "policy with a name that is taken": (2, ((1, 'duplicate-id', 'courier.yml:1: ', 'the name "gc3-strict" is taken by rules/policies/gc3-strict.yml.', 'Two answers could not be told apart.', 'Rename one.'),)),
    "policy that is always raised": (2, ((1, 'always-raised', 'courier.yml:1: ', 'under this policy every item raises a concern.', 'It could tell nothing apart.', 'Check its rules.'), (16, 'always-raised', 'courier.yml:16: ', '"lowen-night-editor" is raised whatever the facts.', 'Every item would be answered alike.', 'Give it a condition.'))),
    "policy that is never raised": (2, ((16, 'never-raised', 'courier.yml:16: ', '"lowen-night-editor" can never be raised here.', 'It would ask for nothing.', 'Check its conditions and what the policy assumes.'),)),
    "policy without a rule": (2, ((1, 'value', 'courier.yml:1: ', 'the file: a policy without a rule asks for nothing.', 'Add rules, or follows.'),)),
    "policy with readings": (2, ((12, 'value', 'courier.yml:12: ', 'rules, entry 1: a rule of a policy has no readings.', 'Leave out except_in and only_in, or write a policy for each reading.'),)),
    "policy on a reading that there is not": (2, ((11, 'reading', 'courier.yml:11: ', '"icrc-2021" is not a reading.', 'The rules could not be followed on it.', 'Did you mean "icrc-2020"?'),)),
    "policy that follows no rule": (2, ((12, 'unknown-rule', 'courier.yml:12: ', '"gc3-13-name-realeased" is no rule.', 'The policy would follow nothing.', 'Did you mean "gc3-13-name-released"?'),)),
    "policy that follows on no reading": (2, ((1, 'value', 'courier.yml:1: ', 'the file: rules of law are followed on a reading, and none is named.', 'Add reading: icrc-2020, or another.'),)),
    "policy that assumes no value": (2, ((11, 'value', 'courier.yml:11: ', '"owned" is not one of its values.', 'The desk could never reach it.', 'Did you mean "own"?'),)),
    "policy that assumes no fact": (2, ((11, 'unknown-fact', 'courier.yml:11: ', '"publication.face_show" is no fact that the desk can ask for.', 'It would be open for ever.', 'Did you mean "publication.face_shown"?'),)),
    "policy called otherwise than its file": (2, ((1, 'id', 'rules/policies/courier.yml:1: ', 'the policy "lowen-courier" is not called like its file.', 'One name for one policy keeps it findable.', 'Write "policy: courier" or rename the file.'),)),
    "policy among the shipped that cannot be read": (2, ((0, 'unreadable', 'rules/policies/courier.yml: ', 'this policy cannot be read: is a directory.', 'Check the folder given with --rules.'),)),
    "desk with a default that is no policy": (2, ((4, 'unknown-policy', 'rules/desk.yml:4: ', '"gc3-icrc-2021" is no policy.', 'The desk could not answer under it.', 'Did you mean "gc3-icrc-2020"?'),)),
    "desk that opens with no question": (2, ((13, 'unknown-question', 'rules/desk.yml:13: ', '"itm" is no question.', 'The desk could not ask it.', 'Did you mean "item"?'),)),
    "desk with a question that gives no else": (2, ((56, 'missing', 'rules/desk.yml:56: ', 'the answer "face" does not say what follows where it is not chosen.', 'Leaving it out would leave the fact open.', 'Add else.'),)),
    "desk that sets no value": (2, ((23, 'value', 'rules/desk.yml:23: ', '"vido" is not one of its values.', 'The desk could never reach it.', 'Did you mean "video"?'),)),
    "desk of none": (2, ((0, 'no-desk', 'rules/desk.yml: ', 'this rulebook has no desk.', 'There is nothing to ask.', 'Add desk.yml.'),)),
    "lesson on no article": (2, ((1, 'unknown-article', 'rules/lessons/13.yml:1: ', '"999" is no article that is known: it is not in the ledger.', 'The lesson would never be found.', '`ihl law` lists every article.'),)),
    "lesson under another name": (2, ((1, 'unknown-article', 'rules/lessons/13.yml:1: ', '"GC III 13" is not how the article is named.', 'One name for one article.', 'Write article: "13".'),)),
    "lesson in the file of another": (2, ((1, 'id', 'rules/lessons/13.yml:1: ', 'a lesson on Article 14 lies in a file called "13.yml".', 'It would never be found.', 'Call it 14.yml.'), (13, 'unknown-rule', 'rules/lessons/13.yml:13: ', 'the rule "gc3-13-identifiable-images-in-public" does not stand under Article 14.', 'Its case would teach something else.', '`ihl law 14` shows its rules.'))),
    "lesson with a rule that there is not": (2, ((13, 'unknown-rule', 'rules/lessons/13.yml:13: ', '"gc3-13-identifiable-images-in-publick" is not the id of a rule.', 'No case could be shown.', 'Did you mean "gc3-13-identifiable-images-in-public"?'),)),
    "lesson with a rule of another article": (2, ((13, 'unknown-rule', 'rules/lessons/13.yml:13: ', 'the rule "gc3-17-threats-for-refusal" does not stand under Article 13.', 'Its case would teach something else.', '`ihl law 13` shows its rules.'),)),
    "lesson with a rule twice": (2, ((13, 'duplicate-id', 'rules/lessons/13.yml:13: ', '"gc3-13-identifiable-images-in-public" stands here a second time.', 'It would be shown twice.', 'Remove one.'),)),
    "lesson with one side": (2, ((7, 'value', 'rules/lessons/13.yml:7: ', 'contested, entry 1: a contested point has one side only.', 'Add who sees it otherwise, or leave the point out.'),)),
    "lesson of no article": (2, ((0, 'unknown-article', 'ARTICLE: ', '"999" is no article that is known: it is not in the ledger.', '`ihl law` lists every article.'),)),
    "lesson on a paragraph that there is not": (2, ((0, 'unknown-article', 'ARTICLE: ', '"13(9)" is no article that is known: 13 has no paragraph 9.', 'Its paragraphs are 1, 2, 3.'),)),
    "lesson into a picture": (2, ((0, 'option', '--output: ', 'nothing says in which format', 'Nothing was written.', 'Let the name end in .md or .json, or add --format md or json.'),)),
    "paper of nothing": (2, ((0, 'option', '--count: ', 'a paper has between 1 and 100 situations, not 0.', 'Give another number.'),)),
    "paper on no topic": (2, ((0, 'unknown-topic', '--topic: ', '"publicaton" is no topic.', 'Nothing would be asked.', 'Did you mean "publication"?'),)),
    "paper on no topic that is near": (2, ((0, 'unknown-topic', '--topic: ', '"zebra" is no topic.', 'Nothing would be asked.', 'Topics are publication, status'),)),
    "paper of a scenario that there is not": (2, ((0, 'unknown-scenario', '--scenario: ', '"zebra" is no scenario.', 'Nothing would be asked.', 'Scenarios are '),)),
    "paper on what no rule stands under": (3, ((0, 'nothing', '--article, --topic: ', 'there is nothing to ask about Article 143.', 'No rule stands under it.', '`ihl train lesson` says why.'),)),
    "paper on a reading that there is not": (2, ((0, 'reading', '--reading: ', '"strikt" is not a reading.', 'Did you mean "strict"?'),)),
    "paper for nobody": (2, ((0, 'option', '--for: ', '"learners" is not one of its values.', 'Did you mean "learner"?'),)),
    "class set in a format that there is not": (2, ((0, 'option', '--format: ', '"moodel" is not one of its values.', 'Did you mean "moodle"?'),)),
    "class set in a file": (2, ((0, 'output-folder', 'set: ', 'this is a file.', 'Nothing was written.', 'Give the name of a folder: a class set is several files.'),)),
    "drill on no article": (2, ((0, 'unknown-article', '--article: ', '"999" is no article that is known: it is not in the ledger.', '`ihl law` lists every article.'),)),
    "drill kept in no folder": (2, ((0, 'output-folder', 'no/results.json: ', 'its folder does not exist.', 'Nothing was written.', 'Make the folder first, or check the path.'),)),
}  # fmt: skip
