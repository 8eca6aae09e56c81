"""The command line: arguments in, exit codes out."""

from __future__ import annotations

import contextlib
import copy
import gc
import os
import sys
from collections.abc import Callable
from typing import NoReturn

# A command makes many small objects that live until it ends: looking for garbage among them costs a tenth of a check and finds nothing.
gc.set_threshold(100_000, 50, 50)

from checker.cli.app import app  # noqa: E402
from checker.outlet import Outlet  # noqa: E402


def _only(asked: list[str]) -> Callable[[], object]:
    """The application with just the command that is asked for: preparing the options of all of them costs a start some four milliseconds."""
    chosen = [command for command in app.registered_commands if asked == [command.name or getattr(command.callback, "__name__", "")]]
    if not chosen:
        return app
    lean = copy.copy(app)
    lean.registered_commands, lean.registered_groups = chosen, []
    return lean


def run() -> NoReturn:
    """The ``ihl`` command. Exit codes: 0 ran, 1 findings at ``--fail-on``, 2 bad usage or input, 3 nothing was checked, 4 an error of the program itself.

    The process ends without taking its objects apart one by one, which would cost a fifth of a check: everything is printed and closed by then, and the system frees the rest.
    """
    code = _code()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _code() -> int:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # A terminal that cannot show a letter shows a question mark instead; files and pipes get the same bytes everywhere.
            reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    sys.stdout, sys.stderr = Outlet(sys.stdout), Outlet(sys.stderr)
    output = sys.stdout
    try:
        try:
            _only(sys.argv[1:2])()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output went away: nothing is wrong, and nothing more can be said.
        return 0
    except SystemExit as end:
        # Where the reader went away, typer puts something silent in place of the output and ends with 1, which would read as findings.
        return (end.code if isinstance(end.code, int) else 0 if end.code is None else 1) if sys.stdout is output else 0
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. What was printed so far stands; nothing was written.\n")
        return 130
    except Exception as error:
        if "IHL_DEBUG" in os.environ:
            raise
        # What the error says may quote a record, and this may end in somebody's log: only its kind and its place are told.
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f" in {os.path.basename(trace.tb_frame.f_code.co_filename)}, line {trace.tb_lineno}" if trace is not None else ""
        what = f"{type(error).__name__}{place}"
        sys.stderr.write(f"ihl: an error of the program itself ({what}). Set IHL_DEBUG=1 and run again to see where; please report it.\n")
        return 4
    return 0
