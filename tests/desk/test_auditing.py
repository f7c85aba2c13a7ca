"""Bundles and answers against the chain: what left the house is what the vault says left."""

from pathlib import Path

from tipdesk.desk.auditing import Audit, Doubt, Question, audit

from tests.desk.test_approval_binding import forge
from tests.desk.world import World
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.session import UnlockedKey
from tipdesk.desk.tending import at_the_vault


def audited(world: World, *anchors: tuple[int, str]) -> Audit:
    world.officers.lock()
    kept = world.keys[SUPERVISOR.login]
    key = UnlockedKey(kept.login, bytearray(kept.dek), bytearray(kept.seed))
    folder: Path = world.folder / "officers"
    with at_the_vault(folder, key, world.clock, "vault audit") as desk:
        found = audit(desk, Question(anchors=anchors))
    world.sessions.pop("officers")
    return found


def doubts(found: Audit) -> set[Doubt]:
    return {one.doubt for one in found.objections}


def test_what_left_and_what_came_back_stand_in_the_chain(world: World) -> None:
    bundle = world.exported(world.approved())
    world.officers.handover.import_receipt(world.accept(world.check(bundle.path)))
    found = audited(world)
    assert found.objections == ()
    (head,) = found.heads
    assert head.bundle == bundle.bundle_id
    assert doubts(audited(world, (head.seq, head.hash))) == set()
    assert doubts(audited(world, (head.seq, "0" * 64))) == {Doubt.ANCHOR_DIFFERS}
    assert doubts(audited(world, (head.seq + 1000, head.hash))) == {Doubt.ANCHOR_DIFFERS}


def test_a_list_of_bundles_that_says_else_than_the_chain(world: World) -> None:
    world.exported(world.approved())
    forge(world, lambda rows: rows.execute("UPDATE export SET sha256 = ?", ("0" * 64,)))
    assert doubts(audited(world)) == {Doubt.EXPORT_DIFFERS}
    forge(world, lambda rows: rows.execute("DELETE FROM export"))
    assert doubts(audited(world)) == {Doubt.EXPORT_UNKNOWN}


def test_an_answer_that_was_signed_for_another_bundle(world: World) -> None:
    bundle = world.exported(world.approved())
    world.officers.handover.import_receipt(world.accept(world.check(bundle.path)))
    other = "UPDATE export SET manifest_sha256 = ?"
    forge(world, lambda rows: rows.execute(other, ("0" * 64,)))
    assert doubts(audited(world)) == {Doubt.EXPORT_DIFFERS, Doubt.RECEIPT_DIFFERS}
    forge(world, lambda rows: rows.execute("UPDATE receipt SET body = x'00'"))
    assert Doubt.RECEIPT_DIFFERS in doubts(audited(world))
