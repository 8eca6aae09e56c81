"""``ihl records redact``."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence

from checker import library, outputs
from checker.cli.progress import Progress
from checker.cli.session import BAD, NOTHING, OK, Stop, complain, load_rulebook
from checker.documents import Document
from checker.errors import InputError, listed
from checker.pipeline import read_documents, record_files, shown_problems
from checker.redaction import Secrets
from checker.redaction_policy import RedactionPolicy, read_policy
from checker.rulebook import Rulebook
from checker.sharing import Shared, shared
from checker.text import clean, escape_unprintable
from checker.withholding import secrets_in, unlike, without
from checker.writing import as_json, as_yaml


def redact_command(paths: Sequence[str], output: str, policy: str | None, folder: str | None, force: bool) -> int:
    """Runs ``ihl records redact`` and returns its exit code."""
    try:
        rulebook = load_rulebook(folder)
        chosen = read_policy(policy, folder or library.rules_folder(), rulebook.vocabulary)
    except Stop as stop:
        return stop.code
    except InputError as error:
        complain(error.problems)
        return BAD
    files, problems = record_files(paths)
    complain(problems)
    several, whole, every = _gathered(files, paths)
    work = _Work(rulebook, chosen, whole, every, output, paths, force)
    into = os.path.isdir(output) or output.endswith(os.sep)
    try:
        if into:
            _make(output, every)
            for path in files:
                work.into_folder(path)
        elif output.endswith(".jsonl"):
            work.register(files, output)
        elif several > 1:
            raise InputError.single(
                every.hide(output),
                0,
                "output-folder",
                f"there are {several} records, and this names one file.",
                "Each copy is a file of its own.",
                f"Give a folder (its name ends in {os.sep}), or a file that ends in .jsonl.",
            )
        else:
            for path in files:
                work.single(path, output)
    except InputError as error:
        work.failed = True
        work.progress.clear()
        complain(without(error.problems, every))
    work.progress.clear()
    work.tell()
    if work.failed or problems:
        return BAD
    return OK if work.count else NOTHING


def _gathered(files: Sequence[str], named: Sequence[str]) -> tuple[int, Secrets, Secrets]:
    """How many records the files hold; the whole names and numbers that any of them keeps restricted, since one may name the captive of another; and everything restricted, for messages and names of files."""
    count, whole, every = 0, Secrets(), Secrets()
    for path in files:
        for document in read_documents(path, named):
            count += 1
            data = document.data if isinstance(document, Document) else None
            every.add(secrets_in(data))
            if isinstance(data, dict) and isinstance(block := data.get("restricted"), dict):
                whole.add(Secrets(block, parts=False))
    return count, whole, every


def _make(folder: str, secrets: Secrets) -> None:
    """Makes the folder for the copies, if it is not there. Raises InputError where that cannot be, or its name would betray somebody."""
    outputs.unless_leaking(folder, "", secrets)
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        what = f"this folder cannot be made: {(error.strerror or str(error)).lower()}."
        raise InputError.single(folder, 0, "output-folder", what, "No copy was written.", "Give another folder.") from error


class _Work:
    """Copies written one by one, and what is to be told of them."""

    def __init__(
        self, rulebook: Rulebook, policy: RedactionPolicy, whole: Secrets, every: Secrets, output: str, named: Sequence[str], force: bool
    ) -> None:
        self.rulebook, self.policy, self.whole, self.every, self.output, self.force = rulebook, policy, whole, every, output, force
        self.count = 0
        self.failed = False
        self.taken: set[str] = set()
        self.named = named
        #: Names of files that were written, as a system sees them for which capitals and small letters are the same.
        self.names: set[str] = set()
        self.notes: list[str] = []
        self.progress = Progress("copies written")

    def copies(self, path: str) -> Iterator[tuple[Document, Shared, Secrets]]:
        """The copies of the records in a file; what is wrong with the others is printed."""
        for document in read_documents(path, self.named):
            try:
                if isinstance(document, InputError):
                    raise document
                secrets = secrets_in(document.data)
                secrets.add(self.whole)
                made = shared(document, self.policy, secrets, self.rulebook)
            except InputError as error:
                self.failed = True
                self.progress.clear()
                complain(without(shown_problems(error, document), self.every))
                continue
            own = unlike(made.data["id"], self.taken)
            self.taken.add(own)
            made.data["id"] = own
            yield document, made, secrets

    def single(self, path: str, output: str) -> None:
        """Writes the copy of the one record in a file."""
        for document, made, secrets in self.copies(path):
            self.write(output, document, made, secrets)

    def into_folder(self, path: str) -> None:
        """Writes a copy of each record in a file into the folder, under the id of the copy; a register stays a register."""
        if path.endswith(".jsonl"):
            name = self.every.hide(os.path.basename(path)).replace("[", "").replace("]", "")
            self.register([path], os.path.join(self.output, name))
            return
        for document, made, secrets in self.copies(path):
            suffix = ".json" if path.endswith(".json") else ".yml"
            try:
                name = unlike(outputs.stem(made.data["id"]), self.names, same=str.casefold)
                self.names.add(name.casefold())
                self.write(os.path.join(self.output, name + suffix), document, made, secrets)
            except InputError as error:
                self.failed = True
                self.progress.clear()
                complain(without(error.problems, secrets))

    def write(self, output: str, document: Document, made: Shared, secrets: Secrets) -> None:
        """Writes one copy as JSON or YAML: as its name says, or else as the record came."""
        as_it_came = document.file.endswith(".json") if not output.endswith((".json", ".yml", ".yaml")) else output.endswith(".json")
        content = as_json(made.data) if as_it_came else as_yaml(made.data)
        for warning in outputs.write(output, content, secrets, force=self.force):
            complain([warning])
        self.told(made)

    def register(self, files: Sequence[str], output: str) -> None:
        """Writes every copy as a line of a register, one after the other."""

        def lines() -> Iterator[tuple[str, Secrets]]:
            for path in files:
                for _, made, secrets in self.copies(path):
                    yield escape_unprintable(json.dumps(made.data, ensure_ascii=False)) + "\n", secrets
                    self.told(made)

        for warning in outputs.write_pieces(output, lines(), self.every, force=self.force):
            complain([warning])

    def told(self, made: Shared) -> None:
        """Notes what there is to say about a copy."""
        self.count += 1
        self.progress.show(self.count)
        parts = [f"{made.texts} {'text' if made.texts == 1 else 'texts'} withheld or changed"]
        if made.coarsened:
            parts.append(f"less exact: {listed(made.coarsened, joint='and')}")
        if made.left_out:
            parts.append(f"left out: {listed(made.left_out, joint='and')}")
        if made.kept:
            parts.append(f"as exact as before, since a verdict rests on it: {listed(made.kept, joint='and')}")
        if self.count <= _MOST:
            self.notes.append(f"{made.data['id']}: {'; '.join(parts)}.")

    def tell(self) -> None:
        """Says what was done."""
        if not self.count:
            return
        more = [f"and {self.count - _MOST} more."] if self.count > _MOST else []
        closing = "No verdict differs between a record and its copy. Comments and layout of the files are not in the copies."
        sys.stdout.write("\n".join(clean(line) for line in [*self.notes, *more, closing]) + "\n")


#: So many copies are told of one by one.
_MOST = 20
