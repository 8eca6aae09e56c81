"""``ihl review --serve``: the review application in a browser, through textual-serve.

This is the one place from which the program can be reached over a network, and only while somebody runs it so. It listens on this machine alone unless another host is named. There is no password and no encryption: whoever reaches
the port reads the records as the reviewer does, and signs with any name. A page of another site that is open in the same browser is turned away: it may open a connection to this machine, but it cannot hide where it comes from.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from typing import Any

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
        server = server_of(command_of(arguments), host, port)
    except ModuleNotFoundError:
        what = "serving to a browser needs the library textual-serve, which is not installed."
        complain([Problem("--serve", 0, "missing-extra", what, "", "pip install 'ihl-checker[review]'.")])
        return BAD
    if host not in LOCAL:
        sys.stderr.write(
            f"Careful: {host} can be reached from other machines. There is no password and no encryption: whoever reaches port {port} reads these records and can sign in any name.\n"
        )
    server.serve()
    return OK


def origins(host: str, port: int) -> frozenset[str]:
    """Where the page must come from that connects: from this server, under one of its names."""
    names = ("localhost", "127.0.0.1", "[::1]") if host in LOCAL else (host,)
    return frozenset(f"http://{name}:{port}" for name in names)


def server_of(command: str, host: str, port: int) -> Any:
    """The server, which lets only its own page connect to the application. Raises ModuleNotFoundError where textual-serve is not installed."""
    from aiohttp import web
    from textual_serve.server import Server

    own = origins(host, port)

    class Guarded(Server):
        """Browsers let any page open a WebSocket to this machine; they do say which page it is."""

        async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
            """Connects the page of this server to an application of its own."""
            if request.headers.get("Origin") not in own:
                raise web.HTTPForbidden(text="Only the page of this server may connect.")
            return await super().handle_websocket(request)

    return Guarded(command, host=host, port=port, title="ihl review")
