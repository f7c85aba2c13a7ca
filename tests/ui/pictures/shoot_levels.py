"""Pictures of what is closed: the reason for opening, whom a file names, level 4, suspects, hiding."""

from __future__ import annotations

from pathlib import Path

from tests.desk.files.test_level_losses import attached
from tests.desk.paper.test_signed_levels import signed
from tests.desk.staffed import OWNER, Place, staffed_place
from tests.desk.world import Calendar
from tests.ui.drivers.interview import go_to
from tests.ui.gestures import button
from tests.ui.pictures.photographer import Photographer
from tipdesk.cases.permissions import AccessReason
from tipdesk.desk.paper.printing_room import PrintOptions
from tipdesk.i18n.text import _
from tipdesk.ui.access.readers_dialog import ReadersDialog, show_readers
from tipdesk.ui.access.reason_dialog import ask_reason
from tipdesk.ui.evidence.page import AttachmentsPage
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.review.page import ReviewPage
from tipdesk.ui.toolkit.services import Services


def levels(camera: Photographer, services: Services, folder: Path) -> Place:
    """At a station of its own, which is given back closed."""
    place = staffed_place(folder / "staffed", Calendar(services.clock()))
    owner = place.open(OWNER)
    for level in "34":  # a file of level 4 beside another one
        attached(owner, place.begun, folder, level)
    signed(owner, place, PrintOptions(copy="file"))
    signed(owner, place, PrintOptions(copy="file"), left=False)  # so it is closed
    owner.lock()
    stranger = place.open("T-08")
    case = next(listed for listed in stranger.files.list_cases() if listed.id == place.begun)
    theirs = Services(place.folder, services.jobs, cheap_keys=True)
    theirs.opened(stranger)
    page = InterviewPage(theirs)
    camera.dialog("reason", lambda: ask_reason(stranger, case, page))
    stranger.access.open_with_reason(case.id, AccessReason.SHIFT, "")
    page.load(case, "safety")
    camera.page(page, "interview-closed")
    camera.dialog("suspects", lambda: go_to(page, "suspects"))
    camera.dialog("readers-of-others", lambda: show_readers(stranger, case, page))
    page.leave()
    files = AttachmentsPage(theirs)
    files.load(case)
    camera.page(files, "attachments-closed")
    stranger.lock()
    owner = place.open(OWNER)
    theirs.opened(owner)
    review = ReviewPage(theirs)
    review.load(owner.files.case(place.completed))
    camera.page(review, "review-named")
    camera.dialog("readers", lambda: show_readers(owner, case, review))
    hiding = ReadersDialog(owner, case, review)
    camera.dialog("hiding", button(hiding, _("Hide it from the unit…")).click)
    hidden = owner.readers.hide(place.completed, "زميل مذكور")
    review.load(hidden)
    camera.page(review, "review-hidden")
    camera.dialog("readers-hidden", lambda: show_readers(owner, hidden, review))
    owner.lock()
    return place
