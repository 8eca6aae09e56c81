"""Archives whose bytes depend on nothing but what is in them: no time, no user, a fixed order.

Comes in: names and contents. Goes out: a zip file.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

#: The first time that an archive can hold.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def archive(entries: Iterable[tuple[str, str | bytes]]) -> bytes:
    """The entries in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            made.writestr(entry, content)
    return out.getvalue()
