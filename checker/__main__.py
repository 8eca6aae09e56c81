"""``python -m checker`` is ``ihl``; and where ``ihl`` begins, so that an interruption while it is still starting ends it without a word."""

from __future__ import annotations

import signal
import sys
from typing import NoReturn


def run() -> NoReturn:
    """Starts the command line."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        from checker.cli import run as command
    except MemoryError:
        sys.stderr.write("ihl: there is not enough memory to start.\n")
        sys.exit(4)
    except OSError as error:
        sys.stderr.write(f"ihl: the system did not let the program start: {(error.strerror or 'unknown reason').lower()}.\n")
        sys.exit(4)
    command()


if __name__ == "__main__":
    run()
