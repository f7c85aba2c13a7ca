"""A new station on one drive: from a fresh certification authority to the first case bundle, by the
commands and by what is printed, on computers that never saw a network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from tests.desk.approving import approve
from tipdesk.bundle.authority import Authority, open_authority
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.trust import certificate_pem, grouped
from tipdesk.cli.main import main
from tipdesk.core.clock import system_clock
from tipdesk.core.work import Work
from tipdesk.demo.interviews import interview
from tipdesk.demo.people import person
from tipdesk.demo.stations import (
    AUTHORITY,
    RECEIVER,
    SECOND_SIGNER,
    certify,
    confirm,
    make_authority,
    make_prosecution,
    open_as,
    trust,
    trust_list,
)
from tipdesk.desk.approval import confirm_officer
from tipdesk.desk.handover.packing import pack
from tipdesk.desk.handover.receiving import check
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.kit_opening import OpeningPlan, found_by_kit, kit_at, open_and_enrol
from tipdesk.desk.station.signing_and_trust import CertificateStanding
from tipdesk.desk.unlocking import unlock
from tipdesk.printing.preview import text

PEOPLE = """login,name,number,role,sex,languages
T-41,نورة الخالدي,K-4101,officer,female,ar en
S-41,بدر العتيبي,K-4102,supervisor,male,ar
"""
OFFICER, SUPERVISOR = "زيتون مركب شتاء قنديل ورق", "محيط سنبلة دفتر جبل نافذة"


def typed(folder: Path, *words: object, passphrase: str = AUTHORITY.passphrase) -> None:
    """A command of the certification authority."""
    file = folder.parent / "passphrase.txt"
    file.write_text(passphrase, encoding="utf-8")
    action, *rest = words
    assert main([*map(str, ("authority", action, folder, *rest, "--passphrase-file", file))]) == 0


def envelopes(paper: Path) -> list[str]:
    """The six words of each printed page."""
    return [
        " ".join(re.findall(r"^[1-6] ([\u0621-\u064a]+)\s*$", page, re.MULTILINE))
        for page in text(paper.read_bytes()).split("\f")
    ]


@dataclass(frozen=True)
class Founded:
    """A new station, and the authority and office beside it."""

    agency: Authority
    session: Session
    identity: Path  # of the office
    trust_list: Path  # that came with the kit


def founded(tmp_path: Path) -> Founded:
    """By a kit and two envelopes."""
    folder, drive, clock = tmp_path / "authority", tmp_path / "drive", system_clock
    drive.mkdir()
    agency = make_authority(folder, clock)
    make_prosecution(tmp_path / "office", clock)
    office = open_as(tmp_path / "office", RECEIVER, clock)
    certify(agency, office, RECEIVER, clock)
    identity = drive / "office.txt"
    identity.write_text(office.keys.age_identity().text, encoding="ascii")
    office.lock()
    people = drive / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8-sig")  # as spreadsheets write it
    station = ("--station", "sh4", "--agency", "shelter", "--unit", "مركز الإيواء")
    typed(folder, "kit", *station, "--people", people)
    typed(folder, "countersign", "--out", drive, passphrase=SECOND_SIGNER.passphrase)
    typed(folder, "close-kit", "--out", drive, "--envelopes", tmp_path)
    (path,), (pack_path,) = (list(drive.glob(pattern)) for pattern in ("*.tipkit", "trust-*.asice"))
    (paper,) = tmp_path.glob("*.pdf")
    first, second = envelopes(paper)

    vault, kit = tmp_path / "vault", kit_at(path, clock)
    found_by_kit(vault, kit, "T-41", (first, OFFICER), clock, cheap_keys=True)
    session = Session.open(vault, unlock(vault, "T-41", OFFICER, clock), clock)
    own = unlock(vault, "T-41", OFFICER, clock)
    plan = OpeningPlan(vault, kit, "S-41", second, SUPERVISOR, clock(), own, cheap_keys=True)
    session.kit.record(open_and_enrol(plan))
    return Founded(agency, session, identity, pack_path)


def test_from_a_fresh_authority_to_the_ordinary_certificates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first case bundle leaves the same night, and asks for the certificates; they come with
    the receipt."""
    station, drive, clock = founded(tmp_path), tmp_path / "drive", system_clock
    session = station.session

    def says_temporary(bundle: Path, trust_list: Path) -> bool:
        capsys.readouterr()
        asked = ("verify", bundle, "--identity", station.identity, "--trust", trust_list)
        assert main([*map(str, asked), "--lang", "ar"]) == 0
        return "شهادة مؤقتة" in capsys.readouterr().out

    bundle = referred(session, 0, drive)
    assert says_temporary(bundle, station.trust_list)
    receipt, newest = answered(tmp_path, station, bundle)
    session.handover.import_receipt(receipt)
    session.messages.take_beside(receipt)
    for login in ("T-41", "S-41"):
        state = session.keys.certificate_state(login)
        assert state.standing is CertificateStanding.VALID
        assert state.valid_to is not None
        assert state.valid_to - clock() > timedelta(days=90)
    again = referred(session, 1, drive)
    session.lock()
    assert not says_temporary(again, newest)


