"""Pictures of the people of a station, and of who has checked the language cards."""

from __future__ import annotations

from functools import partial

from tests.ui.pictures.photographer import Photographer
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.unlocking import unlock
from tipdesk.ui.custody.page import CustodyPage
from tipdesk.ui.station.language_cards import show_sign_offs
from tipdesk.ui.station.page import StationPage
from tipdesk.ui.station.staff import _Colleague
from tipdesk.ui.toolkit.services import Services


def staff(camera: Photographer, services: Services, page: StationPage) -> None:
    """A supervisor's people: somebody new, somebody suspended, the questions before."""
    session = services.session
    key = unlock(services.vault_dir, SUPERVISOR.login, SUPERVISOR.passphrase)
    camera.dialog("colleague", lambda: _Colleague(services, key, page).exec())
    other = session.staff.members()[-1]
    card = page._people
    for name, act in (("suspend", card._on_suspend), ("remove", card._on_remove)):
        camera.dialog(f"staff-{name}", partial(act, other))
    custody = CustodyPage(services)
    custody.load()
    camera.page(custody, "custody")
    session.staff.suspend(key, other.login)
    page.load()
    camera.page(page, "station-suspended")


def sign_offs(camera: Photographer, services: Services, page: StationPage) -> None:
    """A draft, and a card that two readers have checked."""
    camera.dialog("cards-draft", lambda: show_sign_offs(services, page))
    services.session.cards.record("hin", "راجيش كومار التجريبي", "سونيتا ديفي")
    camera.dialog("cards-checked", lambda: show_sign_offs(services, page))
