"""The process that a command runs in: its streams, the signals that end it, and in what words it is told what the system refuses.

A stream that was closed before the start is opened onto nothing, so that no file which is written later can take its place and get what was meant for somebody's screen. A message that nobody takes changes nothing of what a command
does, nor its exit code. What asks the program to end (SIGTERM, and SIGHUP when a terminal is closed) ends it as Ctrl-C does: what is being written is put away or kept whole, and what can be resumed is noted.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
import time
from collections.abc import Iterable
from types import FrameType
from typing import Any

from checker.outlet import Outlet

#: The exit code where whoever read the output went away before its end: that of a program which SIGPIPE ends.
GONE = 141

_ended_by = 0


class Stream:
    """A stream for text that knows whether something was refused. On standard error that changes nothing (``quiet``): not where it is closed, nor where the disk is full."""

    def __init__(self, stream: Any, *, quiet: bool) -> None:
        self._stream = stream
        self._quiet = quiet
        self.failed: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Writes a text."""
        try:
            return int(self._stream.write(text))
        except OSError as error:
            self._note(error)
            return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Writes several."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Sends off what was written."""
        try:
            self._stream.flush()
        except OSError as error:
            self._note(error)

    def _note(self, error: OSError) -> None:
        self.failed = error
        if not self._quiet:
            raise error


def take_streams() -> tuple[Stream, Stream]:
    """Output and messages. Opens the streams that are closed, lets nothing through that is obeyed, and sets all three so that no letter is refused: a terminal that cannot show one shows a question mark instead; files and pipes hold UTF-8 everywhere."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, _nowhere(number, "w" if number else "r"))
        stream = getattr(sys, name)
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    output, messages = Stream(sys.stdout, quiet=False), Stream(sys.stderr, quiet=True)
    sys.stdout, sys.stderr = Outlet(output), Outlet(messages)
    return output, messages


def _nowhere(number: int, mode: str) -> Any:
    try:
        os.fstat(number)
    except OSError:
        handle = os.open(os.devnull, os.O_RDWR)
        if handle != number:
            os.dup2(handle, number)
            os.close(handle)
        return open(number, mode, encoding="utf-8", closefd=False)
    return open(os.devnull, mode, encoding="utf-8")


def heed_signals() -> None:
    """From here on a wish to end, from whomever, interrupts as Ctrl-C does. One that is ignored stays ignored, as under ``nohup``."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            with contextlib.suppress(ValueError):  # not the main thread
                signal.signal(number, _interrupt)
                sys.unraisablehook = _heed_again


#: So many seconds after an interruption that Python could not pass on it is tried again.
_SOON = 0.01


def _heed_again(lost: Any) -> None:
    """An interruption that comes while Python clears away an object is swallowed there; so it is sent once more. Whatever else is lost there is told as ever."""
    if not (_ended_by and lost.exc_type is not None and issubclass(lost.exc_type, KeyboardInterrupt)):
        sys.__unraisablehook__(lost)
        return
    import threading

    timer = threading.Timer(_SOON, _send, (_ended_by, threading.main_thread().ident))
    timer.daemon = True
    timer.start()


def _send(number: int, thread: int) -> None:
    if sys.platform == "win32":
        import _thread

        _thread.interrupt_main(number)
    else:
        signal.pthread_kill(thread, number)


def _interrupt(number: int, _: FrameType | None) -> None:
    global _ended_by
    _ended_by = number
    raise KeyboardInterrupt


def interrupted() -> bool:
    """Whether somebody wished this process to end: what fails afterwards fails because of that, and Python wraps an interrupt in errors of other kinds at some places."""
    return bool(_ended_by)


def of_interrupt() -> int:
    """The exit code of a command that was interrupted: 130, or that of the signal that did it."""
    return 128 + _ended_by if _ended_by else 130


def refused(error: OSError) -> str:
    """What to say where the system refused something that no command expects it to; without the name of a file, which may be somebody's."""
    why = (error.strerror or type(error).__name__).lower()
    fix = {
        errno.EMFILE: "Raise the number of files that a program may have open (ulimit -n).",
        errno.ENFILE: "Close other programs: too many files are open on this machine.",
        errno.ENOMEM: "Close other programs, or work on fewer records at once.",
        errno.ENOSPC: "Make room on the disk.",
        errno.ENOENT: "Look whether the folder that you are in, and what was named, are still there.",
    }.get(error.errno or 0, "Check your rights, the space left and the limits that are set.")
    return f"ihl: the system did not let the program go on: {why}. {fix} What was written whole before stands."


def odd_clock() -> str:
    """What to say where something failed on a machine whose clock is so wrong that archives, of which workbooks and Word documents are made, cannot hold its year; else nothing."""
    year = time.localtime().tm_year
    return (
        ""
        if 1980 <= year <= 2107
        else f"ihl: the clock of this machine says {year}, and no workbook or Word document can be written in that year. Set the clock."
    )


NO_MEMORY = (
    "ihl: there is not enough memory for this. What was written whole before stands. Work on fewer records at once; "
    "`ihl check` with --format jsonl or --save takes them one by one, in memory that does not grow."
)
