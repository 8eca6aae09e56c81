"""A coverage-guided fuzzer (atheris, that is libFuzzer) on one target.

    python fuzz/run.py TARGET [SECONDS] [libFuzzer options]

New inputs that reach new code are kept in ``fuzz/found/TARGET`` (not in the repository); ``fuzz/minimise.py`` takes the few that matter into the corpus. What breaks the promise is written to ``fuzz/found/crash-...``: a traceback, more than two seconds
of processor time on one input, more than 500 MB beyond what the program itself takes.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import atheris

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

with atheris.instrument_imports(include=["checker", "markdown_it", "html", "openpyxl"]):
    from targets import FOLDER, tried

#: Seconds of processor time that one input may take.
LONGEST = 2.0


class Slow(Exception):
    """An input took too long."""


def main() -> None:
    """Runs it."""
    name = sys.argv[1]
    seconds = sys.argv[2] if len(sys.argv) > 2 else "60"
    found = HERE / "found" / name
    found.mkdir(parents=True, exist_ok=True)

    def one(data: bytes) -> None:
        began = time.process_time()
        tried(name, data)
        if time.process_time() - began > LONGEST:
            raise Slow(f"{time.process_time() - began:.1f} s")

    dictionary = HERE / "dictionaries" / f"{name}.dict"
    options = [
        f"-max_total_time={seconds}", "-timeout=30", "-rss_limit_mb=900", "-max_len=8192", "-print_final_stats=1", "-use_value_profile=1", "-len_control=20", "-close_fd_mask=1",
        f"-artifact_prefix={HERE / 'found'}/crash-{name}-", *([f"-dict={dictionary}"] if dictionary.exists() else []), *sys.argv[3:],
    ]  # fmt: skip
    for seed in sorted((HERE / "corpus" / name).glob("*")):  # what is slow only the first time is not the fault of the input
        try:
            tried(name, seed.read_bytes())
        except Exception as error:
            sys.stderr.write(f"{seed}: {type(error).__name__}: {error}\n")
    atheris.Setup([sys.argv[0], *options, str(found), str(HERE / "corpus" / name)], one)
    sys.stderr.write(f"working in {FOLDER}\n")
    atheris.Fuzz()


if __name__ == "__main__":
    main()
