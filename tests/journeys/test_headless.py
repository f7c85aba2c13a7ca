"""The main job without a window: set-up, interview, approval, paper, bundle, receipt, amendment."""

from datetime import UTC, datetime
from pathlib import Path

from tipdesk.cases.model import Status
from tipdesk.core.clock import Clock
from tipdesk.demo.journey import DOCUMENTS, travel
from tipdesk.desk.handover.receipts import ReceiptMeaning
from tipdesk.printing.preview import text

STEPS = ("stations", "interview", "approval", "paper", "bundle", "verification", "receipt")


def fixed_clock() -> Clock:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    return lambda: now


def test_the_whole_way(tmp_path: Path) -> None:
    heard: list[str] = []
    journey = travel(tmp_path / "out", fixed_clock(), heard.append)
    assert tuple(heard) == STEPS
    assert journey.outcome.meaning is ReceiptMeaning.ACCEPTED
    assert journey.outcome.case.status is Status.RECEIVED
    assert journey.outcome.case.receipt_number == journey.outcome.number == "PPX-2026-00001"
    assert journey.export.fingerprint.count(" ") == 7
    assert len(journey.forms) == 2 * len(DOCUMENTS)
    number = journey.outcome.case.number
    assert sum(number in text(path.read_bytes()) for path in journey.forms) == len(DOCUMENTS)
    left = {path.name for path in (tmp_path / "out").iterdir()}
    assert not any(name.startswith(".") for name in left)  # the vaults are gone
