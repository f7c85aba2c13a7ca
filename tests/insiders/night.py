"""The shift: that the notice was handed over, what was undone, and what is known without asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tests.insiders.stage import COLLEAGUE, PLAN, Scene, write_rows
from tests.insiders.table import Before, Group
from tipdesk.cases.casework.shift import TAKEN
from tipdesk.cases.custody.delivery import DELIVERED, OF, WITHDRAWN
from tipdesk.cases.files.workflow import VOIDED, Voiding, VoidReason
from tipdesk.cases.model import Answer, CaseId, Remark, Source
from tipdesk.demo.journey import notify, print_notice
from tipdesk.demo.stations import OFFICER, SUPERVISOR, Credentials
from tipdesk.desk.session.session import Session
from tipdesk.forms.model import FormDefinition, Question
from tipdesk.forms.model import Group as QuestionGroup
from tipdesk.forms.rules.rules import FormRules
from tipdesk.storage import custody_rows, interview_rows

SHIFT = Group("what is done in a shift")


# --- handed over ------------------------------------------------------------------------------


@SHIFT.row("officer", "the desk: refused: NoticeNotPrinted", Before.UNNOTICED)
def handed_over_what_was_never_printed(scene: Scene) -> str:
    """Says with the modules of the program, past the window, that a notice was handed over of which
    no copy for the Prosecution was printed."""
    with scene.session() as session:
        return f"the desk: {scene.refused(lambda: session.delivering.note(scene.files.begun))}"


@SHIFT.row("officer", "the desk: refused: NoticeNotPrinted", Before.UNNOTICED)
def handed_over_what_says_something_else(scene: Scene) -> str:
    """The same once the notice was printed and an answer that stands in it is another one."""
    with scene.session() as session:
        print_notice(session, scene.files.begun)
        session.answers.save_answers(scene.files.begun, {"urgency": Answer("immediate")})
        return f"the desk: {scene.refused(lambda: session.delivering.note(scene.files.begun))}"


@SHIFT.row("officer", "vault audit: delivery_unshown", Before.UNNOTICED)
def handed_over_by_an_entry_of_ones_own(scene: Scene) -> str:
    """The same as an entry of the audit log, written past the desk."""
    with scene.by_hand(OFFICER) as vault:
        custody_rows.append(
            vault,
            at=scene.world.clock(),
            officer=OFFICER.login,
            action=DELIVERED,
            case_id=scene.files.begun,
        )
    return scene.audited()


@SHIFT.row("officer", "the desk: refused: TransitionRefused", Before.NOTHING)
def taken_back_the_next_morning(scene: Scene) -> str:
    """Says hours later that the notice was not handed over after all."""
    with scene.session() as session:
        notify(session, scene.files.begun)
        scene.world.clock.move(hours=6)
        return f"the desk: {scene.refused(lambda: session.delivering.withdraw(scene.files.begun))}"


@SHIFT.row("supervisor", "the desk: refused: TransitionRefused", Before.NOTHING)
def taken_back_for_somebody_else(scene: Scene) -> str:
    """Says within the ten minutes that what another officer handed over was not."""
    with scene.session() as session:
        case_id = session.new_files.open_case().id
        notify(session, case_id)
    with scene.session(SUPERVISOR) as session:
        return f"the desk: {scene.refused(lambda: session.delivering.withdraw(case_id))}"


# --- undone -----------------------------------------------------------------------------------


def undone(scene: Scene) -> CaseId:
    """A file in which a choice was ticked and, later, undone as the window does it."""
    with scene.session() as session:
        case_id = session.new_files.open_case().id
        for value in ("silence", ""):
            session.answers.save_answers(case_id, {"rights_explained": Answer(value)})
            session.answers.fold(case_id)
    return case_id


@SHIFT.row("officer", "the log has silence, then nothing; the chain has both", Before.HELD)
def a_choice_undone(scene: Scene) -> str:
    """Undoes a choice, so that nobody sees that it was ever ticked."""
    case_id = undone(scene)
    with scene.by_hand(OFFICER) as vault:
        states = interview_rows.history(vault, case_id, "rights_explained")
        edited = [
            entry
            for entry in custody_rows.of_case(vault, case_id)
            if "rights_explained" in entry.detail.get("fields", "").split()
        ]
    log = ", then ".join(state.answer.value or "nothing" for state in states)
    return f"the log has {log}; the chain has {'both' if len(edited) > 1 else 'one'}"


@SHIFT.row("officer", "vault check: answers_differ", Before.HELD)
def a_choice_undone_and_taken_out(scene: Scene) -> str:
    """The same, and both lines taken out of the log."""
    case_id = undone(scene)
    with scene.by_hand(OFFICER) as vault:
        file = f"(SELECT id FROM case_file WHERE uuid = '{case_id}')"
        write_rows(
            vault, f"DELETE FROM answer_log WHERE path = 'rights_explained' AND case_ref = {file}"
        )
    return scene.checked(OFFICER)


@SHIFT.row("caseworker", "T-07 hears: in_own_name", Before.NOTHING)
def voided_in_the_officers_name(scene: Scene) -> str:
    """Voids the officer's file by hand, as if the officer had opened it by mistake."""
    case_id = scene.files.begun
    with scene.by_hand() as vault:
        write_rows(vault, f"UPDATE case_file SET status = 'voided' WHERE uuid = '{case_id}'")
        custody_rows.append(
            vault,
            at=scene.world.clock(),
            officer=OFFICER.login,
            action=VOIDED,
            case_id=case_id,
            detail={"reason": "opened_by_mistake", "was": "in_progress"},
        )
    return scene.heard()


