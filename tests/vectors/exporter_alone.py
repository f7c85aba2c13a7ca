"""An exporter changes what another person approved, signs the rest anew, and the program is asked.

    python -m tests.vectors.exporter_alone [COUNT] [--seed N] [--only DOCUMENT]

COUNT mutants of each document: of its bytes, and of its values where it is JSON. Index, bag and manifest say
so too, and the exporter signs them; the approver's signature stays as it was. Printed is how many
were taken, and every one in which something differs from what was approved: there must be none.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.vectors.mutants import IDENTITY, TRUST, some_bytes, some_value
from tests.vectors.people import NOW, canonical
from tests.vectors.vector import bundle
from tests.vectors.writing import PDF, Envelope, Files, sealed
from tipdesk.cli import verify_report
from tipdesk.cli.verify_report import VALID, exit_status

DOCUMENTS = ("approval.json", "approval.p7s", "record.json", "custody.json", "statement.pdf",
             "att/0001.jpg", "any")  # fmt: skip


def approved(files: Files) -> Files:
    """What the approver's signature is to hold: the subjects, the statement, the entries before it."""
    return {
        name: _until_approved(data) if name == "custody.json" else data
        for name, data in files.items()
        # Unsigned attributes of a signature are nobody's word, and the cover is the exporter's own.
        if name not in ("approval.p7s", "cover.pdf")
    }


def _until_approved(custody: bytes) -> bytes:
    """Entries up to the approval; those after it are the exporter's own."""
    try:
        [segment] = json.loads(custody)["segments"]
        actions = [entry[6] if len(entry) == 8 else "" for entry in segment["links"]]
        return canonical(segment["links"][: actions.index("approved") + 1])
    except (ValueError, LookupError, TypeError):
        return custody


@dataclass
class Tally:
    """What the program said of so many mutants."""

    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    taken: list[str] = field(default_factory=list)


def mutants(count: int, seed: int, only: str = "") -> Iterator[tuple[str, bytes, bool]]:
    """Document, case bundle, and whether something that was approved is other than it was."""
    random = Random(seed)
    for document in DOCUMENTS:
        for _ in range(count if only in ("", document) else 0):
            differs: list[bool] = []

            def change(
                files: Files, document: str = document, differs: list[bool] = differs
            ) -> Files:
                changed = _changed(random, files, document)
                differs.append(approved(changed) != approved(files))
                return changed

            whole = bundle(files=lambda files: {**files, "statement.pdf": PDF}, sent=change)
            data = sealed(whole.bytes(), Envelope(), str(random.random()))
            yield document, data, differs[0]


def _changed(random: Random, files: Files, document: str) -> Files:
    name = random.choice(sorted(files)) if document == "any" else document
    others = {other: data for other, data in files.items() if other != name}
    if document == "any" and random.randrange(2):  # away, or under another name, or one more
        moved = random.choice(("att/0002.jpg", "intake.pdf", "consent.pdf", "cover.pdf"))
        return random.choice(
            (others, {**others, moved: files[name]}, {**files, moved: files[name]})
        )
    if name.endswith(".json") and random.randrange(2):
        return {**others, name: canonical(some_value(random)(json.loads(files[name])))}
    return {**others, name: some_bytes(random)(files[name])}


def asked(count: int, seed: int, folder: Path, only: str = "") -> Tally:
    """The program about each of them."""
    tally, path = Tally(), folder / "file.asice.age"
    question = verify_report.asked(IDENTITY, TRUST, NOW)
    for number, (document, data, differs) in enumerate(mutants(count, seed, only)):
        path.write_bytes(data)
        valid = exit_status(verify_report.check(path, question).report) == VALID
        tally.verdicts[document, "taken" if valid else "not taken"] += 1
        if differs and valid:
            tally.taken.append(f"{document}, number {number} of seed {seed}")
    return tally


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("count", nargs="?", type=int, default=100)
    parser.add_argument("--seed", type=int, default=Random().randrange(10**6))
    parser.add_argument("--only", default="", choices=("", *DOCUMENTS))
    given = parser.parse_args()
    print(f"seed {given.seed}")
    with tempfile.TemporaryDirectory() as folder:
        tally = asked(given.count, given.seed, Path(folder), given.only)
    for (document, verdict), times in sorted(tally.verdicts.items()):
        print(f"{document:15} {verdict:10} {times}")
    print("taken though it differs:", len(tally.taken), *tally.taken, sep="\n")
    return 1 if tally.taken else 0


if __name__ == "__main__":
    sys.exit(main())
