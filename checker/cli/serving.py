"""``ihl review --serve``: the review application in a browser, through textual-serve.

This is the one place from which the program can be reached over a network, and only while somebody runs it so. It listens on this machine alone unless another host is named. There is no password and no encryption: whoever reaches
the port reads the records as the reviewer does, and signs with any name.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence

from checker.cli.session import BAD, OK, complain
from checker.errors import Problem

#: The names of this machine: nobody else reaches it there.
LOCAL = ("localhost", "127.0.0.1", "::1")


def command_of(arguments: Sequence[str]) -> str:
    """The command that runs for each browser: the same without what says how to serve."""
    kept: list[str] = []
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        name, sign, _ = word.partition("=")
        if name in ("--host", "--port"):
            if not sign and waiting:
                waiting.pop(0)
        elif word not in ("--serve", "--app", "--prompt"):
            kept.append(word)
    return shlex.join([sys.executable, "-m", "checker", *kept, "--app"])


def serve_command(host: str, port: int, arguments: Sequence[str]) -> int:
    """Serves until it is interrupted, and returns the exit code."""
    try:
        from textual_serve.server import Server
    except ModuleNotFoundError:
        what = "serving to a browser needs the library textual-serve, which is not installed."
        complain([Problem("--serve", 0, "missing-extra", what, "", "pip install 'ihl-checker[review]'.")])
        return BAD
    if host not in LOCAL:
        sys.stderr.write(
            f"Careful: {host} can be reached from other machines. There is no password and no encryption: whoever reaches port {port} reads these records and can sign in any name.\n"
        )
    Server(command_of(arguments), host=host, port=port, title="ihl review").serve()
    return OK
