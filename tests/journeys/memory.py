"""What another process keeps in its memory, as somebody with this computer in hand could read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_BLOCK = 16 << 20  # bytes read at once


def _regions(pid: int) -> Iterator[bytes]:
    """Everything readable, piece by piece; pieces of one region overlap a little."""
    maps = Path(f"/proc/{pid}/maps").read_text("utf-8").splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in maps:
            span, rights, *_rest = line.split()
            if "r" not in rights or "[v" in line:
                continue
            start, end = (int(bound, 16) for bound in span.split("-"))
            for at in range(start, end, _BLOCK):
                try:
                    memory.seek(at)
                    yield memory.read(min(_BLOCK + 256, end - at))
                except (OSError, ValueError):  # pages that are no memory
                    continue


def copies(pid: int, sought: Mapping[str, bytes]) -> dict[str, int]:
    """How often each of these lies in the memory of a process, the letters of hex in either case."""
    patterns = {name: re.compile(re.escape(data)) for name, data in sought.items()}
    counts = dict.fromkeys(sought, 0)
    for region in _regions(pid):
        for name, pattern in patterns.items():
            counts[name] += len(pattern.findall(region, 0, _BLOCK + len(sought[name]) - 1))
    return counts


def of_keys(**secrets: bytes | bytearray) -> dict[str, bytes]:
    """Keys as they could lie there: as they are, and in hex."""
    spellings = {}
    for name, secret in secrets.items():
        spellings[f"{name} raw"] = bytes(secret)
        spellings[f"{name} hex"] = secret.hex().encode()
        spellings[f"{name} HEX"] = secret.hex().upper().encode()
        spellings[f"{name} hex, two bytes a letter"] = secret.hex().encode("utf-16-le")
    return spellings


def of_text(name: str, text: str) -> dict[str, bytes]:
    """A text as Qt and Python keep it."""
    codings = {"UTF-16": "utf-16-le", "UTF-8": "utf-8", "UTF-32": "utf-32-le"}
    return {f"{name} {coding}": text.encode(python) for coding, python in codings.items()}
