"""An approval by USB drive: the officer who asks for it and refers the file, and the approver at a
computer of their own. Run as `python -m tests.journeys.elsewhere_acts VAULT ACT …`.
"""

import sys
from pathlib import Path

from tests.desk.elsewhere import APPROVER
from tests.journeys.acts import refer
from tests.journeys.first_acts import offer
from tests.journeys.stage import (
    answering,
    click_in,
    pause,
    play,
    tell,
    unlock,
    wait,
    wait_for,
    window,
)
from tests.ui import layout_faults
from tests.ui.drivers.files import choose_file
from tests.ui.drivers.paper import is_drawn
from tests.ui.drivers.seeing import tabs
from tests.ui.gestures import answer, bare, click, confirm, pick, texts
from tipdesk.demo.stations import OFFICER
from tipdesk.i18n.text import _

MESSAGES = "*.message.asice.age"


def import_message(path: Path, follows: str) -> None:
    """Import what lies on the USB drive, and go on from what it says."""
    click_in(_("Files"))
    answering(lambda: click_in(_("Import a receipt or message")), pick(path), answer(follows))


def ask_and_refer(number: str, drive: str) -> None:
    """Ask for the approval of a file; when it is on the USB drive, import it and refer the file."""
    offer(OFFICER.login)
    unlock(OFFICER.passphrase)
    click_in(_("Files"))
    choose_file(window(), number)
    click_in(_("Review"))
    answering(
        lambda: click_in(_("Ask an approver elsewhere…")),
        answer(_("Go on")),  # nothing protected is picked
        pick(drive),
        confirm(OFFICER.passphrase),
        answer(_("Close"), says=_("The request is signed")),
    )
    (request,) = Path(drive).glob(MESSAGES)
    pause("asked", request=str(request), text=bare(texts(window())))
    (path,) = set(Path(drive).glob(MESSAGES)) - {request}
    import_message(path, _("Refer to the Prosecution"))
    refer(drive, OFFICER.passphrase)


def approve(request: str, drive: str) -> None:
    """Import the request, read every page, sign."""
    offer(APPROVER.login)
    unlock(APPROVER.passphrase)
    import_message(Path(request), _("Look at it"))
    wait_for(_("Approve for another station"))
    pages = tabs(window())
    for at in range(pages.count()):
        pages.setCurrentIndex(at)
        wait(lambda: is_drawn(window()), pages.tabText(at))
        assert not [*layout_faults.cut(window()), *layout_faults.turned(window())]
    tell("read", pages=[pages.tabText(at) for at in range(pages.count())])
    answering(
        lambda: click_in(_("Approve and sign…")),
        pick(drive),
        confirm(APPROVER.passphrase),
        lambda dialog: click(dialog, _("Close")),
    )
    wait_for(_("You have approved it."))


ACTS = {act.__name__: act for act in (ask_and_refer, approve)}

if __name__ == "__main__":
    vault, name, *arguments = sys.argv[1:]
    sys.exit(play(ACTS[name], *arguments, words=("--vault", vault)))
