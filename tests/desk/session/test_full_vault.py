"""A vault that takes nothing more is still read, and what it refused is entered later."""

from contextlib import suppress

import pytest

from tests.desk.handover.test_handover import attach
from tests.desk.world import World
from tipdesk.cases.custody.chain import timestamp
from tipdesk.core.errors import DiskFull, VaultReadOnly
from tipdesk.demo.stations import RECEIVER
from tipdesk.desk.session.session import Session
from tipdesk.storage import custody_rows
from tipdesk.storage.evidence.staging import content_path


def fill(session: Session) -> None:
    """From now on the vault takes not one more entry."""
    desk = session._desk
    desk.vault.limit_pages(desk.vault.rows("PRAGMA page_count")[0][0])
    for note in ("full " * 40, ""):
        with suppress(DiskFull):
            while True:
                desk.enter("filled", note=note)


def free(session: Session) -> None:
    session._desk.vault.limit_pages(10**6)


def viewings(session: Session) -> list[dict[str, str]]:
    newest = custody_rows.newest_first(session._desk.vault)
    return [dict(event.detail) for event in newest if event.action == "viewed"]


def test_a_file_is_read_from_a_full_vault_and_the_look_follows_with_its_time(world: World) -> None:
    case_id, other = world.interview(), world.interview()
    attach(world, case_id, "عقد.txt", b"contract")
    session = world.reopen()
    fill(session)
    before = len(viewings(session))
    seen = timestamp(world.clock.now)
    case_file = session.files.load(case_id)
    assert case_file.answers
    with session.attachments.opener(case_file.attachments[0]).open() as content:
        assert content.read() == b"contract"
    assert len(viewings(session)) == before
    free(session)
    world.clock.move(hours=3)
    session.files.load(other)  # any other look brings them in
    newest, of_attachment, of_file, *earlier = viewings(session)
    assert "seen" not in newest
    assert len(earlier) == before
    assert seen < of_file["seen"] < of_attachment["seen"] < timestamp(world.clock.now)
    assert of_attachment["sha256"] == case_file.attachments[0].sha256


def test_a_look_that_found_no_room_is_entered_at_the_lock(world: World) -> None:
    case_id = world.interview()
    session = world.reopen()
    before = len(viewings(session))
    fill(session)
    session.files.load(case_id)
    free(session)
    after = viewings(world.reopen())
    assert len(after) == before + 1
    assert "seen" in after[0]


def test_a_registered_bundle_is_read_from_a_full_vault(world: World) -> None:
    world.accept(world.check(world.exported(world.approved()).path))
    session = world.prosecution
    fill(session)
    received = session.receiving.open_received(session.receiving.register()[0].id)
    assert received.document("cover").startswith(b"%PDF")
    received.close()


def test_a_bundle_that_the_full_vault_refused_is_accepted_at_the_next_try(world: World) -> None:
    checked = world.check(world.exported(world.approved()).path)
    session = world.prosecution
    fill(session)
    for _try in range(2):
        with pytest.raises(DiskFull):
            world.accept(checked)
    assert session.receiving.register() == ()
    session.receiving.preview(checked).close()  # it can still be looked at
    free(session)
    assert world.accept(checked).exists()
    row = session.receiving.register()[0]
    assert row.number.endswith("-00001")
    session.receiving.open_received(row.id).close()


def test_a_bundle_that_found_no_place_is_accepted_at_the_next_try(world: World) -> None:
    checked = world.check(world.exported(world.approved()).path)
    session = world.prosecution
    (part,) = (session.vault_dir / "att").glob("*/*.part")
    in_the_way = content_path(session.vault_dir, part.stem)
    in_the_way.mkdir()
    with pytest.raises(VaultReadOnly):
        world.accept(checked)
    in_the_way.rmdir()
    world.accept(checked)
    received = session.receiving.open_received(session.receiving.register()[0].id)
    assert received.record.answers
    received.close()


def test_a_refused_bundle_that_nobody_takes_leaves_nothing(world: World) -> None:
    checked = world.check(world.exported(world.approved()).path)
    session = world.prosecution
    fill(session)
    with pytest.raises(DiskFull):
        session.receiving.accept(checked, world.confirm(RECEIVER), "", world.usb_drive)
    session.receiving.discard(checked)
    assert [path for path in (session.vault_dir / "att").rglob("*") if path.is_file()] == []