def answered(tmp_path: Path, station: Founded, bundle: Path) -> tuple[Path, Path]:
    """The office takes the case bundle in and carries what is asked for; the receipt, and the trust
    list that names the certificates."""
    clock, drive = system_clock, bundle.parent
    office = open_as(tmp_path / "office", RECEIVER, clock)
    trust(office, station.trust_list, station.agency)
    receiver = confirm(office, RECEIVER)
    office.messages.take_beside(bundle)
    asking = {(item.station, item.login) for item in office.carrying.waiting()}
    assert asking == {("SH4", "T-41"), ("SH4", "S-41")}
    carried = tmp_path / "carried"
    carried.mkdir()
    assert office.carrying.save(carried) == 2
    clerk = open_authority(tmp_path / "authority", AUTHORITY.passphrase)
    requests = {path: read_enrolment(path.read_bytes()) for path in carried.iterdir()}
    digits = {grouped(request.fingerprint) for request in requests.values()}
    requested = station.session.keys.requested()
    assert requested is not None
    assert requested.fingerprint in digits  # what the officer reads to the clerk
    for path, request in requests.items():
        issued = clerk.issue(request, clock())
        path.with_suffix(".pem").write_bytes(certificate_pem(issued))
    brought = office.carrying.bring(carried)
    assert (len(brought.answered), len(brought.unlisted)) == (0, 2)  # no list names them yet
    newest = trust_list(clerk, clock())
    office.keys.import_trust_list(newest)
    office.carrying.send(office.carrying.bring(carried), receiver)
    assert office.carrying.waiting() == ()
    checked = check(office.receiving.plan(bundle), Work())
    entry, receipt = office.receiving.accept(checked, receiver, "", drive)
    assert office.outbox.with_answer(entry.bundle_id, receiver, drive) == 1
    office.lock()
    return receipt, newest


def referred(session: Session, number: int, drive: Path) -> Path:
    """A file from its first word to the case bundle, as the windows do it."""
    vault, random = session.vault_dir, Random(number)
    case_id = interview(session, person(random, system_clock().date(), number), random)
    session.steps.complete(case_id)
    supervisor, officer = (
        confirm_officer(vault, login, passphrase)
        for login, passphrase in (("S-41", SUPERVISOR), ("T-41", OFFICER))
    )
    approve(session, case_id, supervisor)
    session.certificates.remember(supervisor)
    out = session.handover.plan(case_id, session.keys.recipients()[0], drive)
    key = session.handover.signing_key(officer)
    session.certificates.remember(officer)
    bundle = pack(out, key, Work())
    session.handover.record(bundle)
    session.outbox.with_export(bundle.bundle_id, key, drive)
    return bundle.path
