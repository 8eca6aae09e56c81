"""Things worked out once, in bounded memory. Pure, no input or output."""

from __future__ import annotations

from typing import Any


class Bounded(dict[Any, Any]):
    """Things worked out, by what they follow from. Never more than ``MOST``, so that memory does not grow with the records of a register: a full one begins anew."""

    MOST = 256

    def __setitem__(self, key: Any, value: Any) -> None:
        if len(self) >= self.MOST:
            self.clear()
        super().__setitem__(key, value)
