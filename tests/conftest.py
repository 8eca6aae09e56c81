"""What every test may use: the shipped rulebook, compiled once; and how hard the generated tests try (``IHL_THOROUGH=1`` tries much harder)."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from shipped import loaded

from checker.rulebook import Rulebook

if TYPE_CHECKING:
    from checker.site.build import Site

_CALM = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile("quick", max_examples=30, deadline=None, print_blob=True, suppress_health_check=_CALM)
settings.register_profile("thorough", max_examples=1500, deadline=None, print_blob=True, suppress_health_check=_CALM)
settings.load_profile("thorough" if os.environ.get("IHL_THOROUGH") == "1" else "quick")


if hasattr(signal, "SIGHUP"):
    # Under nohup it is ignored, in every process that is started from here too; what a closed terminal does could not be tried.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says how many faults were injected, where any were (docs/trust.md); each process of pytest-xdist would have to be asked for its own."""
    faulty = sys.modules.get("faulty")
    if faulty is not None and faulty.INJECTED:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(faulty.INJECTED.items()))
        terminalreporter.write_line(f"faults injected: {sum(faulty.INJECTED.values())} ({kinds})")


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """The shipped rules, compiled afresh; nothing that the user has kept is read or written."""
    return Rulebook.load(keep=False)


@pytest.fixture(scope="session")
def shipped_site(rulebook: Rulebook) -> Site:
    """The site for editors, made once: it decides every case of every rule."""
    from checker.site.build import site

    return site(rulebook, "0")


@pytest.fixture(scope="module")
def one_rulebook() -> Iterator[Rulebook]:
    """For commands that read the scenarios: they all run on one rulebook, loaded once, so that the scenarios are read and confirmed once and not for each command."""
    load, shared = Rulebook.load, loaded()

    def shared_or_not(folder: str | None = None, *, keep: bool = True) -> Rulebook:
        return shared if folder is None and keep else load(folder, keep=keep)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rulebook, "load", shared_or_not)
        yield shared


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compiled rulebooks go to a folder of the session, never to that of the user."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IHL_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
