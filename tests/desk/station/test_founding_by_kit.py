"""A station founded by a kit: who comes with which envelope, and who does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.bundle.kit.kits import codes
from tests.bundle.world import CHEAP
from tests.desk.world import World
from tipdesk.bundle.authority import revocation_reason
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.kit.making import ClosedKit, KitOrder
from tipdesk.bundle.kit.station_kit import (
    KitPerson,
    KitStation,
    OpenedBox,
    open_box,
    read_kit,
)
from tipdesk.cases.deeds.deed import FoundingKit
from tipdesk.cases.model import Role
from tipdesk.core import errors
from tipdesk.demo.stations import trust_list
from tipdesk.desk.approval import confirm_officer
from tipdesk.desk.session.session import Session
from tipdesk.desk.station import setup
from tipdesk.desk.station.kit_opening import OpeningPlan, open_and_enrol
from tipdesk.desk.station.setup import create_station, plan_of_box
from tipdesk.desk.station.signing_and_trust import CertificateStanding
from tipdesk.desk.unlocking import unlock
from tipdesk.storage.keys import signing_keys

PEOPLE = (
    KitPerson("T-41", "نورة الخالدي", "K-4101", Role.OFFICER, "female", ("ar", "en")),
    KitPerson("S-41", "بدر العتيبي", "K-4102", Role.SUPERVISOR, "male", ("ar",)),
    KitPerson("T-42", "منى السالم", "K-4103", Role.OFFICER, "female", ("ar",)),
)
CLERK = KitPerson("A-41", "سعاد المطيري", "K-4104", Role.ADMINISTRATOR)
WORDS = {
    person.login: f"قهوة مطر جبل {place} بحر نخيل"
    for place, person in enumerate((*PEOPLE, CLERK), 1)
}
ORDER = KitOrder(KitStation("SH4", "shelter", "مركز الإيواء"), PEOPLE)


@dataclass
class Night:
    """A kit on a drive, and the computer that it is opened at."""

    world: World
    folder: Path
    kit: ClosedKit
    codes: Mapping[str, str]

    def box(self, login: str, kit: ClosedKit | None = None):
        now = self.world.clock()
        path, words = (kit or self.kit).path, codes(kit or self.kit)[login]
        return open_box(read_kit(path, now), login, words, now)

    def founds(self, login: str = "T-41") -> Session:
        plan = plan_of_box(self.box(login), WORDS[login], cheap_keys=True)
        create_station(self.folder, plan, self.world.clock)
        return self.session(login)

    def session(self, login: str) -> Session:
        key = unlock(self.folder, login, WORDS[login], self.world.clock)
        return Session.open(self.folder, key, self.world.clock)

    def opens(self, session: Session, login: str, **changes: object) -> None:
        """A colleague opens theirs while the officer of the session stands by."""
        own = session.officer.login
        plan = OpeningPlan(
            self.folder,
            session.kit.read(self.kit.path),
            login,
            self.codes[login],
            WORDS[login],
            self.world.clock(),
            unlock(self.folder, own, WORDS[own], self.world.clock),
            cheap_keys=True,
        )
        session.kit.record(open_and_enrol(replace(plan, **changes)))


def kit_of(world: World, order: KitOrder = ORDER) -> ClosedKit:
    now = world.clock()
    waiting = world.agency.prepare_kit(order, now)
    trust_list(world.agency, now)
    return world.agency.close_kit(waiting.kit_id, now, CHEAP)


@pytest.fixture
def night(world: World, tmp_path: Path) -> Night:
    kit = kit_of(world)
    return Night(world, tmp_path / "new", kit, codes(kit))


def test_nothing_is_typed_but_words_and_passphrases(night: Night) -> None:
    """From there to the office: tests/journeys/test_station_kit.py."""
    session = night.founds()
    station, own = session.station, session.keys.certificate_state()
    assert (station.code, station.agency, station.unit) == ("SH4", "shelter", "مركز الإيواء")
    assert (own.standing, own.service_number) == (CertificateStanding.VALID, "K-4101")
    assert session.keys.trust().agency == night.world.agency.state.agency
    assert session.kit.awaited() == ("S-41", "T-42")
    night.opens(session, "S-41")
    assert session.kit.awaited() == ("T-42",)
    assert session.keys.requested() is None
    session.keys.import_trust_list(trust_list(night.world.agency, night.world.clock()))
    assert session.keys.told_unasked() == ()
    assert session.keys.can_sign("S-41", CertificateRole.APPROVER)
    session.lock()
    later = night.session("S-41")  # the supervisor comes with a passphrase of their own
    assert later.warnings == ()
    later.lock()


def test_the_ordinary_certificate_is_asked_for_once_and_says_when(night: Night) -> None:
    """With the passphrase that somebody gives for something else, days after they came."""
    session = night.founds()
    night.world.clock.move(days=5)
    asked_at = night.world.clock()
    for _deed in range(2):
        session.certificates.remember(confirm_officer(night.folder, "T-41", WORDS["T-41"]))
        requested = session.keys.requested()
        assert requested.made_at.date() == asked_at.date()
        assert session.keys.certificate_state().temporary
        assert len(signing_keys.unsent_requests(session._desk.vault)) == 1
        night.world.clock.move(days=1)


def test_a_supervisor_may_come_first(night: Night) -> None:
    session = night.founds("S-41")
    night.opens(session, "T-41")
    assert {officer.login for officer in session.officers()} == {"S-41", "T-41"}
    session.lock()
    again = night.session("T-41")
    assert again.warnings == ()
    assert again.keys.certificate_state().standing is CertificateStanding.VALID
    again.lock()


def test_a_box_opens_once_in_a_vault_and_for_its_own_kit_alone(night: Night) -> None:
    session = night.founds()
    night.opens(session, "T-42")
    for login in ("T-42", "T-41"):  # a third who holds an envelope that was used
        with pytest.raises(errors.KitUsed) as used:
            night.opens(session, login, passphrase="شمس رمل قمر لؤلؤ ورد")
        assert used.value.details == {"login": login}
    other = kit_of(night.world)
    with pytest.raises(errors.KitUsed) as another:
        session.kit.read(other.path)
    assert another.value.details["reason"] == "another"
    session.lock()


def test_whoever_founds_lets_nobody_in_whom_the_kit_does_not_name(night: Night) -> None:
    """An officer alone enrols no supervisor: it takes the key in that person's box."""
    session = night.founds()
    box = night.box("T-42")
    key = unlock(night.folder, "T-41", WORDS["T-41"], night.world.clock)
    plan = OpeningPlan(
        night.folder,
        box.kit,
        "T-42",
        night.codes["T-42"],
        WORDS["T-42"],
        night.world.clock(),
        key,
        cheap_keys=True,
    )
    opening = open_and_enrol(plan)
    raised = replace(box.listed, person=replace(box.listed.person, role=Role.SUPERVISOR))
    forged = replace(opening, box=replace(opening.box, listed=raised))
    with pytest.raises(errors.SecondPersonNeeded):
        session.kit.record(forged)
    assert [officer.login for officer in session.officers()] == ["T-41"]
    session.lock()


