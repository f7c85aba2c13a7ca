"""What the program says of a vector: as `tipdesk verify` does, and of what came before as an office."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from tests.vectors.people import HERE
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.report import VerificationReport
from tipdesk.bundle.strict_json import parse_time
from tipdesk.bundle.trust import TrustStore
from tipdesk.bundle.trust_list import read_trust_list
from tipdesk.cases.custody.shown import ShownChain
from tipdesk.cli import verify_report
from tipdesk.cli.verify_report import NOT_VALID, SET_ASIDE, UNREADABLE, VALID, exit_status
from tipdesk.core.errors import TipdeskError, TrustPackInvalid
from tipdesk.core.work import Work
from tipdesk.desk.handover import checking
from tipdesk.desk.handover.checking import CheckPlan
from tipdesk.storage.handover_rows import KnownBundle, ReceivedNumber

VERDICTS = {VALID: "accept", NOT_VALID: "refuse", UNREADABLE: "unreadable", SET_ASIDE: "aside"}
Row = dict[str, Any]
Answer = tuple[str, list[str]]  # verdict and codes


def rows() -> list[Row]:
    """Every vector as it is kept."""
    listed: list[Row] = json.loads((HERE / "vectors.json").read_bytes())
    return listed


def asked(row: Row, folder: Path = HERE) -> Answer:
    """Verdict and codes of the program for a vector."""
    file, now = folder / row["file"], parse_time(row["at"])
    if row["before"]:
        return _as_office(row, folder, now)
    return answer_of(file, HERE / row["identity"], HERE / row["trust"], now)


def answer_of(file: Path, identity: Path, trust: Path, now: datetime) -> Answer:
    """What `tipdesk verify` says of a file; a trust list that does not hold leaves it unread."""
    try:
        question = verify_report.asked(identity, trust, now)
    except TrustPackInvalid as error:
        return "unreadable", [str(error.details["code"])]
    report = verify_report.check(file, question).report
    codes = {problem.code.value for problem in report.problems}
    return VERDICTS[exit_status(report)], sorted(codes)


# --- what an office says, which has others ----------------------------------------------------


@cache
def _store(path: Path, now: datetime) -> TrustStore:
    return read_trust_list(path, now).store


def _as_office(row: Row, folder: Path, now: datetime) -> Answer:
    """What came before was taken in, each at its own time."""
    known: list[KnownBundle] = []
    shown: list[ShownChain] = []
    identity = Identity.from_file((HERE / row["identity"]).read_text("ascii"))
    store = _store(HERE / row["trust"], now)
    with tempfile.TemporaryDirectory() as vault:

        def ask(name: str) -> checking.CheckedBundle:
            keys, memory = (identity,), (tuple(known), now, tuple(shown))
            return checking.check(
                CheckPlan(folder / name, Path(vault), keys, store, *memory), Work()
            )

        for number, name in enumerate(row["before"], start=1):
            before = ask(name)
            known.append(_known(before.report, now, number))
            shown.extend(before.shown)
            before.close()
        checked = ask(row["file"])
        checked.close()
    codes = sorted({finding.code for finding in checked.findings})
    verdict = "aside" if checked.set_aside else "accept"
    refused = "refuse" if checked.readable else "unreadable"
    return (verdict if checked.holds else refused), codes


def _known(report: VerificationReport, now: datetime, number: int) -> KnownBundle:
    index = report.index
    assert index is not None
    numbered = index.numbered
    return KnownBundle(
        bundle_id=report.bundle_id,
        manifest_sha256=report.manifest_sha256,
        case_id=index.case_id,
        revision=index.revision,
        result="accepted",
        number=f"R-{number}",
        received_at=now,
        signed_at=report.signed_at,
        numbered=ReceivedNumber(
            numbered.station,
            numbered.office,
            numbered.series,
            index.kind.value,
            numbered.number,
            numbered.previous,
            tuple((item.number, item.bundle_id) for item in numbered.not_sent),
        ),
    )


def agree(ours: Answer, theirs: Answer) -> bool:
    """Whether another reader says the same, as README.md describes it."""
    no = ("refuse", "unreadable")
    if ours[0] in no and theirs[0] in no:
        return any(code[0] == "E" for code in theirs[1])
    return ours == theirs


def differences() -> Iterator[str]:
    for row in rows():
        try:
            answer = asked(row)
        except TipdeskError as error:
            answer = (type(error).__name__, [str(error.details)])
        if answer != (row["verdict"], row["codes"]):
            yield f"{row['name']}: expected {row['verdict']} {row['codes']}, is {answer[0]} {answer[1]}"


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    for line in differences():
        print(line)


if __name__ == "__main__":
    main()
