"""The one boundary for text that came from outside.

Whatever a record, an article or a rule contains passes through :func:`clean` before it is printed, so that control and format characters are shown
and never obeyed. The zero-width joiners that Persian and Indic scripts need are kept.
"""

from __future__ import annotations

_KEPT = frozenset("\u200c\u200d")

#: Spaces that printing treats as spaces, though Python does not count them as printable.
_SPACES = frozenset("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")


def clean(text: str, *, keep_newlines: bool = False) -> str:
    """``text`` with every control, format, surrogate and private character shown as ``<U+XXXX>``.

    Tabs and line breaks become one space, or stay line breaks with ``keep_newlines``. Printable text comes back unchanged (and at once).
    """
    if text.isprintable():
        return text
    shown: list[str] = []
    for character in text:
        if character.isprintable() or character in _KEPT or character in _SPACES:
            shown.append(character)
        elif character == "\n" and keep_newlines:
            shown.append("\n")
        elif character in "\n\r\t":
            shown.append(" ")
        else:
            shown.append(f"<U+{ord(character):04X}>")
    return "".join(shown)


def escape_unprintable(text: str) -> str:
    """JSON text with unprintable characters inside its strings written as ``\\uXXXX``: nothing is lost and nothing is obeyed.

    ``text`` must be JSON as made by :func:`json.dumps` with ``ensure_ascii=False``; line breaks between its tokens stay.
    """
    if text.isprintable():
        return text
    shown: list[str] = []
    for character in text:
        if character.isprintable() or character in _KEPT or character == "\n":
            shown.append(character)
        elif ord(character) > 0xFFFF:
            high, low = divmod(ord(character) - 0x10000, 0x400)
            shown.append(f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}")
        else:
            shown.append(f"\\u{ord(character):04x}")
    return "".join(shown)


def web_address(text: str) -> str:
    """``text`` where it is an http or https address that may become a link, else nothing: no other scheme, nothing that cannot be seen, no space, quote or bracket that could end it."""
    scheme, colon, rest = text.partition("://")
    if not colon or not rest or scheme.lower() not in ("http", "https") or not text.isprintable():
        return ""
    return "" if any(character in " \"'<>\\^`{|}" or character in _SPACES for character in text) else text
