"""The one boundary for text that came from outside.

Whatever a record, an article, a rule, a file name or an argument contains passes through :func:`clean` before it is shown, through :func:`escape_unprintable` where it stands in JSON, and through :func:`guarded` where a
spreadsheet program opens it, so that control and format characters are shown and never obeyed. :func:`inert` is the last to look at all that is printed (``outlet``) or written (``outputs``): it finds nothing where the others did their work.

The zero-width joiners that Persian, Indic and other scripts need are kept between their letters (as RFC 5892, appendix A.1 and A.2, has it, but by script), and so are those of emoji and the selectors of the form of a letter after
what has several forms. Anywhere else such a character only makes two names differ that look the same.
"""

from __future__ import annotations

import re
import unicodedata

#: Spaces that printing treats as spaces, though Python does not count them as printable.
_SPACES = frozenset("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")

#: What Python counts as printable and nobody can see (Default_Ignorable_Code_Point): joiners of graphemes, fillers, selectors of form.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)  # the other characters of that property are not printable anyhow

_JOINERS = "\u200c\u200d"
_EMOJI_FORMS = "\ufe0e\ufe0f"
_MONGOLIAN_FORMS = "\u180b\u180c\u180d\u180e\u180f"

#: The scripts in which a joiner says how letters are joined: Arabic to Mandaic, Indic scripts from Devanagari to Sinhala, Tibetan, Myanmar, Khmer, Mongolian and others of their kin.
_JOINED = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff\u1800-\u18af\u1a20-\u1aad\u1b00-\u1bff\ua840-\ua87f\ua8e0-\ua8ff\ua980-\uaa7f\uabc0-\uabff"
    "\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00010a5f\U00010d00-\U00010d3f\U00011000-\U00011fff\U0001e900-\U0001e95f]"
)


def clean(text: str, *, keep_newlines: bool = False) -> str:
    """``text`` with every control, format, surrogate, private and invisible character shown as ``<U+XXXX>``.

    Tabs and line breaks become one space, or stay line breaks with ``keep_newlines``. Text of which everything can be seen comes back unchanged (and at once).
    """
    if text.isprintable() and (text.isascii() or not _UNSEEN.search(text)):
        return text
    shown: list[str] = []
    left = ""
    for place, character in enumerate(text):
        if seen(character) or character in _SPACES or _in_its_place(character, left, text[place + 1 : place + 2]):
            shown.append(character)
            left = character
            continue
        left = ""
        if character == "\n" and keep_newlines:
            shown.append("\n")
        elif character in "\n\r\t":
            shown.append(" ")
        else:
            shown.append(f"<U+{ord(character):04X}>")
    return "".join(shown)


def seen(character: str) -> bool:
    """Whether a character can be seen, or is a space, wherever it stands."""
    return character.isprintable() and (character.isascii() or not _UNSEEN.match(character))


def _in_its_place(character: str, left: str, right: str) -> bool:
    """Whether a character that cannot be seen has its use where it stands: after ``left``, the last character that was kept, and before ``right``."""
    if not left or left in _JOINERS:
        return False
    kind = unicodedata.category(left)
    if character in _JOINERS:
        if _JOINED.match(left) and kind[0] in "LM":
            return True
        return (
            character == "\u200d" and (left in _EMOJI_FORMS or kind in ("So", "Sk")) and unicodedata.category(right or " ") in ("So", "Sm")
        )
    if character in _MONGOLIAN_FORMS:
        return "\u1820" <= left <= "\u18aa"
    if character in _EMOJI_FORMS:
        return (
            (not left.isascii() and kind in ("So", "Sm", "Sk", "Po")) or left == "\u2139" or (left in "0123456789#*" and right == "\u20e3")
        )
    if "\ufe00" <= character <= "\ufe0d" or character >= "\U000e0100":
        return not left.isascii() and kind in ("Lo", "Sm", "Po") and not _UNSEEN.match(left) and character <= "\U000e01ef"
    return False


# --- JSON ----------------------------------------------------------------------------------------------------------------------------------------------

#: What a build server takes for a command to itself anywhere in a line (Azure Pipelines, the older form of GitHub Actions, TeamCity).
_COMMAND = re.compile(r"#(?=#(?:\[|vso\[|teamcity\[))")


def escape_unprintable(text: str) -> str:
    """JSON text with what could not be seen inside its strings written as ``\\uXXXX``: nothing is lost and nothing is obeyed, by terminals nor by build servers.

    ``text`` must be JSON as made by :func:`json.dumps` with ``ensure_ascii=False``; line breaks between its tokens stay.
    """
    if "##" in text:
        text = _COMMAND.sub(r"\\u0023", text)
    if text.isprintable() and (text.isascii() or not _UNSEEN.search(text)):
        return text
    return "\n".join(map(_escaped, text.split("\n")))


