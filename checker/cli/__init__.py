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

from checker.cli import process  # noqa: E402
from checker.cli.app import app  # noqa: E402


def _only(asked: list[str]) -> Callable[[], object]:
    """The application with just the command that is asked for: preparing the options of all of them costs a start some four milliseconds."""
    chosen = [command for command in app.registered_commands if asked == [command.name or getattr(command.callback, "__name__", "")]]
    if not chosen:
        return app
    lean = copy.copy(app)
    lean.registered_commands, lean.registered_groups = chosen, []
    return lean


def run() -> NoReturn:
    """The ``ihl`` command. Exit codes: 0 ran, 1 findings at ``--fail-on``, 2 bad usage or input, or output that cannot be written, 3 nothing was checked, 4 an error of the program itself or of the system under it, 130 and more: ended from outside.

    The process ends without taking its objects apart one by one, which would cost a fifth of a check: everything is printed and closed by then, and the system frees the rest.
    """
    try:
        process.heed_signals()
        output, messages = process.take_streams()
        code = _delivered(_code(output), output)
        messages.flush()
    except KeyboardInterrupt:  # once more, while it was ending
        code = process.of_interrupt()
    os._exit(code)


def _code(output: process.Stream) -> int:
    try:
        _only(sys.argv[1:2])()
    except SystemExit as end:
        # Where the output is refused, libraries end with codes of their own, which would read as findings.
        code = 0 if output.failed or end.code is None else end.code if isinstance(end.code, int) else 1
        return process.of_interrupt() if code == 130 else code
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. What was printed or written whole so far stands.\n")
        return process.of_interrupt()
    except MemoryError:
        sys.stderr.write(process.NO_MEMORY + "\n")
        return 4
    except Exception as error:
        if process.interrupted():
            return process.of_interrupt()
        if output.failed:
            return 0
        if "IHL_DEBUG" in os.environ:
            raise
        if isinstance(error, OSError):
            sys.stderr.write(process.refused(error) + "\n")
            return 4
        if told := process.odd_clock():
            sys.stderr.write(told + "\n")
            return 4
        # What the error says may quote a record, and this may end in somebody's log: only its kind and its place are told.
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f" in {os.path.basename(trace.tb_frame.f_code.co_filename)}, line {trace.tb_lineno}" if trace is not None else ""
        what = f"{type(error).__name__}{place}"
        sys.stderr.write(f"ihl: an error of the program itself ({what}). Set IHL_DEBUG=1 and run again to see where; please report it.\n")
        return 4
    return 0


def _delivered(code: int, output: process.Stream) -> int:
    """The exit code, once all output is out: that nothing was found must not be said where part of the output is lost."""
    with contextlib.suppress(OSError, ValueError):
        if not output.failed:
            output.flush()
    if output.failed is None:
        return code
    if isinstance(output.failed, BrokenPipeError):
        return code or process.GONE
    why = (output.failed.strerror or "unknown reason").lower()
    sys.stderr.write(f"standard output: the output cannot be written: {why}. It is not whole. Make room, or send it elsewhere.\n")
    return max(code, 2)
