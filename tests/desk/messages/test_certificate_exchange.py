"""Certificates that stations ask for, carried by an office: drives that are gone, drives that are
full of what was here before."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from cryptography.x509 import ReasonFlags

from tests.desk.world import World
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.document import Correspondent, MessageSubject
from tipdesk.bundle.messages.writing import SUFFIX
from tipdesk.bundle.trust import certificate_pem
from tipdesk.core.errors import FileUnreadable
from tipdesk.demo.stations import OFFICER, RECEIVER, trust_list
from tipdesk.desk.messages.messages import Outgoing


def asking(world: World) -> Path:
    """The officer's request in a message, on the USB drive."""
    session, key = world.officers, world.confirm(OFFICER)
    text = session.keys.enrolment_request(key).decode("ascii")
    kind, body = MessageType.CERTIFICATE_REQUESTS, {"requests": [text]}
    letter = Outgoing(kind, Correspondent("PPX"), MessageSubject(), body)
    session.messages.post(letter, key)
    return session.messages.write_again(letter.message_id, world.usb_drive)


def certified(world: World, folder: Path) -> None:
    """The authority answers every request of a folder, and the office has its list."""
    agency, now = world.agency, world.clock()
    for path in sorted(folder.glob("*.json")):
        request = read_enrolment(path.read_bytes())
        for live in agency.state.live(request.holder.service_number, now):
            world.clock.move(minutes=1)
            agency.revoke(live.serial, ReasonFlags.superseded, world.clock())
        issued = agency.issue(request, world.clock())
        path.with_suffix(".PEM").write_bytes(certificate_pem(issued))
    world.prosecution.keys.import_trust_list(trust_list(agency, world.clock()))


def test_a_drive_that_goes_after_it_was_read_is_not_asked_again(
    world: World, tmp_path: Path
) -> None:
    """The certificates are signed as they were read: nothing else that lies there by then."""
    office, folder = world.prosecution, tmp_path / "carried"
    folder.mkdir()
    office.messages.take(asking(world))
    office.carrying.save(folder)
    certified(world, folder)
    brought = office.carrying.bring(folder)
    shutil.rmtree(folder)
    office.carrying.send(brought, world.confirm(RECEIVER))
    assert office.carrying.waiting() == ()
    with pytest.raises(FileUnreadable):
        office.carrying.bring(folder)


def test_what_was_here_before_hides_nothing_that_came_later(world: World) -> None:
    """A drive goes to and fro for a year: a hundred messages of before lie beside the receipt."""
    path = asking(world)
    office = world.prosecution
    vault = office._desk.vault
    for number in range(100):
        name = f"00000000-0000-4000-8000-{number:012}"
        (path.parent / f"{name}{SUFFIX}").write_bytes(b"of before")
        vault.execute(
            "INSERT INTO message(message_id, way, case_id, numbered, words, kept_at, kept_by)"
            " VALUES(?, 'sent', '', '{}', '', 0, '')",
            (name,),
        )
    taken = office.messages.take_beside(path.with_name("receipt.asice"))
    assert [item.letter.message.type for item in taken] == ["certificate_requests"]


def test_a_name_that_is_no_text_keeps_nobody_from_what_lies_beside_it(world: World) -> None:
    """Whoever has the drive in between gives a file a name that is no UTF-8."""
    path, office = asking(world), world.prosecution
    odd = path.with_name(os.fsdecode(b"0\xff\xfe") + SUFFIX)
    odd.write_bytes(path.read_bytes()[:300])
    assert office.messages.is_message(odd) is False
    taken = office.messages.take_beside(path.with_name("receipt.asice"))
    assert [item.letter.message.type for item in taken] == ["certificate_requests"]
