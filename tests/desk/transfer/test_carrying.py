"""Attachments and recordings go with a file: they are opened and listed there as at home, and what
was altered, exchanged or left out is not taken in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.desk.elsewhere import APPROVER, Elsewhere
from tests.desk.evidence.test_recordings import agreed, recorded
from tests.desk.files.test_level_losses import attached as described
from tests.desk.transfer.moving import given_up, moved
from tests.desk.transfer.test_moving import well
from tests.desk.world import World
from tipdesk.bundle.container.index import Payload, payload_of_bytes
from tipdesk.bundle.messages.document import Correspondent
from tipdesk.cases.acquisition import Acquisition
from tipdesk.cases.model import Attachment, CaseId
from tipdesk.cases.transfer_files import MovedAttachment
from tipdesk.core import errors
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.custody.integrity import check_file
from tipdesk.desk.evidence.attachments import compare, seal
from tipdesk.desk.messages.messages import write_planned
from tipdesk.desk.session.session import Session
from tipdesk.desk.transfer import giving_up
from tipdesk.desk.transfer.carrying import open_offered, payloads
from tipdesk.storage.database import Database
from tipdesk.storage.evidence import attachments as attachment_rows
from tipdesk.storage.evidence.staging import content_path
from tipdesk.storage.keys.case_keys import Opens

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 2000


def attached(session: Session, case_id: CaseId, path: Path, data: bytes) -> Attachment:
    path.write_bytes(data)
    return session.attachments.attach(
        case_id, seal(session.attachments.attach_plan(case_id), path, Work())
    )


def read(session: Session, attachment: Attachment) -> bytes:
    with session.attachments.opener(attachment).open() as file:
        return file.read()


def stopped_at(most: int) -> Work:
    """Work that somebody stops at its `most`-th step."""
    calls = 0

    def stop(_done: int, _total: int) -> None:
        nonlocal calls
        calls += 1
        if calls == most:
            work.cancel()

    work = Work(stop)
    return work


def filled(world: World, folder: Path, *, listed: bool = True) -> CaseId:
    """A file with a picture whose origin is known, one that was destroyed, one of level 4, and a
    recording with a place in it."""
    case_id, session = agreed(world), world.officers
    recorded(world, case_id)
    picture = attached(session, case_id, folder / "صورة.png", PICTURE)
    known = Acquisition(source_hash=hashlib.sha256(PICTURE).hexdigest(), hash_of="file")
    outcome = compare(session.attachments.acquisition_opener(picture), known, Work())
    session.attachments.record_acquisition(case_id, picture, known, outcome)
    session.attachments.detach(
        case_id, attached(session, case_id, folder / "mistake.txt", b"of somebody else")
    )
    if listed:
        described(session, case_id, folder, "4")
    return case_id


def seen(session: Session, case_id: CaseId) -> list[tuple[object, ...]]:
    """Everything that is known of each, and its content."""
    session.access.open_suspects(case_id)
    return [
        (
            *(item.id, item.name, item.media_type, item.sha256, item.added_at, item.photo),
            *(item.derived_from, item.acquisition and item.acquisition.outcome),
            read(session, item),
        )
        for item in session.attachments.attached(case_id)
    ]


def test_attachments_are_there_as_at_home(
    world: World, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    case_id = filled(world, tmp_path)
    session = world.officers
    before = seen(session, case_id)
    recordings = session.recordings.of_case(case_id)
    assert (len(before), len(recordings)) == (3, 1)
    moved(world, elsewhere, case_id)
    there = elsewhere.session
    assert seen(there, case_id) == before
    assert [
        (item.id, item.begun_at, item.milliseconds, item.ending, item.device)
        for item in there.recordings.of_case(case_id)
    ] == [
        (item.id, item.begun_at, item.milliseconds, item.ending, item.device) for item in recordings
    ]
    check_file(there._desk, case_id, there.access.opens(case_id))
    by = {item.added_by for item in there.attachments.attached(case_id)}
    assert by == {f"TDX/{OFFICER.login}"}
    keys = [
        {item.key for item in attachment_rows.stored(at._desk.vault, case_id)}
        for at in (session, there)
    ]
    assert not keys[0] & keys[1]
    assert attachment_rows.orphans(there._desk.vault) == 0
    well(world, elsewhere)


def test_what_is_of_level_4_stays_closed_there_to_who_is_not_named(
    world: World, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    case_id = filled(world, tmp_path)
    moved(world, elsewhere, case_id)
    vault = elsewhere.session._desk.vault
    closed = [item for item in attachment_rows.attachments(vault, case_id) if item.closed]
    assert len(closed) == 1


def test_it_comes_home_with_what_was_attached_elsewhere(
    world: World, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    case_id, session = filled(world, tmp_path, listed=False), world.officers
    session.messages.take(moved(world, elsewhere, case_id))
    there = elsewhere.session
    attached(there, case_id, tmp_path / "theirs.png", PICTURE + b"theirs")
    (picture,) = [
        item for item in there.attachments.attached(case_id) if item.acquisition is not None
    ]
    there.attachments.detach(case_id, picture)
    there.steps.complete(case_id)
    before = seen(there, case_id)
    there.giving_up.note_consent(case_id, "TDX", "granted", "self")
    there.giving_up.give_up(case_id, Correspondent("TDX", SUPERVISOR.login), elsewhere.confirm())
    path = there.giving_up.write(case_id, world.usb_drive)
    world.sessions["officers"] = session = world.reopen(SUPERVISOR)
    session.readers.reads_restricted(case_id)
    session.taking_over.take_in(session.taking_over.read(path), world.confirm(SUPERVISOR))
    assert seen(session, case_id) == before
    assert attachment_rows.orphans(session._desk.vault) == 0
    check_file(session._desk, case_id, session.access.opens(case_id))
    well(world, elsewhere)


def test_stopped_refused_or_dropped_it_leaves_nothing(
    world: World, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    case_id = filled(world, tmp_path)
    given_up(world, case_id)
    path = world.officers.giving_up.write(case_id, world.usb_drive)
    there = elsewhere.open(APPROVER)
    taking, vault = there.taking_over, there._desk.vault
    plan = taking.offer_plan(path)
    steps: list[int] = []
    open_offered(plan, Work(lambda done, _total: steps.append(done)))
    assert attachment_rows.sweep(vault) == 3
    for most in range(1, len(steps)):  # verified, and then sealed one by one
        work = stopped_at(most)
        with pytest.raises(errors.Cancelled):
            open_offered(plan, work)
        assert attachment_rows.orphans(vault) == 0
    first, again = taking.read(path), taking.read(path)
    assert attachment_rows.orphans(vault) == 3
    taking.drop(first)
    assert attachment_rows.orphans(vault) == 0
    with pytest.raises(errors.VaultDamaged):
        taking.take_in(again, elsewhere.confirm())
    taking.take_in(taking.read(path), elsewhere.confirm())
    assert attachment_rows.orphans(vault) == 0
    well(world, elsewhere)


def test_writing_that_is_stopped_leaves_no_half_file(
    world: World, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    case_id = filled(world, tmp_path)
    given_up(world, case_id)
    plan = world.officers.giving_up.writing_plan(case_id, world.usb_drive)
    steps: list[int] = []
    write_planned(plan, Work(lambda done, _total: steps.append(done))).unlink()
    for left in world.usb_drive.iterdir():
        left.unlink()
    for most in range(1, len(steps)):  # written, and read back
        work = stopped_at(most)
        with pytest.raises(errors.Cancelled):
            write_planned(plan, work)
        assert list(world.usb_drive.iterdir()) == []
    there = elsewhere.open(APPROVER)
    path = write_planned(plan, Work())
    there.taking_over.take_in(there.taking_over.read(path), elsewhere.confirm())


def test_what_was_altered_here_does_not_leave(
    world: World, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    case_id = filled(world, tmp_path)
    given_up(world, case_id)
    vault_dir = world.officers._desk.vault.vault_dir
    (picture, *_rest) = world.officers.attachments.attached(case_id)
    lies = content_path(vault_dir, picture.id)
    data = bytearray(lies.read_bytes())
    data[len(data) // 2] ^= 1
    lies.write_bytes(data)
    with pytest.raises(errors.VaultDamaged):
        world.officers.giving_up.write(case_id, world.usb_drive)
    assert list(world.usb_drive.iterdir()) == []


@pytest.mark.parametrize("how", ["exchanged", "missing", "altered"])
def test_a_packet_with_others_beside_it_is_not_taken_in(
    world: World,
    elsewhere: Elsewhere,
    tmp_path: Path,
    how: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Signed by an approver who runs the modules by hand: the message names what the packet does
    not."""
    case_id = filled(world, tmp_path)

    def others(
        vault: Database, data: bytes, files: Iterable[MovedAttachment], opens: Opens
    ) -> tuple[Payload, ...]:
        packet, *beside = payloads(vault, data, files, opens)
        if how == "exchanged":
            beside[0], beside[1] = beside[1], beside[0]
        if how == "missing":
            del beside[-1]
        if how == "altered":
            beside[0] = payload_of_bytes(beside[0].path, b"another", "application/octet-stream")
        return packet, *beside

    monkeypatch.setattr(giving_up, "payloads", others)
    given_up(world, case_id)
    path = world.officers.giving_up.write(case_id, world.usb_drive)
    there = elsewhere.open(APPROVER)
    with pytest.raises(errors.MessageInvalid):
        there.taking_over.read(path)
    assert attachment_rows.orphans(there._desk.vault) == 0
