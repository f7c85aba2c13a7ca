"""An authority with two stations and an office, a drive, and the window before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.bundle.world import CHEAP, PASSPHRASE, PEOPLE, SECOND_PASSPHRASE
from tests.ui.drivers.authority import enter, new_window
from tests.ui.places import START, Clock
from tipdesk.bundle import authority
from tipdesk.bundle.certifying.signatory import countersign, open_signer, read_waiting
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.certificates import CertificateRole, Holder
from tipdesk.bundle.enrolment import AgeKeys, make_enrolment, read_enrolment
from tipdesk.ui.authority.window import AuthorityWindow
from tipdesk.ui.toolkit.services import Services

EXPORTER, APPROVER = CertificateRole.EXPORTER, CertificateRole.APPROVER
RECEIVER, PROSECUTOR = CertificateRole.RECEIVER, CertificateRole.PROSECUTOR
NOORA = Holder("نورة الخالدي", "DEMO-1007", "TDX", "T-07")
BADR = Holder("بدر العتيبي", "DEMO-1001", "TDX", "S-01")
ADEL = Holder("عادل الرشيدي", "DEMO-1013", "TDY", "S-04")
SARA = Holder("سارة المطيري", "DEMO-2003", "PPX", "P-03")
KHALED = Holder("خالد الصالح", "DEMO-1020", "TDX", "T-20")


def request_of(holder: Holder, *roles: CertificateRole, label: str = "") -> bytes:
    """What a station brings for one of its people."""
    station = Identity.generate().recipient if RECEIVER in roles else None
    own = Identity.generate().recipient if PROSECUTOR in roles else None
    key = ec.generate_private_key(ec.SECP256R1())
    return make_enrolment(key, set(roles), holder, "x", label, AgeKeys(station, own))


@dataclass(frozen=True)
class Ministry:
    """Where the authority lies, the drive between it and the stations, and the clock."""

    folder: Path
    drive: Path
    clock: Clock

    def certify(self, holder: Holder, *roles: CertificateRole, label: str = "") -> int:
        opened = authority.open_authority(self.folder, PASSPHRASE)
        request = read_enrolment(request_of(holder, *roles, label=label))
        return opened.issue(request, self.clock()).serial_number

    def publish(self) -> None:
        """A list that both have signed."""
        now = self.clock()
        path = authority.open_authority(self.folder, PASSPHRASE).trust_list(now)
        key = open_signer(self.folder, SECOND_PASSPHRASE)
        countersign(self.folder, read_waiting(self.folder, path, now), key, now)


@pytest.fixture
def ministry(tmp_path):
    clock = Clock(START)
    folder, drive = tmp_path / "authority", tmp_path / "drive"
    drive.mkdir()
    authority.init(folder, "الإدارة العامة", PEOPLE, clock(), CHEAP)
    place = Ministry(folder, drive, clock)
    place.certify(NOORA, EXPORTER, label="دار الإيواء")
    place.certify(BADR, EXPORTER, APPROVER, label="دار الإيواء")
    place.certify(ADEL, EXPORTER, APPROVER, label="المنفذ")
    place.certify(SARA, RECEIVER, PROSECUTOR, label="نيابة العاصمة")
    place.publish()
    clock.now += timedelta(days=1)
    return place


@pytest.fixture
def closed_window(qtbot, ministry, jobs) -> AuthorityWindow:
    services = Services(Path(), jobs, clock=ministry.clock, cheap_keys=True)
    window = new_window(services, ministry.folder)
    qtbot.addWidget(window, before_close_func=lambda window: window.lock())
    return window


@pytest.fixture
def clerk(closed_window) -> AuthorityWindow:
    return enter(closed_window, PASSPHRASE)