def _enter(scene: Scene, who: Credentials, action: str, case_id: CaseId | None = None) -> None:
    """An entry in somebody's name, written past the desk by somebody else."""
    with scene.by_hand() as vault:
        delivered = custody_rows.last_of(vault, DELIVERED) if action == WITHDRAWN else None
        detail = {} if delivered is None else {OF: str(delivered.seq)}
        at, login = scene.world.clock(), who.login
        custody_rows.append(
            vault, at=at, officer=login, action=action, case_id=case_id, detail=detail
        )


@SHIFT.row("caseworker", "S-01 hears: in_own_name", Before.NOTHING)
def voided_before_an_honest_signature(scene: Scene) -> str:
    """Voids a file by hand as if the supervisor had; then the supervisor signs something else at
    the officer's desk, and with it all that stands before."""
    with scene.session() as session:
        case_id = session.new_files.open_case().id
    _enter(scene, SUPERVISOR, VOIDED, case_id)
    with scene.session() as session:
        session.voiding.void(scene.files.begun, Voiding(VoidReason.TEST), scene.confirm(SUPERVISOR))
    return scene.heard(SUPERVISOR)


@SHIFT.row("caseworker", "S-01 hears: in_own_name", Before.UNNOTICED)
def returned_in_the_supervisors_name(scene: Scene) -> str:
    """Sends back by hand what the supervisor has approved, as if the supervisor had."""
    _enter(scene, SUPERVISOR, "returned", scene.files.approved)
    return scene.heard(SUPERVISOR)


@SHIFT.row("caseworker", "T-07 hears: in_own_name", Before.NOTHING)
def not_handed_over_in_the_officers_name(scene: Scene) -> str:
    """Says by hand, as if the officer did, that the notice was not handed over after all."""
    with scene.session() as session:
        notify(session, scene.files.begun)
    _enter(scene, OFFICER, WITHDRAWN, scene.files.begun)
    return scene.heard()


@SHIFT.row("caseworker", "S-01 hears: taken_in_own_name", Before.NOTHING)
def a_shift_taken_in_somebodys_name(scene: Scene) -> str:
    """Enters by hand that the supervisor has read what was left, and taken the shift over."""
    _enter(scene, SUPERVISOR, TAKEN)
    return scene.heard(SUPERVISOR)


