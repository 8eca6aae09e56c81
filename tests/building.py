"""Building the distribution and installing it cleanly, for the tests of the artefact and for ``.ci/release``: no network is used, and what is installed is what was built.

The libraries that it needs are taken from the environment that runs this: each is packed as the wheel that it was, from its own list of files.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import sys_tags

ROOT = Path(__file__).parent.parent

_ASIDE = shutil.ignore_patterns(
    ".git", ".venv", "__pycache__", "*.pyc", "*.egg-info", "build", "dist", ".*_cache", ".hypothesis", "node_modules"
)

#: Runs a command where there is no network and where the first argument, a folder, cannot be written to; the second is the folder to stand in.
_SEALED = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && cd "$2" && shift 2 && exec "$@"'

#: For where namespaces are not to be had: a module that Python imports at start-up, and that refuses every connection.
_REFUSING = """
import socket
def _refused(*arguments, **options):
    raise PermissionError("the network is cut off")
socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = _refused
"""


def sources(folder: Path) -> Path:
    """A copy of the sources, as a fresh clone has them."""
    return Path(shutil.copytree(ROOT, folder, ignore=_ASIDE))


def build(folder: Path, kind: str, out: Path, *, umask: int = 0o022, **environment: str) -> Path:
    """The ``wheel`` or ``sdist`` of the sources in a folder, made by the build system that they name."""
    out.mkdir(parents=True, exist_ok=True)
    code = f"import sys; from hatchling.build import build_{kind}; print(build_{kind}(sys.argv[1]))"
    plain = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "SOURCE_DATE_EPOCH")}
    ran = subprocess.run(
        [sys.executable, "-c", code, str(out)],
        cwd=folder,
        env={**plain, **environment},
        umask=umask,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return out / ran.stdout.split()[-1]


def needed(name: str, seen: dict[str, metadata.Distribution] | None = None) -> dict[str, metadata.Distribution]:
    """A distribution that is installed here and all that it needs, without extras, by name in lower case with dashes."""
    found: dict[str, metadata.Distribution] = {} if seen is None else seen
    distribution = metadata.distribution(name)
    found[re.sub(r"[-_.]+", "-", name).lower()] = distribution
    for text in distribution.requires or ():
        requirement = Requirement(text)
        own = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if own not in found and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
            needed(own, found)
    return found


def wheelhouse(requirements: Sequence[str], folder: Path) -> dict[str, str]:
    """Packs what these requirements need, as it is installed here, as wheels in a folder; gives the version of each."""
    folder.mkdir(parents=True, exist_ok=True)
    fitting = {str(tag) for tag in sys_tags()}
    found: dict[str, metadata.Distribution] = {}
    for text in requirements:
        needed(Requirement(text).name, found)
    for distribution in found.values():
        tags = re.findall(r"^Tag: (\S+)$", distribution.read_text("WHEEL") or "", flags=re.M)
        tag = next(tag for tag in tags if tag in fitting)
        stem = f"{re.sub(r'[-_.]+', '_', distribution.name)}-{distribution.version}-{tag}"
        with zipfile.ZipFile(folder / f"{stem}.whl", "w") as archive:
            for file in _packed(distribution):
                archive.write(str(file.locate()), str(file))
    return {name: distribution.version for name, distribution in found.items()}


def _packed(distribution: metadata.Distribution) -> Iterator[metadata.PackagePath]:
    """The files of a distribution as its wheel had them: not those that the installer made."""
    for file in distribution.files or ():
        if ".." not in file.parts and file.suffix != ".pyc" and file.name not in ("INSTALLER", "REQUESTED", "direct_url.json"):
            yield file


class Clean:
    """A virtual environment with nothing in it but one wheel and what it needs, and a way to run commands in it without network and without leave to write to it."""

    def __init__(self, folder: Path, wheel: Path, house: Path) -> None:
        self.folder = folder
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
        install = [str(folder / "bin" / "pip"), "install", "--quiet", "--no-index", "--find-links", str(house), str(wheel)]
        plain = {key: value for key, value in os.environ.items() if not key.startswith("PIP_") and key != "PYTHONPATH"}
        ran = subprocess.run(install, env={**plain, "PIP_CONFIG_FILE": os.devnull}, cwd=folder, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        self.packages = next(folder.glob("lib/python*/site-packages"))
        tried = subprocess.run(
            ["unshare", "--net", "--mount", "bash", "-c", _SEALED, "bash", str(self.packages), "/", "true"],
            capture_output=True,
            check=False,
        )
        #: How it is cut off: ``unshare`` (namespaces of the kernel) or ``sitecustomize`` (Python refuses to connect, and the files are read-only).
        self.seal = "unshare" if tried.returncode == 0 else "sitecustomize"
        if self.seal == "sitecustomize":
            (self.packages / "sitecustomize.py").write_text(_REFUSING, encoding="utf-8")
            for path in self.packages.rglob("*"):
                path.chmod(path.stat().st_mode & ~0o222)

    def run(
        self,
        *arguments: str,
        cwd: Path,
        program: str = "ihl",
        environment: Mapping[str, str] = {},
    ) -> subprocess.CompletedProcess[str]:
        """Runs a program of the environment, standing in ``cwd``."""
        command = [str(self.folder / "bin" / program), *arguments]
        if self.seal == "unshare":
            command = ["unshare", "--net", "--mount", "bash", "-c", _SEALED, "bash", str(self.packages), str(cwd), *command]
        home = cwd / "home"
        home.mkdir(exist_ok=True)
        plain = {"PATH": os.environ["PATH"], "HOME": str(home), **environment}
        return subprocess.run(command, cwd=cwd, env=plain, capture_output=True, text=True, check=False)
