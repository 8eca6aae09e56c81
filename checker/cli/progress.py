"""How far long work has come, on standard error, where somebody watches."""

from __future__ import annotations

import sys
import time

from checker.outlet import steering


class Progress:
    """A count for work that takes longer than a second; with a ``total`` also how much of it is done and how long it will still take."""

    def __init__(self, what: str = "records checked", *, total: int = 0, before: int = 0) -> None:
        self._what = what
        self._watched = sys.stderr.isatty()
        self._begun = time.monotonic()
        self._next = self._begun + 1.0
        self._shown = False
        self._total = total
        self._before = before

    def show(self, count: int, done: int = 0) -> None:
        """Says how many are done, five times a second at most; ``done`` of ``total``, in whatever unit, decides what is left."""
        now = time.monotonic()
        if self._watched and now >= self._next:
            self._steer(f"\r\x1b[K{count:,} {self._what}{self._left(done, now)}")
            self._next = now + 0.2
            self._shown = True

    def stage(self, what: str) -> None:
        """Says at once what is being done now, for work that cannot be counted."""
        if self._watched:
            self._steer(f"\r\x1b[K{what} ...")
            self._shown = True

    def _left(self, done: int, now: float) -> str:
        if not self._total or done <= self._before:
            return ""
        seconds = (now - self._begun) * (self._total - done) / (done - self._before)
        return f"  {done / self._total:.0%}  about {duration(seconds)} left"

    def clear(self) -> None:
        """Takes the count away."""
        if self._shown:
            self._steer("\r\x1b[K")
            self._shown = False

    @staticmethod
    def _steer(line: str) -> None:
        stream = steering(sys.stderr)
        stream.write(line)
        stream.flush()


def duration(seconds: float) -> str:
    """A stretch of time, coarsely: ``40 s``, ``12 min``, ``3 h 05 min``."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d} min"
