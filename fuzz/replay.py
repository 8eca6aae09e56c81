"""Every input of the corpus through its target once more, and what it cost.

    python fuzz/replay.py [TARGET ...]

Prints one line for each target: how many inputs, the slowest of them, and whatever one of them raised; then the memory of the whole process. ``tests/test_fuzz.py`` runs it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import traceback
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from targets import TARGETS, tried  # noqa: E402

CORPUS = HERE / "corpus"


def replayed(name: str) -> dict[str, object]:
    """What came of the inputs of one target."""
    faults: list[str] = []
    slowest, taken = 0.0, 0
    inputs = sorted((CORPUS / name).iterdir())
    for path in inputs:
        data = path.read_bytes()
        began = time.process_time()
        try:
            taken += tried(name, data) == "taken"
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            faults.append(f"{path.name}: {type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})")
        if path != inputs[0]:  # with the first, whatever is loaded once is loaded
            slowest = max(slowest, time.process_time() - began)
    return {"target": name, "inputs": len(inputs), "taken": taken, "slowest": round(slowest, 3), "faults": faults}


def _peak() -> int:
    """The most memory that this process has held, in megabytes. What Linux gives as its largest size counts that of the process which started it."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return int(next(line.split()[1] for line in status if line.startswith("VmHWM"))) // 1000
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000


def main() -> None:
    """Replays them."""
    for name in sys.argv[1:] or TARGETS:
        print(json.dumps(replayed(name)), flush=True)
    print(json.dumps({"megabytes": _peak()}))


if __name__ == "__main__":
    main()
