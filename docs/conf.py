"""How Sphinx makes the site; ``build.py`` beside this file calls it.

The site loads nothing from elsewhere: Furo brings its style and script along and uses the fonts of the reader's machine.
"""

from __future__ import annotations

from typing import Any

from checker import __version__

project = "ihl-checker"
author = "The ihl-checker authors"
version = release = __version__

extensions = ["myst_parser"]
myst_heading_anchors = 4

html_theme = "furo"
html_title = f"ihl-checker {__version__}"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_theme_options: dict[str, Any] = {"top_of_page_buttons": []}