def _escaped(line: str) -> str:
    if line.isprintable() and (line.isascii() or not _UNSEEN.search(line)):
        return line
    shown: list[str] = []
    left = ""
    for place, character in enumerate(line):
        if seen(character) or _in_its_place(character, left, line[place + 1 : place + 2]):
            shown.append(character)
            left = character
        elif ord(character) > 0xFFFF:
            high, low = divmod(ord(character) - 0x10000, 0x400)
            shown.append(f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}")
            left = ""
        else:
            shown.append(f"\\u{ord(character):04x}")
            left = ""
    return "".join(shown)


# --- addresses -----------------------------------------------------------------------------------------------------------------------------------------


def web_address(text: str) -> str:
    """``text`` where it is an http or https address that may become a link, else nothing: no other scheme, nothing that cannot be seen, no space, quote or bracket that could end it."""
    scheme, colon, rest = text.partition("://")
    if not colon or not rest or scheme.lower() not in ("http", "https") or clean(text) != text:
        return ""
    return "" if any(character in " \"'<>\\^`{|}" or character in _SPACES or character in _JOINERS for character in text) else text


# --- spreadsheets --------------------------------------------------------------------------------------------------------------------------------------

#: What a spreadsheet program may take for the start of a formula: ``= + - @`` (OWASP, CSV injection), their full-width, small, raised and lowered forms and the minus sign, which input methods and some programs take for the same.
_FORMULA = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207a\u207b\u207c\u208a\u208b\u208c\u2212\ufb29\u2a75\u2a76"

#: A text that is put behind an apostrophe: it begins so, if need be after blanks; or with a tab or line break; or with an apostrophe, so that taking one away always gives the text back.
_GUARDED = re.compile(f"['\t\r\n]|[\\s\u200c\u200d\ufeff]*[{_FORMULA}]")

#: Where a semicolon or tab divides cells, as in much of Europe, the next cell begins behind one, and the next row behind a line break, whatever quotes the file has.
_INNER = re.compile(f"([;\t\r\n][\\s\"]*)('*[{_FORMULA}])")
_INNER_GUARDED = re.compile(f"([;\t\r\n][\\s\"]*)'('*[{_FORMULA}])")


def guarded(text: str) -> str:
    """``text`` as it can be opened in a spreadsheet program without being run: behind an apostrophe where it could be taken for a formula, and so within it where a program could take another cell to begin."""
    whole = text if text.isprintable() and ";" not in text else _INNER.sub(r"\1'\2", text)
    return f"'{whole}" if _GUARDED.match(text) else whole


def unguarded(text: str) -> str:
    """What :func:`guarded` was given."""
    text = text.removeprefix("'")
    return _INNER_GUARDED.sub(r"\1\2", text) if "'" in text else text


# --- the last look -------------------------------------------------------------------------------------------------------------------------------------

#: What a terminal, an editor or a program obeys or hides, in whatever file: controls but for tab and line breaks, marks of direction, what joins nothing, halves of letters, private letters, tags.
_OBEYED = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e007f\U000f0000-\U0010ffff"
)
_IN_FILES = re.compile(f"[{_OBEYED}]|\r(?!\n)")
_ON_SCREEN = re.compile(f"(\x1b\\[[0-9;]{{0,60}}m)|[\r{_OBEYED}]")

#: The same for what a build server takes for a command at the start of a line (GitHub Actions).
_COMMAND_LINE = re.compile(r"^(\s*):(?=:)", re.M)


def inert(text: str, *, screen: bool = False) -> str:
    """``text``, that of a whole file or a piece of one, with nothing in it that is obeyed; a mark of the order of bytes at its start stays. ``screen``: for a terminal, where colours stay.

    What is left to it here was forgotten elsewhere: what texts of records hold has been cleaned before.
    """
    if screen:
        if "##" in text:
            text = _COMMAND.sub("# ", text)
        if "::" in text:
            text = _COMMAND_LINE.sub(r"\1: ", text)
        return text if text.replace("\n", "").isprintable() else _ON_SCREEN.sub(lambda found: found[1] or _shown(found[0]), text)
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    mark = text[:1] if text[:1] == "\ufeff" else ""
    return mark + _IN_FILES.sub(lambda found: _shown(found[0]), text[len(mark) :])


def _shown(character: str) -> str:
    return f"<U+{ord(character):04X}>"
