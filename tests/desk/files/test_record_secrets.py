"""The secret of a revision: one for a document signed before the approval and the record that is
sent after it, and no way to what one may not read."""

import os
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.desk.approving import approve
from tests.desk.staffed import OWNER, Place
from tipdesk.cases.handover.rows import record_root
from tipdesk.cases.model import Answer, CaseId
from tipdesk.cases.permissions import AccessReason
from tipdesk.core.errors import RestrictedClosed
from tipdesk.desk.session.session import Session
from tipdesk.printing.plan import PrintOptions
from tipdesk.storage import station_rows
from tipdesk.storage.database import connect
from tipdesk.storage.files import case_rows, record_secrets
from tipdesk.storage.keys import case_keys

PLAN, PLAN_TEXT = "safety_plan", "تنام في غرفة أخرى"
APPROVER = "S-01"


class Broken(Exception):
    """What ends a deed before it is on the disk."""


@pytest.fixture
def place(certified: Place, tmp_path_factory: pytest.TempPathFactory) -> Place:
    return certified.copy(tmp_path_factory.mktemp("secrets") / "vault")


@pytest.fixture
def session(place: Place) -> Iterator[Session]:
    session = place.open(OWNER)
    yield session
    session.lock()


def root(session: Session, case_id: CaseId) -> str:
    return session.files.whole(case_id).digest


def stored(session: Session, case_id: CaseId) -> tuple[str, ...]:
    """The secrets of the revision as they lie in the vault, the newest first."""
    vault = session._desk.vault
    case = case_rows.find(vault, case_id)
    assert case is not None
    return record_secrets.of_revision(vault, case_id, case.revision)


def without_restricted(session: Session) -> CaseId:
    """A new file, in which nothing of level 4 stands."""
    case_id = session.new_files.open_case().id
    session.answers.save_answers(case_id, {"name_ar_first": Answer("ليلى")})
    return case_id


def test_what_was_printed_before_the_approval_bears_the_root_that_is_sent(
    place: Place, session: Session
) -> None:
    options = PrintOptions(copy="prosecution")
    printed = session.printing.print_plan(place.completed, "statement", options).source
    approve(session, place.completed, place.confirm(APPROVER))
    whole = session.files.whole(place.completed)
    record = session.files.record(whole, ())
    approved = whole.custody[-1]
    assert printed.digest == whole.digest == record_root(record) == approved.detail["record"]
    session.lock()
    again = place.open(APPROVER)
    assert root(again, place.completed) == whole.digest
    assert again.files.record(again.files.whole(place.completed), ()) == record
    again.lock()
    place.open(OWNER)


def test_each_revision_has_one_of_its_own(place: Place, session: Session) -> None:
    approve(session, place.completed, place.confirm(APPROVER))
    first = stored(session, place.completed)
    session.answers.amend(place.completed, {"name_ar_family": Answer("الأحمد")}, "صُحّح")
    assert stored(session, place.completed) == first
    session.steps.complete(place.completed)
    (second,) = stored(session, place.completed)
    assert second not in first


def test_a_step_that_is_undone_leaves_the_secret_as_it_was(place: Place, session: Session) -> None:
    approve(session, place.completed, place.confirm(APPROVER))
    before = stored(session, place.completed), root(session, place.completed)
    session.answers.amend(place.completed, {"name_ar_family": Answer("الأحمد")}, "صُحّح")
    amended = root(session, place.completed)
    with suppress(Broken), session._desk.vault.transaction():
        assert session.steps.complete(place.completed).revision == 2
        raise Broken
    assert stored(session, place.completed) == before[0]
    assert root(session, place.completed) == amended != before[1]


def test_the_first_answer_of_level_4_takes_another_one_under_the_files_own_key(
    session: Session,
) -> None:
    case_id = without_restricted(session)
    (plain,) = stored(session, case_id)
    assert len(bytes.fromhex(plain)) == 32
    session.answers.save_answers(case_id, {PLAN: Answer(PLAN_TEXT)})
    closed, first = stored(session, case_id)
    assert (case_keys.generation_of(closed), first) == (1, plain)
    assert plain not in {secret.hex() for secret in _secrets(session, case_id)[:1]}
    session.answers.save_answers(case_id, {PLAN: Answer("غيرها")})
    assert stored(session, case_id) == (closed, first)


def test_whoever_the_file_does_not_name_any_more_knows_none_of_what_is_written_next(
    place: Place, session: Session
) -> None:
    session.answers.save_answers(place.begun, {PLAN: Answer(PLAN_TEXT)})
    before, known = root(session, place.begun), stored(session, place.begun)
    session.readers.unname(place.begun, "C-01")
    assert (root(session, place.begun), stored(session, place.begun)) == (before, known)
    session.answers.save_answers(place.begun, {PLAN: Answer("غيرها")})
    newest, *former = stored(session, place.begun)
    assert tuple(former) == known
    assert case_keys.generation_of(newest) == 2