def test_whoever_founds_names_nobody_else_under_the_digest_of_the_kit(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A founder's changed program writes a key of its own for the supervisor into the founding
    deed: whoever comes next is told."""
    own = "ab" * 32
    honest = setup._founding_kit

    def forged(box: OpenedBox) -> FoundingKit:
        kit = honest(box)
        people = [(login, role, own if login == "S-41" else key) for login, role, key in kit.people]
        return replace(kit, people=tuple(people))

    monkeypatch.setattr(setup, "_founding_kit", forged)
    session = night.founds()
    with pytest.raises(errors.KitUsed) as used:
        session.kit.read(night.kit.path)
    assert used.value.details["reason"] == "another"
    session.lock()


def test_whoever_founds_has_the_role_that_the_kit_gives_them(night: Night) -> None:
    """An officer's changed program founds as a supervisor, with the officer's own envelope: the
    deed counts for nobody."""
    plan = plan_of_box(night.box("T-41"), WORDS["T-41"], cheap_keys=True)
    raised = replace(plan.officers[0], role=Role.SUPERVISOR)
    create_station(night.folder, replace(plan, officers=(raised,)), night.world.clock)
    session = night.session("T-41")
    assert session.warnings
    assert session.kit.awaited() == ()
    session.lock()


def test_an_envelope_that_was_lost_lets_nobody_in_once_its_voucher_is_revoked(
    night: Night,
) -> None:
    agency, now = night.world.agency, night.world.clock()
    session = night.founds()
    voucher = night.box("T-42").keys.voucher
    assert voucher is not None
    agency.revoke(voucher.serial_number, revocation_reason("key_compromise"), now)
    session.keys.import_trust_list(trust_list(agency, now))
    with pytest.raises(errors.KitInvalid) as refused:
        night.opens(session, "T-42")
    assert refused.value.details == {"code": "E_CERT_REVOKED"}
    assert session.kit.awaited() == ("S-41", "T-42")
    night.opens(session, "S-41")  # the others come as before
    session.lock()


def test_a_kit_whose_station_was_lost_lets_nobody_in(world: World, tmp_path: Path) -> None:
    """Its administrator neither, who has no voucher that could be revoked."""
    agency, now = world.agency, world.clock()
    kit = kit_of(world, replace(ORDER, people=(*PEOPLE, CLERK)))
    night = Night(world, tmp_path / "new", kit, codes(kit))
    session = night.founds()
    agency.lose("SH4", now)
    session.keys.import_trust_list(trust_list(agency, now))
    for login, code in (("S-41", "E_CERT_REVOKED"), ("A-41", "E_CERT_UNLISTED")):
        with pytest.raises(errors.KitInvalid) as refused:
            night.opens(session, login)
        assert refused.value.details == {"code": code}
    session.lock()


@pytest.mark.parametrize("login", ["RECOVERY", "T-41-OF-THE-HOUSE"])
def test_no_kit_is_made_for_a_code_that_no_vault_takes(world: World, login: str) -> None:
    people = (replace(PEOPLE[0], login=login), PEOPLE[1])
    with pytest.raises(errors.KitPeopleRefused) as refused:
        world.agency.prepare_kit(replace(ORDER, people=people), world.clock())
    assert refused.value.details == {"reason": "holder", "line": 1}
