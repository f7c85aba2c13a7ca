"""Pictures of the certification authority's window: its opening, every page, a kit that is prepared
and one that waits, and the second signature."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from tests.bundle.world import CHEAP, PASSPHRASE, PEOPLE
from tests.ui.authority.conftest import (
    ADEL,
    APPROVER,
    BADR,
    EXPORTER,
    KHALED,
    NOORA,
    PROSECUTOR,
    RECEIVER,
    SARA,
    Ministry,
    request_of,
)
from tests.ui.drivers import authority as clerk
from tests.ui.drivers.seeing import seen
from tests.ui.gestures import button, field
from tests.ui.pictures.photographer import WHOLE, Photographer
from tests.ui.places import START, Clock
from tipdesk.bundle import authority
from tipdesk.i18n.text import _
from tipdesk.ui.authority.kits import KitRow
from tipdesk.ui.authority.window import AuthorityWindow
from tipdesk.ui.toolkit.jobs import JobRunner
from tipdesk.ui.toolkit.services import Services

_PAGES = ("People", "Requests", "Stations and offices", "Trust list", "Station kits")


def ministry_in(folder: Path) -> Ministry:
    """Two stations, an office, a list that both have signed, and requests on a drive."""
    clock = Clock(START)
    place = Ministry(folder / "authority", folder / "drive", clock)
    place.drive.mkdir()
    authority.init(place.folder, "الإدارة العامة", PEOPLE, clock(), CHEAP)
    place.certify(NOORA, EXPORTER, label="دار الإيواء")
    place.certify(BADR, EXPORTER, APPROVER, label="دار الإيواء")
    place.certify(ADEL, EXPORTER, APPROVER, label="المنفذ")
    place.certify(SARA, RECEIVER, PROSECUTOR, label="نيابة العاصمة")
    place.publish()
    clock.now = later(clock.now)
    for number, holder in enumerate((KHALED, NOORA)):
        name = f"enrolment-t-{number}.json"
        (place.drive / name).write_bytes(request_of(holder, EXPORTER, label="دار الإيواء"))
    return place


def later(now: datetime) -> datetime:
    """The next day."""
    return now + timedelta(days=1)


def prepare(camera: Photographer, window: AuthorityWindow) -> None:
    """A kit of two people that waits for a signed list."""
    page = clerk.turn_to(window, _("Station kits"))
    field(page, _("Station code")).setText("TDZ")
    field(page, _("Agency")).setCurrentIndex(0)
    people = (("T-01", "منى الراشد", "DEMO-3001"), ("S-01", "هند الصباح", "DEMO-3002"))
    for line, words in zip(seen(page, KitRow), people, strict=True):
        for name, typed in zip((_("Code"), _("Name"), _("Service number")), words, strict=True):
            field(line, name).setText(typed)
    camera.dialog("kit-prepared", button(page, _("Prepare the kit")).click)
    clerk.settle(window)
    camera.page(window, "authority-kit-waits", WHOLE)


def authority_window(camera: Photographer, jobs: JobRunner) -> None:
    """Closed, and every page of it; the folder goes afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        place = ministry_in(Path(folder))
        services = Services(Path(), jobs, clock=place.clock, cheap_keys=True)
        window = clerk.new_window(services, place.folder)
        camera.allow_folder(place.folder)
        camera.allow_folder(place.drive)
        camera.allow("USB…")
        camera.page(window, "authority-closed", WHOLE)
        clerk.enter(window, PASSPHRASE)
        for at, name in enumerate(_PAGES, 1):
            page = clerk.turn_to(window, _(name))
            camera.page(window, f"authority-{at}", WHOLE)
            if name == "Requests":
                page.open(sorted(place.drive.iterdir()))
                camera.page(window, "authority-requests-found", WHOLE)
        prepare(camera, window)
        lists = clerk.turn_to(window, _("Trust list"))
        camera.dialog("second-signature", button(lists, _("Make the next list")).click)
        clerk.settle(window)
        camera.page(window, "authority-list-waits", WHOLE)
        window.lock()
        camera.settle()
        window.hide()
