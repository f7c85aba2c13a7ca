"""A new station on one drive: from a fresh certification authority to the first case bundle, by the
commands and by what is printed, on computers that never saw a network."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

from tests.desk.approving import approve
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
    make_authority,
    make_prosecution,
    open_as,
)
from tipdesk.desk.approval import confirm_officer
from tipdesk.desk.handover.packing import pack
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.kit_opening import OpeningPlan, found_by_kit, kit_at, open_and_enrol
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


def test_from_a_fresh_authority_to_the_first_case_bundle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
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
    random = Random(0)
    case_id = interview(session, person(random, clock().date(), 0), random)
    session.steps.complete(case_id)
    approve(session, case_id, confirm_officer(vault, "S-41", SUPERVISOR))
    out = session.handover.plan(case_id, session.keys.recipients()[0], drive)
    key = session.handover.signing_key(confirm_officer(vault, "T-41", OFFICER))
    bundle = pack(out, key, Work())
    session.handover.record(bundle)
    session.lock()

    capsys.readouterr()
    asked = ("verify", bundle.path, "--identity", identity, "--trust", pack_path, "--lang", "ar")
    assert main([*map(str, asked)]) == 0
    assert "شهادة مؤقتة" in capsys.readouterr().out
