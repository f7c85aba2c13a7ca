"""Pictures of asking whether there is another file, and of the reasons a supervisor goes through."""

from __future__ import annotations

from pathlib import Path

from tests.ui.photographer import Photographer
from tipdesk.cases.looks import LookReason
from tipdesk.cases.model import Answer
from tipdesk.clock import system_clock
from tipdesk.demo.stations import OFFICER, SUPERVISOR, make_officers_station, open_as
from tipdesk.ui.look_up import LookUpDialog
from tipdesk.ui.pages.files import FilesPage
from tipdesk.ui.pages.looks import LooksPage
from tipdesk.ui.services import Services

_NAME, _NOBODY = "زمردة بنت ياقوت", "لا شيء بهذا الاسم"
_WORDS = "سأل طبيب المركز عن المواعيد السابقة، ويُخشى أن يكون الشخص قد سُجّل باسم آخر. " * 5


def looks(camera: Photographer, services: Services, folder: Path) -> None:
    """At a station of its own: two people, one file each."""
    make_officers_station(folder / "looks", system_clock)
    own = Services(folder / "looks", services.jobs, cheap_keys=True)
    session = open_as(own.vault_dir, SUPERVISOR, system_clock)
    case = session.intake.open_case()
    session.intake.save_answers(case.id, {"name_ar_first": Answer(_NAME)})
    session.lock()
    own.opened(open_as(own.vault_dir, OFFICER, system_clock))
    own.session.intake.open_case()
    asking(camera, own)
    own.session.access.open_with_reason(case.id, LookReason.OTHER, _WORDS)
    own.session.lock()
    own.opened(open_as(own.vault_dir, SUPERVISOR, system_clock))
    going_through(camera, own)
    own.session.lock()


def asking(camera: Photographer, services: Services) -> None:
    """From a search that finds nothing to what is told."""
    page = FilesPage(services)
    page._search.setText(_NAME)
    page.load()
    camera.page(page, "files-asks")
    page._search.setText("KWT")
    page.load()
    camera.page(page, "files-asks-beside")
    dialog = LookUpDialog(services.session, _NAME, page)
    dialog.show()
    dialog._on_ask()
    camera.shot(dialog, "look-up")
    for sought, name in ((_NAME, "found"), (_NOBODY, "none")):
        dialog._question._sought.setText(sought)
        dialog._question._reason._group.button(2).setChecked(True)
        dialog._on_ask()
        camera.shot(dialog, f"look-up-{name}")
        dialog._show_question()
    dialog.reject()


def going_through(camera: Photographer, services: Services) -> None:
    """What waits, with names hidden, nothing new, and all again."""
    page = LooksPage(services)
    page.load()
    camera.page(page, "looks")
    page.set_masked(True)
    camera.page(page, "looks-masked")
    services.session.looks.mark_reviewed(page._new[0].number)
    page.load()
    camera.page(page, "looks-none")
    page._all.setChecked(True)
    camera.page(page, "looks-all")
