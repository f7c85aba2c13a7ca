"""What the person agreed to: lines of the ledger that somebody else changes."""

from __future__ import annotations

from tests.insiders.stage import COLLEAGUE, Scene, write_rows
from tests.insiders.table import Before, Group
from tests.records import rows_of
from tipdesk.cases.consent import ledger
from tipdesk.cases.model import Answer, CaseId, ConsentPurpose
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.custody.book import examine
from tipdesk.desk.custody.chain_reader import read_chain
from tipdesk.storage import consent_rows, custody_rows
from tipdesk.storage.keys import case_keys

CONSENTS = Group("what the person agreed to")


def of_file(case_id: CaseId) -> str:
    """The lines of a file: SQL."""
    return f"case_ref = (SELECT id FROM case_file WHERE uuid = '{case_id}')"


def examined(scene: Scene) -> str:
    """What an audit of everything says, by somebody whom the files name."""
    with scene.session(SUPERVISOR) as session:
        reading = read_chain(session.custody.plan(), Work())
        steps = tuple(session.custody.answers(None))
        doubts = tuple(objection for _left, objection in steps if objection is not None)
        plan = session.custody.examination(None, len(steps), doubts)
        doubtful = {str(item.doubt) for item in examine(plan, reading, Work()).objections}
    return f"vault audit: {' '.join(sorted(doubtful)) or 'no discrepancies'}"


def without_a_key(scene: Scene) -> CaseId:
    """A file that holds nothing of level 4 yet: its lines are open to everybody here."""
    session = scene.world.officers
    case_id = session.new_files.open_case().id
    session.answers.save_answers(case_id, {"consent_prosecution": Answer("refused")})
    session.answers.fold(case_id)
    return case_id


@CONSENTS.row("caseworker", "vault check: consents_differ", Before.NOTHING)
def a_line_changed(scene: Scene) -> str:
    """A line of the ledger says that somebody agreed who had not."""
    case_id = without_a_key(scene)
    with scene.by_hand() as vault:
        write_rows(
            vault,
            "UPDATE consent_event SET words = replace(words, 'refused', 'granted')"
            f" WHERE {of_file(case_id)}",
        )
    return scene.checked()


@CONSENTS.row("caseworker", "vault check: consents_differ", Before.NOTHING)
def the_last_line_dropped(scene: Scene) -> str:
    """The last line of a file taken out."""
    with scene.by_hand() as vault:
        last = f"(SELECT max(id) FROM consent_event WHERE {of_file(scene.files.other)})"
        write_rows(vault, f"DELETE FROM consent_event WHERE id = {last}")
    return scene.checked()


@CONSENTS.row("caseworker", "vault check: consents_differ", Before.NOTHING)
def a_line_without_an_entry(scene: Scene) -> str:
    """One more line, of which the chain of custody tells nothing."""
    with scene.by_hand() as vault:
        first = consent_rows.of_case(vault, scene.files.other, case_keys.opens_nothing)[0]
        consent_rows.add(vault, scene.files.other, str(first))
    return scene.checked()


@CONSENTS.row("caseworker", "vault check: consents_differ", Before.NOTHING)
def the_lines_of_another_file(scene: Scene) -> str:
    """What another person agreed to, in the place of what this one did."""
    with scene.by_hand() as vault:
        lines = consent_rows.of_case(vault, scene.files.approved, case_keys.opens_nothing)
        write_rows(vault, f"DELETE FROM consent_event WHERE {of_file(scene.files.other)}")
        for line in lines:
            consent_rows.add(vault, scene.files.other, str(line))
    return scene.checked()


@CONSENTS.row("caseworker", "vault check: consents_differ", Before.NOTHING)
def a_line_that_nobody_can_open(scene: Scene) -> str:
    """A line closed under a key of one's own, in a file that has no key."""
    case_id = without_a_key(scene)
    with scene.by_hand() as vault:
        closed = case_keys.close_text(bytes(32), 1, case_id, consent_rows.WORDS, "{}")
        write_rows(vault, f"UPDATE consent_event SET words = '{closed}' WHERE {of_file(case_id)}")
    return scene.checked()


@CONSENTS.row("colleague", "vault audit: consents_differ", Before.NOTHING)
def a_closed_line_for_another(scene: Scene) -> str:
    """In a file with a key of its own, a closed line overwritten with what its key does not
    open."""
    case_id = scene.files.begun
    scene.world.officers.answers.fold(case_id)
    with scene.by_hand(COLLEAGUE) as vault:
        closed = case_keys.close_text(bytes(32), 1, case_id, consent_rows.WORDS, "{}")
        write_rows(vault, f"UPDATE consent_event SET words = '{closed}' WHERE {of_file(case_id)}")
    return examined(scene)


@CONSENTS.row("officer", "the desk: refused: CustodyBroken", Before.NOTHING)
def a_line_changed_and_sent(scene: Scene) -> str:
    """A line says what nobody said, and the officer exports."""
    with scene.by_hand(OFFICER) as vault:
        first = f"(SELECT min(id) FROM consent_event WHERE {of_file(scene.files.other)})"
        write_rows(vault, f"DELETE FROM consent_event WHERE id = {first}")
    return f"the desk: {scene.refused(lambda: scene.plan(scene.files.other))}"


@CONSENTS.row("caseworker", "the record is narrowed all the same", Before.NOTHING)
def a_line_with_its_entry(scene: Scene) -> str:
    """Somebody refused; a line says that she agreed, and an entry in the officer's name vouches
    for it: where ledger and answers differ the stricter one holds."""
    session = scene.world.officers
    case_id = scene.world.interview(
        7, consent_prosecution="refused", processing_basis="legal_duty", stmt_arabic="أقوال"
    )
    session.steps.complete(case_id)
    events = session.files.load(case_id).consents
    refused = ledger.ruling(events)[ConsentPurpose.PROSECUTION, ""]
    with scene.by_hand() as vault:
        line = ledger.to_text(ledger.salted(refused)).replace("refused", "granted")
        consent_rows.add(vault, case_id, line)
        custody_rows.append(
            vault,
            at=scene.world.clock(),
            officer=OFFICER.login,
            action=ledger.NOTED,
            case_id=case_id,
            detail={"event": str(len(events) + 1), "digest": ledger.digest_of(line)},
        )
    with scene.session() as session:
        record = rows_of(session.files.record(session.files.whole(case_id), ()))
    kept = record["_release"]["narrowed"] and "stmt_arabic" not in record
    return "the record is narrowed all the same" if kept else "the statement would go"


@CONSENTS.row("caseworker", "refused: VaultDamaged; vault check: consents_differ", Before.NOTHING)
def a_line_that_is_none(scene: Scene) -> str:
    """Anything at all in the place of a line; somebody opens the file."""
    with scene.by_hand() as vault:
        write_rows(
            vault, f"UPDATE consent_event SET words = 'لا شيء' WHERE {of_file(scene.files.other)}"
        )
    with scene.session() as session:
        answer = scene.refused(lambda: session.files.load(scene.files.other))
    return f"{answer}; {scene.checked()}"
