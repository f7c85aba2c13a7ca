"""Pictures of asking whether there is another file, and of the reasons a supervisor goes through."""

from __future__ import annotations

from tests.desk.staffed import OWNER, Place
from tests.ui.drivers.files import search_field
from tests.ui.drivers.seeing import radios, tick
from tests.ui.gestures import button, field
from tests.ui.pictures.photographer import Photographer
from tipdesk.cases.model import Case
from tipdesk.cases.permissions import AccessReason
from tipdesk.i18n.text import _
from tipdesk.ui.access.review_of_reasons import AccessReasonsPage
from tipdesk.ui.access.search_other_files import OtherFilesDialog
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.toolkit.services import Services

_NOBODY = "لا شيء بهذا الاسم"
_WORDS = "سأل طبيب المركز عن المواعيد السابقة، ويُخشى أن يكون الشخص قد سُجّل باسم آخر. " * 5


def access_reasons(camera: Photographer, services: Services, place: Place) -> None:
    """An officer whom a file does not name, then a supervisor."""
    owner = place.open(OWNER)
    case = owner.files.case(place.begun)
    owner.lock()
    own = Services(place.folder, services.jobs, cheap_keys=True)
    own.opened(place.open("T-08"))
    asking(camera, own, case)
    own.session.access.open_with_reason(place.begun, AccessReason.OTHER, _WORDS)
    own.session.lock()
    own.opened(place.open("S-02"))
    going_through(camera, own)
    own.session.lock()


def asking(camera: Photographer, services: Services, case: Case) -> None:
    """From a search that finds nothing to what is told."""
    page = FilesPage(services)
    search_field(page).setText(case.display_name)
    page.load()
    camera.page(page, "files-asks")
    search_field(page).setText(case.number)
    page.load()
    camera.page(page, "files-asks-beside")
    dialog = OtherFilesDialog(services.session, case.display_name, page)
    dialog.show()
    button(dialog, _("Ask")).click()
    camera.shot(dialog, "look-up")
    for sought, name in ((case.display_name, "found"), (_NOBODY, "none")):
        field(dialog, _("What is looked for")).setText(sought)
        radios(dialog)[2].setChecked(True)
        button(dialog, _("Ask")).click()
        camera.shot(dialog, f"look-up-{name}")
        button(dialog, _("Ask something else")).click()
    dialog.reject()


def going_through(camera: Photographer, services: Services) -> None:
    """What waits, with names hidden, nothing new, and all again."""
    page = AccessReasonsPage(services)
    page.load()
    camera.page(page, "access-reasons")
    page.set_masked(True)
    camera.page(page, "access-reasons-masked")
    services.session.access_reasons.mark_reviewed(page._new[0].number)
    page.load()
    camera.page(page, "access-reasons-none")
    tick(page).setChecked(True)
    camera.page(page, "access-reasons-all")
