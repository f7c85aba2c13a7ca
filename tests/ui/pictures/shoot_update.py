"""Pictures of an update from a USB drive: the card, the offer, refusals, how it is installed."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from PySide6.QtTest import QTest

from tests.bundle.update.maker import Parts, a_release, agency_key, maker
from tests.ui.drivers.seeing import every
from tests.ui.drivers.vault import desk_of, vault_of
from tests.ui.pictures.photographer import Photographer
from tests.ui.places import AUTHORITY_PASSPHRASE
from tipdesk.bundle.authority import open_authority
from tipdesk.core.clock import system_clock
from tipdesk.core.errors import ProgramDamaged, UpdateRefused
from tipdesk.core.installation import Installation, Kind
from tipdesk.core.work import Work
from tipdesk.demo.stations import SUPERVISOR, open_as
from tipdesk.desk.session.session import Session
from tipdesk.desk.update import wording
from tipdesk.i18n.text import _, isolated
from tipdesk.ui.station.page import StationPage
from tipdesk.ui.station.update import UpdateCard
from tipdesk.ui.toolkit.dialogs import ask, say, show_error
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.toolkit.services import Services

CHANGES = (
    "تُحدَّث المحطة من وحدة USB بلا شبكة، ويبقى الإصدار السابق حتى يفتح الإصدار الجديد الخزنة.",
    "تُطبع بطاقات الحقوق بالأردية والهندية والتاغالوغية بحروف أوضح.",
    "أُصلح خطأ كان يُخفي آخر سطر في قائمة الملفات الطويلة.",
)
ENGLISH = (
    "A station is updated from a USB drive without a network; the version before stays meanwhile.",
    "Cards of rights are printed in Urdu, Hindi and Tagalog with clearer letters.",
    "The last line of a long list of files is no longer hidden.",
)
REFUSED = ("one_signature", "not_countersigned", "rollback", "program_open", "changed", "installer")


def update(camera: Photographer, services: Services, folder: Path) -> None:
    """The station's administrator sits there; locked after."""
    camera.allow(
        "USB…", "first", "second", "apt", "install", "sudo", "deb"
    )  # who signed; a command
    session = open_as(services.vault_dir, SUPERVISOR, system_clock)
    _know_the_maker(session)
    services.opened(session)
    page = StationPage(services)
    base = folder / "installed"
    base.mkdir()
    session.updates.installation = Installation(Kind.WINDOWS, base / "app-0.2.0", base)
    page.load()
    camera.page(page, "station-update")
    _offers(camera, services, page, folder)
    _outcomes(camera, services, page)
    session.lock()


def _know_the_maker(session: Session) -> None:
    """As after a first unlocking with a build that has the maker's root."""
    root, vault = maker().root, vault_of(session)
    with vault.transaction():
        vault.set_meta("maker_root", root.data.decode("utf-8"))
        desk_of(session).enter("update_keys_kept", root=root.sha256)


def _offers(camera: Photographer, services: Services, page: StationPage, folder: Path) -> None:
    (card,) = every(page, UpdateCard)
    usual = a_release(changes={"ar": CHANGES, "en": ENGLISH}, date=services.clock())
    agency = agency_key(open_authority(folder / "authority", AUTHORITY_PASSPHRASE), system_clock())
    old = replace(
        usual,
        sequence=usual.sequence + 1,
        date=usual.date - timedelta(days=500),
        valid_until=usual.date - timedelta(days=90),
    )
    for name, statement in (("offer", usual), ("offer-old", old)):
        path = folder / f"{name}.update"
        path.write_bytes(Parts(statement, agency=agency).file)
        camera.dialog(f"update-{name}", partial(card.take, path))
    services.session.updates.installation = Installation(Kind.DEBIAN)
    page.load()
    camera.page(page, "station-update-debian")
    camera.dialog("update-offer-debian", partial(card.take, folder / "offer.update"))
    path = folder / "damaged.update"
    path.write_bytes((folder / "offer.update").read_bytes()[:-900])
    camera.dialog("update-damaged", partial(card.take, path))


def _outcomes(camera: Photographer, services: Services, page: StationPage) -> None:
    for reason in REFUSED:
        refusal = UpdateRefused(reason=reason)
        camera.dialog(f"update-refused-{reason}", partial(show_error, page, refusal))

    def task(work: Work) -> None:
        while True:
            work.step(0, 0)
            QTest.qSleep(5)

    title = _("The new version is being installed…")
    waiting = partial(wait_for, services.jobs, page, title, task)
    camera.dialog("update-installing", waiting, busy=True)
    heading = _("The program is updated.")
    installed = _("Version {version} is installed. Open it now; this window closes.")
    answers = _("Open the new version"), _("Later")
    about = installed.format(version=isolated("0.3.0"))
    camera.dialog("update-installed", partial(ask, page, heading, about, *answers))
    package = Path("/media/usb/tipdesk_0.3.0_amd64.deb")
    saved = _("The package is saved."), wording.for_administrator(package, a_release())
    camera.allow_folder(package)
    if sys.platform == "linux":  # of its paths nothing is said elsewhere
        camera.dialog("update-administrator", partial(say, page, *saved))
    for name, error in (("back", ProgramDamaged(reason="back")), ("alone", ProgramDamaged())):
        camera.dialog(f"update-program-damaged-{name}", partial(show_error, page, error))
