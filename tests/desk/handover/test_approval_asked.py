"""An approval by USB drive as the Prosecution reads it: the chain tells that it was asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.vectors.asking import VERDICTS
from tests.vectors.people import HERE, NOW
from tests.vectors.vector import bundle
from tests.vectors.writing import Chain, Event
from tipdesk.cli import verify_report


def checked(folder: Path, *, approver: str = "S-01", decision: int = 1, after: str = "") -> str:
    """Verdict and codes of a bundle whose statement names the entry `approval_asked`."""
    chains: list[Chain] = []

    def events(usual: list[Event]) -> list[Event]:
        at = next(at for at, event in enumerate(usual) if event.action == "approved")
        detail = {**usual[at].detail, "approver": approver}
        asked = replace(
            usual[at], action="approval_asked", officer="T-07", detail=detail, decision=decision
        )
        ended = [Event(after, "T-07")] if after else []
        return [*usual[:at], asked, *ended, *usual[at + 1 :]]

    def chain(hashed: Chain) -> Chain:
        chains.append(hashed)
        return hashed

    def approval(body: dict[str, object]) -> dict[str, object]:
        return {**body, "head": chains[0].head(chains[0].seq_of("approval_asked"))}

    path = folder / "asked.asice"
    path.write_bytes(bundle(events=events, chain=chain, approval=approval).bytes())
    question = verify_report.asked(None, HERE / "trust" / "trust.asice", NOW)
    report = verify_report.check(path, question).report
    codes = sorted({problem.code.value for problem in report.problems} - {"A_NOT_ENCRYPTED"})
    return " ".join([VERDICTS[verify_report.exit_status(report)], *codes])


def test_the_approver_that_was_asked_may_have_signed_it(tmp_path: Path) -> None:
    assert checked(tmp_path) == "aside"  # for want of its envelope, and for nothing else


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"approver": "S-02"}, "E_NOT_APPROVED"),
        ({"decision": 0}, "E_CUSTODY_FORM"),
        ({"after": "amended"}, "E_NOT_APPROVED"),
        ({"after": "returned"}, "E_NOT_APPROVED"),
    ],
)
def test_anything_else_is_no_approval(tmp_path: Path, change: dict[str, str], codes: str) -> None:
    assert checked(tmp_path, **change) == f"refuse {codes}"  # type: ignore[arg-type]  # by their names