def test_hiding_keeps_root_and_approval_and_closes_the_secret(
    place: Place, session: Session
) -> None:
    case_id = without_restricted(session)
    before, (plain,) = root(session, case_id), stored(session, case_id)
    session.readers.hide(case_id, "يعمل قريبٌ لها في الوحدة")
    assert root(session, case_id) == before
    assert all(case_keys.is_closed(text) for text in stored(session, case_id))
    body = (place.folder / "vault.db").read_bytes()
    assert plain.encode() not in body
    rows = connect(place.folder / "vault.db", place.key(OWNER).dek)
    assert plain not in "".join(
        text for (text,) in rows.execute("SELECT secret FROM record_secret")
    )
    rows.close()
    hidden = stored(session, case_id)
    session.answers.save_answers(case_id, {"name_ar_family": Answer("الأحمد")})
    newest, *former = stored(session, case_id)
    assert tuple(former) == hidden
    assert case_keys.generation_of(newest) > case_keys.generation_of(hidden[0])
    session.readers.show_again(case_id)
    assert root(session, case_id)
    assert all(case_keys.is_closed(text) for text in stored(session, case_id))


def test_an_approval_outlives_a_hiding(place: Place, session: Session) -> None:
    approve(session, place.completed, place.confirm(APPROVER))
    session.readers.hide(place.completed, "يعمل قريبٌ لها في الوحدة")
    whole = session.files.whole(place.completed)
    approved = [event for event in whole.custody if event.action == "approved"]
    assert approved[-1].detail["record"] == whole.digest


def test_without_the_key_of_the_secret_there_is_a_refusal_and_no_other_root(
    place: Place, session: Session
) -> None:
    """An officer whom the file names, but to whom an earlier key of it was never passed on."""
    session.answers.save_answers(place.begun, {PLAN: Answer(PLAN_TEXT)})
    session.readers.unname(place.begun, "C-01")
    session._desk.vault.execute(
        "DELETE FROM case_key WHERE generation = 1 AND recipient = ?",
        (station_rows.box_key(session._desk.vault, APPROVER),),
    )
    session.lock()
    other = place.open(APPROVER)
    with pytest.raises(RestrictedClosed) as caught:
        other.files.whole(place.begun)
    assert "اسم" in str(caught.value.details["readers"])
    with pytest.raises(RestrictedClosed):
        other.printing.print_plan(place.begun, "statement")
    other.lock()
    place.open(OWNER)


def test_whom_the_file_does_not_name_has_no_root(place: Place, session: Session) -> None:
    session.lock()
    other = place.open("T-08")
    other.access.open_with_reason(place.begun, AccessReason.AUDIT, "")
    with pytest.raises(RestrictedClosed):
        other.files.whole(place.begun)
    other.lock()
    place.open(OWNER)


@pytest.mark.parametrize("forged", ["plain", "former key"])
def test_a_secret_that_somebody_put_there_opens_no_answer(
    place: Place, session: Session, forged: str
) -> None:
    """A colleague with the vault's key plants one that they know, waits for the approval and tries
    answers of level 4 until the approved root fits."""
    session.answers.save_answers(place.begun, {PLAN: Answer(PLAN_TEXT)})
    known = os.urandom(32)
    key = session._desk.case_keys[place.begun, 1]
    text = known.hex()
    if forged == "former key":
        text = case_keys.close_text(key, 1, place.begun, record_secrets.place(0), text)
        session.readers.unname(place.begun, "C-01")
        session.answers.save_answers(place.begun, {PLAN: Answer("غيرها")})
    record_secrets.add(session._desk.vault, place.begun, 0, text)
    session.files.whole(place.begun)
    newest, planted, *_ = stored(session, place.begun)
    assert planted == text
    assert case_keys.generation_of(newest) == case_keys.newest(session._desk.vault, place.begun)
    assert _secrets(session, place.begun)[0] != known


def test_a_lost_secret_is_taken_anew_and_nothing_is_approved_by_it(
    place: Place, session: Session
) -> None:
    approve(session, place.completed, place.confirm(APPROVER))
    before = root(session, place.completed)
    session.lock()
    rows = connect(place.folder / "vault.db", place.key(OWNER).dek, mode="rw")
    rows.execute("DROP TRIGGER record_secret_no_delete")
    rows.execute("DELETE FROM record_secret")
    rows.commit()
    rows.close()
    again = place.open(OWNER)
    assert root(again, place.completed) not in ("", before)
    again.lock()
    place.open(OWNER)


def _secrets(session: Session, case_id: CaseId) -> tuple[bytes, ...]:
    return session.files._contents.secrets.secrets(session.files.case(case_id))
