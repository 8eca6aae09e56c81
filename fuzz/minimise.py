"""Takes the few inputs that a fuzzer found and that reach something new into the corpus.

    python fuzz/minimise.py TARGET [most bytes]

The smallest inputs come first; one is kept where it reaches a line of the program that none before it reached (as ``sys.settrace`` tells it), as long as the corpus of the target stays below 25,000 bytes beyond its first inputs. Names are the beginning of the SHA-256.
"""

from __future__ import annotations

import contextlib
import hashlib
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

MOST = 25_000
_LINES = set[tuple[int, int, int]]


class Traced:
    """The lines (file, function, line) that a call walks in the package."""

    def __init__(self) -> None:
        self.lines: _LINES = set()
        self._package = str(HERE.parent / "checker")

    def __call__(self, frame: object, event: str, _: object) -> object:
        """Notes where the program is; everything outside the package is passed over."""
        code = frame.f_code  # type: ignore[attr-defined]
        if not code.co_filename.startswith(self._package):
            return None
        if event == "line":
            self.lines.add((hash(code.co_filename), code.co_firstlineno, frame.f_lineno))  # type: ignore[attr-defined]
        return self


def main() -> None:
    """Chooses them."""
    from targets import tried

    name = sys.argv[1]
    most = int(sys.argv[2]) if len(sys.argv) > 2 else MOST
    corpus = HERE / "corpus" / name
    kept = {path: path.read_bytes() for path in corpus.glob("seed-*")} | {path: path.read_bytes() for path in corpus.glob("crash-*")}
    others = [path for path in corpus.iterdir() if path not in kept]
    found = HERE / "found" / name
    wanted = sorted(
        {path.read_bytes() for path in (*others, *(found.iterdir() if found.exists() else ()))}, key=lambda data: (len(data), data)
    )
    for path in others:
        path.unlink()
    seen: _LINES = set()

    def reached(data: bytes) -> _LINES:
        traced = Traced()
        sys.settrace(traced)
        try:
            with contextlib.suppress(Exception):
                tried(name, data)
        finally:
            sys.settrace(None)
        return traced.lines

    for data in kept.values():
        seen |= reached(data)
    before, size, count = len(seen), 0, 0
    for data in wanted:
        if size + len(data) > most:
            break
        new = reached(data) - seen
        if new:
            seen |= new
            size, count = size + len(data), count + 1
            (corpus / hashlib.sha256(data).hexdigest()[:12]).write_bytes(data)
    print(
        f"{name}: {len(wanted)} inputs looked at, {count} taken ({size:,} bytes); {before} lines reached by the first inputs, {len(seen)} by all"
    )


if __name__ == "__main__":
    main()
