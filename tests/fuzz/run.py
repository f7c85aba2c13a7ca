"""Look for inputs that a reader does not expect, guided by what they reach (atheris, libFuzzer).

    .venv/bin/python -m tests.fuzz.run TARGET FOLDER [-max_total_time=3600 …]

Needs `pip install atheris` (Linux; not in the lock, as there is none for Windows). FOLDER takes
what is found interesting and begins with whole documents; an input that fails is written beside.
What is worth keeping goes to `tests/fuzz/kept/TARGET`, which the suite runs (`test_kept.py`).
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["tipdesk"]):
    from tests.fuzz.targets import TARGETS, name_of, seeds


def main() -> None:
    """See above."""
    target, folder = TARGETS[sys.argv[1]], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for data in seeds().get(sys.argv[1], []):
        (folder / name_of(data)).write_bytes(data)
    atheris.Setup([sys.argv[0], str(folder), *sys.argv[3:]], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
