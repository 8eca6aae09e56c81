"""``ihl records scan``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from checker import inputs
from checker.cli.progress import Progress
from checker.cli.session import BAD, FOUND, NOTHING, OK, complain
from checker.documents import Document
from checker.errors import InputError, Problem, listed
from checker.leaks import NAME, Leak, leaks
from checker.pipeline import read_documents, record_files
from checker.redaction import Secrets
from checker.text import clean
from checker.withholding import secrets_in, secrets_in_text


def scan_command(artefacts: Sequence[str], against: Sequence[str]) -> int:
    """Runs ``ihl records scan`` and returns its exit code."""
    files, problems = record_files(against)
    secrets = Secrets()
    for path in files:
        for document in read_documents(path, against):
            # A record that cannot be checked still keeps something restricted.
            secrets.add(secrets_in(document.data) if isinstance(document, Document) else secrets_in_text(document.text))
    found: list[tuple[str, Leak]] = []
    looked = 0
    progress = Progress("files scanned")
    for path in _files(artefacts, problems):
        try:
            with inputs.opened(path, found=path not in artefacts) as file:
                content = file.read()
        except InputError as error:
            problems += error.problems
            continue
        except OSError as error:
            what = f"the file cannot be read: {(error.strerror or 'unknown reason').lower()}."
            problems.append(
                Problem(secrets.hide(path), 0, "unreadable", what, "It was not scanned.", "Check the path and that you may read it.")
            )
            continue
        looked += 1
        found += [(secrets.hide(path), leak) for leak in leaks(os.path.basename(path), content, secrets)]
        progress.show(looked)
    progress.clear()
    complain(Problem(secrets.hide(p.file), p.line, p.code, secrets.hide(p.what), p.why, secrets.hide(p.fix)) for p in problems)
    if not problems and not secrets:
        what = "none of the records keeps anything restricted, so there is nothing to look for."
        complain([Problem("--against", 0, "nothing", what, "", "Name the records with their restricted blocks, not their copies.")])
        return NOTHING
    for path, leak in found:
        sys.stdout.write(clean(_sentence(path, leak)) + "\n")
    certain = sum(not leak.ordinary for _, leak in found)
    places = f"{certain} {'place' if certain == 1 else 'places'}" if certain else "no place"
    sys.stdout.write(
        f"{looked} {'file' if looked == 1 else 'files'} scanned for {len(secrets)} restricted words and numbers: {places} with one"
        + (f", {len(found) - certain} to look at" if len(found) > certain else "")
        + ".\n"
    )
    if problems:
        return BAD
    return FOUND if certain else OK


def _files(artefacts: Sequence[str], problems: list[Problem]) -> list[str]:
    """The files that paths name, those of folders in their order."""
    found: list[str] = []
    for path in artefacts:
        if os.path.isdir(path):
            for folder, folders, names in os.walk(path):
                folders.sort()
                found += [os.path.join(folder, name) for name in sorted(names)]
        elif os.path.exists(path):
            found.append(path)
        else:
            problems.append(Problem(path, 0, "unreadable", "there is no such file or folder.", "", "Check the path."))
    return list(dict.fromkeys(found))


def _sentence(path: str, leak: Leak) -> str:
    place = f"{path}:{leak.line}" if leak.line else path
    part = f"{leak.part}: " if leak.part and leak.part != NAME else ""
    what = "its name holds" if leak.part == NAME else "holds"
    whose = listed([leak.whose or "somebody"])
    if leak.ordinary:
        return f"{place}: {part}perhaps a restricted value of {whose}, under {leak.key or 'restricted'}: it is also a word that the program says by itself."
    return f"{place}: {part}{what} a restricted value of {whose}, under {leak.key or 'restricted'}."
