"""``python -m checker`` is ``ihl``."""

from checker.cli import run

run()