@SHIFT.row("officer", "T-07 hears: nothing", Before.NOTHING)
def handed_over_as_it_should_be(scene: Scene) -> str:
    """Hands a notice over and takes that back, takes a shift over; a supervisor approves at the
    desk in between, and the computer is cut off before anybody locks."""
    with scene.session() as session:
        notify(session, scene.files.begun)
        session.delivering.withdraw(scene.files.begun)
        session.taking.take(session.taking.shift())
        remark = Remark("", "راجعوا", "", scene.world.clock())
        approved = scene.files.approved
        session.steps.return_with_remarks(approved, [remark], scene.confirm(SUPERVISOR))
        session.lock = session._desk.vault.close  # type: ignore[method-assign]
    return scene.heard()


@SHIFT.row("officer", "T-07 hears: nothing; S-01 hears: nothing", Before.NOTHING)
def voided_as_it_should_be(scene: Scene) -> str:
    """Voids a file of their own, and another with the supervisor's passphrase."""
    why = Voiding(VoidReason.TEST)
    with scene.session() as session:
        own = session.new_files.open_case().id
        session.voiding.void(own, why)
        session.voiding.void(scene.files.begun, why, scene.confirm(SUPERVISOR))
    return f"{scene.heard()}; {scene.heard(SUPERVISOR)}"


# --- known ------------------------------------------------------------------------------------

_JUDGED = ("risk_level", "person_role", "consent_interview", "consent_prosecution", PLAN)


def _asking(form: FormDefinition) -> FormDefinition:
    """The form, as if it let judgements, consents and level 4 be taken from another file."""

    def asking(element: QuestionGroup | Question) -> QuestionGroup | Question:
        if isinstance(element, Question):
            if element.name not in _JUDGED:
                return element
            return replace(element, event=True, level=1)
        return replace(element, children=tuple(map(asking, element.children)))

    return replace(form, sections=tuple(map(asking, form.sections)))


def offers(session: Session, case_id: CaseId, other: CaseId) -> Mapping[str, object]:
    """What is offered to the file, once the other was named as one of the same event."""
    session.events.same_as(case_id, other)
    return session.knowing.offered(case_id)


@SHIFT.row(
    "officer",
    "offered of another file: case_source case_type incoming_ref_date intake_site_type "
    "referring_agency",
    Before.NOTHING,
)
def a_form_that_lets_everything_be_taken_over(scene: Scene) -> str:
    """Runs the desk with a form of one's own, which says of judgements, consents and an answer of
    level 4 that they are of level 1 and known from a file of the same event."""
    with scene.session() as session:
        forged = FormRules(_asking(session.files.rules(scene.files.begun).definition))
        session._desk.forms.rules_of = lambda case: forged  # type: ignore[method-assign]
        case_id = session.new_files.open_case().id
        taken = sorted(offers(session, case_id, scene.files.approved))
    return f"offered of another file: {' '.join(taken)}"


@SHIFT.row("officer", "it stands as the officer's own word", Before.NOTHING)
def a_judgement_that_nobody_gave(scene: Scene) -> str:
    """Writes a judgement with the modules as one that was known and only confirmed."""
    with scene.session() as session:
        given = {"risk_level": Answer("low", source=Source.OFFERED)}
        session.answers.save_answers(scene.files.begun, given)
        source = session.files.load(scene.files.begun).answers["risk_level"].source
    return "it stands as the officer's own word" if source is None else f"it stands as {source}"


@SHIFT.row("colleague", "the desk: refused: FileHidden", Before.NOTHING)
def an_event_that_is_hidden(scene: Scene) -> str:
    """Names a file that another officer has hidden as one of the same event, to read of it."""
    with scene.session(COLLEAGUE) as session:
        case_id = session.new_files.open_case().id
        refused = scene.refused(lambda: offers(session, case_id, scene.files.hidden))
    return f"the desk: {refused}"
