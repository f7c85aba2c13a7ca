"""What lasts beyond one interview: case work, the event of a raid, a family, a calendar that leaves."""

from __future__ import annotations

from datetime import timedelta

from tests.insiders.levels import CLOSED, OPEN
from tests.insiders.stage import CASEWORKER, COLLEAGUE, Scene, write_rows
from tests.insiders.table import Before, Group
from tipdesk.cases import events
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.events import EventDeed
from tipdesk.cases.model import Answer
from tipdesk.cases.permissions import AccessReason
from tipdesk.cases.persons.same import Kinship

LASTING = Group("what lasts beyond one interview")
NEED = {"need_type": "legal_aid", "timeframe": "w1"}


def need_entered(scene: Scene) -> None:
    with scene.session() as session:
        session.case_work.enter(scene.files.begun, EntryKind.NEED, "", NEED)


@LASTING.row("caseworker", "vault check: case_work_differs", Before.NOTHING)
def a_need_struck_off(scene: Scene) -> str:
    """ "Entries are corrected, never deleted": the need that nobody met struck off the log."""
    need_entered(scene)
    with scene.by_hand(CASEWORKER) as vault:
        write_rows(vault, "DELETE FROM work_entry")
    return scene.checked()


@LASTING.row("caseworker", "vault check: case_work_differs", Before.NOTHING)
def a_need_that_another_is(scene: Scene) -> str:
    """The same need made one that waits for three months."""
    need_entered(scene)
    with scene.by_hand(CASEWORKER) as vault:
        write_rows(vault, """UPDATE work_entry SET words = replace(words, '"w1"', '"m3"')""")
    return scene.checked()


@LASTING.row("caseworker", "nothing of it counts", Before.NOTHING)
def an_event_of_others_written_by_its_log(scene: Scene) -> str:
    """ "An event names its officers": somebody whom it does not name adds themself to it by the
    product's own modules, past the question whether it names them."""
    with scene.session() as session:
        event = session.events.begin({events.PLACE: "DEPOT"})
    with scene.session(CASEWORKER) as session:
        session.events.enter(event.id, EventDeed.NAMED, {events.LOGIN: CASEWORKER.login})
        session.events.enter(event.id, EventDeed.CHANGED, {events.PLACE: "غيره"})
    with scene.session() as session:
        now = session.events.event(event.id)
    same = (now.facts, now.officers) == (event.facts, event.officers)
    return "nothing of it counts" if same else "it stands in the event"


@LASTING.row("caseworker", "vault check: event_differs", Before.NOTHING)
def an_event_reworded(scene: Scene) -> str:
    """ "Typed once, confirmed in each file": its words changed in the vault before others confirm
    them."""
    with scene.session() as session:
        session.events.begin({events.PLACE: "DEPOT"})
    with scene.by_hand(CASEWORKER) as vault:
        write_rows(vault, "UPDATE event_entry SET words = replace(words, 'DEPOT', 'HOTEL')")
    return scene.checked()


@LASTING.row("colleague", "refused: TransitionRefused", Before.NOTHING)
def says_that_a_file_of_others_is_of_a_family(scene: Scene) -> str:
    """ "Where nothing speaks for one person, both files name whoever says it": a file of their own,
    to learn by it of somebody else's."""
    with scene.session(COLLEAGUE) as session:
        own = session.new_files.open_case().id
        return scene.refused(
            lambda: session.files.same_person.say_family(own, scene.files.begun, Kinship.SPOUSE)
        )


@LASTING.row("caseworker", CLOSED, Before.NOTHING)
def what_a_mother_said_through_the_file_of_her_child(scene: Scene) -> str:
    """ "What was said of the child is offered to whom both files name": somebody whom only the
    child's file names reads there what its mother said."""
    row = {"children_in_kw[1]": "1", "children_in_kw[1]/child_kw_name": "نور"}
    with scene.session() as session:
        answers = {path: Answer(value) for path, value in row.items()}
        session.answers.save_answers(scene.files.begun, answers)
        child = session.new_files.open_child(scene.files.begun, "children_in_kw[1]")
        session.readers.name(child.id, CASEWORKER.login)
    with scene.session(CASEWORKER) as session:
        offered = session.knowing.offered(child.id)
        family = session.families.of_case(child.id)
    return OPEN if "name_ar_first" in offered and family.files else CLOSED


@LASTING.row("officer", "vault check: reasons_missing", Before.NOTHING)
def a_calendar_that_leaves(scene: Scene) -> str:
    """ "With a reason, which is entered": meetings are taken out by the modules, and the reason
    struck off before supervisors go through it."""
    at = timestamp(scene.world.clock() + timedelta(days=1))
    with scene.session() as session:
        session.case_work.enter(
            scene.files.begun, EntryKind.APPOINTMENT, body={"at": at, "what_for": "عند الطبيب"}
        )
        (meeting,) = session.due.take_out(AccessReason.SHIFT, "").events
        if "عند الطبيب" in repr(meeting):
            return "it says what for"
    with scene.by_hand() as vault:
        write_rows(vault, "DELETE FROM look")
    return scene.checked()
