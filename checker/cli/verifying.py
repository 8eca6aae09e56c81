"""``ihl verify``: a kept run made again, and compared byte for byte."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any

from checker import __version__, runs, workers
from checker.batch import Batch, tasks
from checker.cli.progress import Progress
from checker.cli.session import BAD, BROKEN, FOUND, OK, Stop, complain, known_word, load_rulebook, print_json, terminal_width
from checker.errors import InputError
from checker.rulebook import Rulebook


def verify_command(folder: str, jobs: int, output: str, rules: str | None, plain: bool) -> int:
    """Runs ``ihl verify`` and returns its exit code: 0 where everything agrees, 1 where something does not, 2 where it cannot be tried."""
    try:
        known_word("--format", output, ("terminal", "json"))
        manifest = runs.manifest_of(folder)
        rulebook = load_rulebook(rules)
        differs = _changed(folder, manifest, rulebook) or _recomputed(folder, manifest, rulebook, jobs if jobs > 0 else os.cpu_count() or 1)
    except Stop as stop:
        return stop.code
    except InputError as error:
        complain(error.problems)
        return BAD
    except workers.Lost as lost:
        sys.stderr.write(f"{lost} Nothing was compared: run it again, with a smaller --jobs if memory was short.\n")
        return BROKEN
    # The manifest has the digest alone, in which what a rulebook calls itself is counted.
    name = rulebook.name if manifest["rulebook"] == rulebook.digest else ""
    if output == "json":
        data = {
            "schema": "ihl-verify/1",
            "rulebook": manifest["rulebook"],
            "rulebook_name": name,
            "run": manifest["files"],
            "same": not differs,
            "differs": [f"{where}: {what}" for where, what in differs],
        }
        print_json(data)
    else:
        from checker.rendering import runs as rendering
        from checker.rendering import terminal

        terminal.show(terminal.console(plain=plain, width=terminal_width()), rendering.verified(manifest, differs, name))
    return FOUND if differs else OK


def _changed(folder: str, manifest: dict[str, Any], rulebook: Rulebook) -> list[tuple[str, str]]:
    """What the run was made from or wrote that is not as its manifest says."""
    differs: list[tuple[str, str]] = []
    for item in manifest["inputs"]:
        path = os.path.normpath(os.path.join(folder, item["path"]))
        if not os.path.isfile(path):
            differs.append((path, "this input is not there any more."))
        elif runs.sha256_of(path) != item["sha256"]:
            differs.append((path, "this input has changed since; `ihl diff` shows what follows from that."))
    for part, digest in manifest["files"].items():
        path = os.path.join(folder, f"{part}.jsonl")
        if not os.path.isfile(path) or runs.sha256_of(path) != digest:
            differs.append((path, "this is not what the run wrote."))
    if manifest["rulebook"] != rulebook.digest:
        differs.append(("the rules", f"the run was made with rulebook {manifest['rulebook'][:12]}, here is {rulebook.called}."))
    if manifest["version"] != __version__:
        differs.append(("the program", f"the run was made with version {manifest['version']}, this is {__version__}."))
    if manifest["reading"] not in rulebook.readings:
        differs.append(("the reading", f"these rules have no reading {manifest['reading']}."))
    return differs


def _folder() -> tempfile.TemporaryDirectory[str]:
    """Where the run is made again. Raises InputError where the system has no place for that."""
    try:
        return tempfile.TemporaryDirectory(prefix="ihl-verify-")
    except OSError as error:
        what, fix = (
            f"there is no room for temporary files: {(error.strerror or 'unknown reason').lower()}.",
            "Name a folder with room in TMPDIR.",
        )
        raise InputError.single("TMPDIR", 0, "unwritable", what, "The run is made again there, and compared.", fix) from error


def _recomputed(folder: str, manifest: dict[str, Any], rulebook: Rulebook, jobs: int) -> list[tuple[str, str]]:
    """The files of the run that come out otherwise when it is made again."""
    files = [os.path.normpath(os.path.join(folder, item["path"])) for item in manifest["inputs"]]
    wanted = runs.wanted_of(manifest, rulebook.folder)
    progress = Progress("records recomputed", total=sum(item["bytes"] for item in manifest["inputs"]))
    with _folder() as anew:
        with runs.Kept(anew, {}, runs.Counts(), Batch(wanted, rulebook), base=folder) as kept:
            for outcome in workers.outcomes(tasks(files), wanted, rulebook, jobs):
                kept.take(outcome)
                progress.show(kept.counts.done, outcome.task.ends)
            made = kept.finish()
        progress.clear()
    return [(f"{part}.jsonl", "it comes out otherwise.") for part, digest in manifest["files"].items() if made["files"][part] != digest]
