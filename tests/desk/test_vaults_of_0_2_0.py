"""Two vaults as version 0.2.0 left them: everything is there, and work goes on.

`data/stations-0.2.0.zip` was made by that version's own program (commit e8765879): a station with a
file that is open, one that is approved, one that was sent, one that was received, one that is hidden
and one with a need in every state; and the office that received it.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.desk.approving import approve
from tests.desk.world import Calendar, World, certify, copied
from tipdesk.cases.casework.deadlines import DeadlineKind
from tipdesk.cases.casework.entries import ENDED, REFERRAL_STATUSES, EntryKind
from tipdesk.cases.model import Answer, CaseId, Status
from tipdesk.core.errors import WorkEntryRefused
from tipdesk.demo import stations
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, trust_list
from tipdesk.desk.unlocking import UnlockedKey, unlock
from tipdesk.storage import custody_rows

SAMPLE = Path(__file__).parent / "data" / "stations-0.2.0.zip"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("of_0_2_0")
    with zipfile.ZipFile(SAMPLE) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def keys(kept: Path) -> dict[str, UnlockedKey]:
    """What everybody's passphrase opens, in every copy."""
    places = ((OFFICER, "officers"), (SUPERVISOR, "officers"), (RECEIVER, "prosecution"))
    return {who.login: unlock(kept / name, who.login, who.passphrase) for who, name in places}


@pytest.fixture
def old(
    template: World, kept: Path, keys: dict[str, UnlockedKey], tmp_path: Path
) -> Iterator[World]:
    """The authority of today, and the vaults of then."""
    world = copied(template, tmp_path / "world", tmp_path / "stick")
    for name in ("officers", "prosecution"):
        (world.folder / name).rename(tmp_path / f"{name} of today")
        with zipfile.ZipFile(SAMPLE) as archive:
            members = [item for item in archive.namelist() if item.startswith(f"{name}/")]
            archive.extractall(world.folder, members)
    world.keys = keys
    ended = datetime.fromisoformat(json.loads((kept / "sample.json").read_text())["ended"])
    world.clock = Calendar(max(ended, template.clock.now) + timedelta(days=1))
    yield world
    world.close()


@pytest.fixture(scope="module")
def files(kept: Path) -> dict[str, CaseId]:
    return {
        name: CaseId(case_id)
        for name, case_id in json.loads((kept / "sample.json").read_text())["files"].items()
    }


def certified(world: World) -> None:
    """Everybody has a certificate of an authority of two people, and trusts it."""
    supervisor = world.reopen(SUPERVISOR)
    for session, who in (
        (supervisor, OFFICER),
        (supervisor, SUPERVISOR),
        (world.prosecution, RECEIVER),
    ):
        certify(world, session, replace(who, service_number=f"{who.service_number}-9"))
    pack = trust_list(world.agency, world.clock())
    stations.trust(supervisor, pack, world.agency, world.confirm(OFFICER))
    stations.trust(world.prosecution, pack, world.agency)
    world.reopen()


def test_every_file_is_there_and_the_chain_goes_on(old: World, files: dict[str, CaseId]) -> None:
    session = old.officers
    statuses = {case.id: case.status for case in session.files.list_cases()}
    assert statuses == {
        files["open"]: Status.IN_PROGRESS,
        files["approved"]: Status.COMPLETED,  # approved once more, by a signature (decision 103)
        files["exported"]: Status.EXPORTED,
        files["received"]: Status.RECEIVED,
        files["hidden"]: Status.IN_PROGRESS,
        files["needs"]: Status.COMPLETED,
    }
    for case_id in files.values():
        assert session.files.load(case_id).answers
    vault = session._desk.vault
    session.answers.save_answers(files["open"], {"urgency": Answer("routine")})
    assert custody_rows.verify(vault) == custody_rows.chain(vault)[-1]
    (picture,) = session.files.load(files["received"]).attachments
    assert picture.name == "a.jpg"
    (sent,) = session.handover.exports(files["received"])
    assert (sent.result, sent.receipt_number) == ("accepted", "PPX-2026-00001")


def test_what_was_received_then_is_shown_as_it_was(old: World) -> None:
    counter = old.prosecution.receiving
    (row,) = counter.register()
    assert (row.number, row.result, row.revision) == ("PPX-2026-00001", "accepted", 1)
    with counter.open_received(row.id) as received:
        assert len(received.record.answers) > 20
        assert {document.name for document in received.documents} == {
            "notice",
            "intake",
            "consent",
            "statement",
            "cover",
        }
        assert received.document("statement").startswith(b"%PDF")
        (picture,) = received.attachments
        assert received.open(picture).read() == b"\xff\xd8" + b"picture!" * 20
        assert "a.jpg" in picture.called("ar")
        assert {"approved", "opened"} <= {event.action for event in received.custody}
        assert received.follows is None
        assert not received.direct


def test_the_officer_goes_on_to_the_prosecution(old: World, files: dict[str, CaseId]) -> None:
    certified(old)
    for name, revision in (("approved", 1), ("received", 2)):
        case_id = files[name]
        if name == "received":
            old.officers.answers.amend(case_id, {"urgency": Answer("immediate")}, "تصحيح")
            old.officers.steps.complete(case_id)
        approve(old.officers, case_id, old.confirm(SUPERVISOR))
        result = old.exported(case_id)
        checked = old.check(result.path)
        assert checked.holds, checked.findings
        old.officers.handover.import_receipt(old.accept(checked))
        assert old.officers.files.case(case_id).status is Status.RECEIVED
        assert result.revision == revision
    rows = [(row.number, row.below) for row in old.prosecution.receiving.register()]
    assert rows == [("PPX-2026-00001", False), ("PPX-2026-00001", True), ("PPX-2026-00002", False)]


def test_a_need_in_any_state_goes_on_as_case_work(old: World, files: dict[str, CaseId]) -> None:
    session, case_id = old.officers, files["needs"]
    while session.derived.step():
        pass
    before = session.files.whole(case_id)
    needs = session.case_work.work(case_id).needs.values()
    assert {need.status for need in needs} == set(REFERRAL_STATUSES)
    assert len(needs) == len(REFERRAL_STATUSES)
    owed = [line.subject for line in session.due.of_case(case_id) if line.kind is DeadlineKind.NEED]
    assert sorted(owed) == sorted(need.subject for need in needs if need.status not in ENDED)
    for need in needs:
        answered = (case_id, EntryKind.ANSWERED, need.subject, {"status": "accepted"})
        if need.status in ENDED:
            with pytest.raises(WorkEntryRefused, match="over"):
                session.case_work.enter(*answered)
        else:
            assert session.case_work.enter(*answered).needs[need.subject].status == "accepted"
    after = session.files.whole(case_id)
    assert (after.case.status, after.digest) == (before.case.status, before.digest)
    assert after.answers == before.answers
