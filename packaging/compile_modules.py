"""Compile every module below the working folder, in its place: `compile_modules.py SHOWN`.

Run by `program_tree` with the Python that will read them (`-I -S`), which may be another than the
one that builds. A compiled module says "unchecked" of its hash (PEP 552): no clock, and no source
is asked for. No path of this computer is named meanwhile: a name that is held anywhere in the
process is written in another way. Standard library only.
"""

import importlib.util
import marshal
import sys
from pathlib import Path

_UNCHECKED = (1).to_bytes(4, "little")


def main(shown: str) -> None:
    """In the order of names, so that it is the same each time; tracebacks show `shown` before."""
    for source in sorted(Path().rglob("*.py")):
        data = source.read_bytes()
        code = compile(data, shown + source.as_posix(), "exec", dont_inherit=True, optimize=0)
        head = importlib.util.MAGIC_NUMBER + _UNCHECKED + importlib.util.source_hash(data)
        source.with_suffix(".pyc").write_bytes(head + marshal.dumps(code))
        source.unlink()


if __name__ == "__main__":
    main(sys.argv[1])
