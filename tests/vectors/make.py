"""Makes the vectors anew: `python -m tests.vectors.make`.

The same bytes every time.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator

from tests.vectors import annexes, cast, contents, envelope, good, lists, others, people, signatures
from tests.vectors.people import ADVISER, HERE, OFFICE, RECOVERY, STRANGER, canonical, stamp
from tests.vectors.vector import Vector
from tests.vectors.writing import Single

FILES, KEYS, TRUST = HERE / "files", HERE / "keys", HERE / "trust"
VECTORS = HERE / "vectors.json"
TABLES = (good, envelope, signatures, contents, lists, others, annexes)


def every() -> Iterator[Vector]:
    """All vectors, in the order of their tables."""
    for table in TABLES:
        yield from table.vectors()


def write() -> None:
    """Everything beside this module but the modules."""
    for folder in (FILES, TRUST):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    for key in (OFFICE, RECOVERY, STRANGER, ADVISER):
        (KEYS / f"{key.name}.txt").write_text(key.file, "ascii")
    usual = Single("trust.json", lists.usual(), cast.SECOND, people.NOW - people.DAY, cast.CLERK)
    (TRUST / "trust.asice").write_bytes(usual.bytes())
    pems = people.pem(people.ROOT.certificate)
    (TRUST / "root.pem").write_text(pems, "ascii")
    (TRUST / "trust.pem").write_text(pems + people.pem(cast.CRL), "ascii")
    rows = []
    for vector in every():
        name = (vector.file or vector.name) + vector.suffix
        if not vector.file:
            (FILES / name).write_bytes(vector.data)
        rows.append(
            {
                "name": vector.name,
                "about": vector.about,
                "file": f"files/{name}",
                "holds": vector.holds,
                "identity": f"keys/{vector.identity}.txt",
                "trust": f"trust/{vector.trust}",
                "at": stamp(vector.at),
                "before": [f"files/{before}.asice.age" for before in vector.before],
                "verdict": vector.expected,
                "codes": sorted(vector.codes),
            }
        )
    for name, data in lists.written().items():
        (TRUST / name).write_bytes(data)
    names = [row["name"] for row in rows]
    assert len(set(names)) == len(names), sorted(n for n in names if names.count(n) > 1)
    VECTORS.write_bytes(canonical(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args()
    write()


if __name__ == "__main__":
    main()
