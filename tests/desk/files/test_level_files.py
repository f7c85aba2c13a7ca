"""What was written before it was level 4, or before its file was hidden: under the file's own key.

Markers are sought in every value of every table, as the key of the vault alone shows them.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk.approving import approve
from tests.desk.sounding import Noise, put_away
from tests.desk.staffed import LOGINS, OWNER, WORDS, Place
from tests.media.samples import tiff, with_exif
from tipdesk.cases import evidence
from tipdesk.cases.acquisition import Acquisition, Outcome
from tipdesk.cases.interview.unfinished import Draft, RemarksDraft
from tipdesk.cases.model import Answer, Attachment, CaseId, MarkKind, Remark, Role
from tipdesk.cases.permissions import AccessReason
from tipdesk.core.errors import RestrictedClosed
from tipdesk.core.work import Work
from tipdesk.desk.custody.integrity import check_file
from tipdesk.desk.evidence.attachments import seal
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.backup import make
from tipdesk.desk.unlocking import unlock_with_words
from tipdesk.desk.upkeep.restoring import by_passphrase, find_backups, open_backup, restore_station
from tipdesk.desk.upkeep.salvaging import salvage_vault
from tipdesk.desk.upkeep.vault_check import Examination
from tipdesk.forms.model import path_of
from tipdesk.storage.database import connect
from tipdesk.storage.evidence import attachments
from tipdesk.storage.evidence.staging import content_path
from tipdesk.storage.keys import case_keys
from tipdesk.storage.upkeep.backup_set import proved
from tipdesk.storage.upkeep.damaged_pages import CipherPages

SUPERVISOR = LOGINS[Role.SUPERVISOR]
NAME, LABEL, TOOL, CAMERA = "zz-picture-name.jpg", "zz-label", "zz-tool", "Kamera Co"
BODY = with_exif(b"\xff\xd8\xff\xdb\x00\x03\x00\xff\xd9", tiff())


def at(name: str, row: int) -> str:
    return path_of(name, evidence.ROWS, row)


@pytest.fixture
def place(certified: Place, tmp_path: Path) -> Place:
    return certified.copy(tmp_path / "vault")


def dump(place: Place) -> str:
    """All that the key of the vault shows, and what its raw bytes hold beside the rows."""
    connection = connect(place.folder / "vault.db", place.key("A-01").dek)
    tables = [
        name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
    ]
    contents = []
    for table in tables:
        for row in connection.execute(f'SELECT * FROM "{table}"'):
            for value in row:
                if isinstance(value, bytes):
                    contents.append(value.hex() + value.decode("utf-8", "replace"))
                else:
                    text = str(value)
                    contents.append(json.dumps(json.loads(text), ensure_ascii=False)
                                 if text.startswith(("[", "{")) else text)  # fmt: skip
    connection.close()
    return "\n".join(contents)


def freed_pages(place: Place) -> str:
    """Every page as it lies, what is in no row any more as well."""
    path = place.folder / "vault.db"
    pages = CipherPages(path, place.key("A-01").dek)
    numbers = range(1, 1 + path.stat().st_size // 4096)
    contents = [(pages.page(number) or b"").decode("latin-1") for number in numbers]
    pages.close()
    assert sum(map(len, contents)) > path.stat().st_size * 0.9
    return "".join(contents)


def markers_in(place: Place, markers: Iterable[str], *, freed: bool = False) -> set[str]:
    text = dump(place) + (freed_pages(place) if freed else "")
    return {marker for marker in markers if marker in text}


def listed(session: Session, case_id: CaseId, folder: Path) -> tuple[Attachment, int, bytes]:
    """A photograph that a row describes, with all that tells something; and its key."""
    source = folder / NAME
    source.write_bytes(BODY)
    sealed = seal(session.attachments.attach_plan(case_id), source, Work())
    added = session.attachments.attach(case_id, sealed)
    row = session.attachments.list_as_exhibit(case_id, added)
    session.answers.save_answers(case_id, {at("att_label", row): Answer(LABEL)})
    session.drafts.keep_draft(case_id, Draft({at("att_condition", row): "zz-draft"}))
    session.attachments.record_acquisition(case_id, added, Acquisition(tool=TOOL), Outcome())
    session.answers.fold(case_id)
    return added, row, sealed.content.key


def with_reason(place: Place, login: str) -> Session:
    session = place.open(login)
    session.access.open_with_reason(place.begun, AccessReason.SHIFT, "")
    return session


def set_level(place: Place, row: int, level: str) -> None:
    session = place.open(OWNER)
    session.answers.save_answers(place.begun, {at(evidence.LEVEL, row): Answer(level)})
    session.lock()


def test_an_exhibit_whose_level_is_raised_is_closed_with_all_that_was_said_of_it(
    place: Place, tmp_path: Path
) -> None:
    session = place.open(OWNER)
    added, row, key = listed(session, place.begun, tmp_path)
    before = session.files.load(place.begun)
    session.lock()
    markers = {NAME, LABEL, TOOL, CAMERA, "zz-draft", key.hex()}
    assert markers_in(place, markers) == markers
    set_level(place, row, "4")
    assert not markers_in(place, markers, freed=True)
    session = place.open(SUPERVISOR)  # whom the file names
    assert session.attachments.opener(added).open().read() == BODY
    file = session.files.load(place.begun)
    assert file.attachments == before.attachments
    assert file.answers[at("att_label", row)].value == LABEL
    assert {
        entry.answer.value for entry in session.files.history(place.begun, at(evidence.TITLE, row))
    } == {before.answers[at(evidence.TITLE, row)].value}
    check_file(session._desk, place.begun, session.access.opens(place.begun))
    session.lock()
    session = with_reason(place, "T-08")
    (closed,) = session.attachments.attached(place.begun)
    assert (closed.closed, closed.name, closed.acquisition) == (True, "", None)
    answers = session.files.load(place.begun).answers
    assert answers[at("att_label", row)].closed
    assert answers[at(evidence.LEVEL, row)].value == "4"
    assert session.files.history(place.begun, at("att_label", row)) == ()
    for deed in (
        lambda: session.attachments.opener(added),
        lambda: session.attachments.detach(place.begun, added),
        lambda: session.answers.save_answers(place.begun, {at("att_seal", row): Answer("x")}),
    ):
        with pytest.raises(RestrictedClosed):
            deed()
    session.lock()
    set_level(place, row, "3")
    session = with_reason(place, "T-08")
    assert session.attachments.attached(place.begun) == before.attachments
    assert session.attachments.opener(added).open().read() == BODY
    with pytest.raises(RestrictedClosed):  # they could not open it again
        session.answers.save_answers(place.begun, {at(evidence.LEVEL, row): Answer("4")})
    session.lock()
    assert markers_in(place, markers) == markers


def test_backup_check_and_salvage_keep_what_they_cannot_open(place: Place, tmp_path: Path) -> None:
    session = place.open(OWNER)
    added, row, _key = listed(session, place.begun, tmp_path)
    session.lock()
    set_level(place, row, "4")
    session = place.open("A-01")
    sheet = session.renewals.new_recovery_sheet(place.key("A-01"), place.confirm("S-01"))
    session.renewals.sheet_confirmed()
    session.lock()
    place.open(OWNER).lock()  # who is told of the sheet
    session = place.open(OWNER)  # a reader: from now on the new sheet opens it
    session.files.load(place.begun)
    session.lock()
    session = place.open("A-01")
    (tmp_path / "stick").mkdir()
    new_backup = make(session.backups.plan(tmp_path / "stick"), place.key("A-01"), Work())
    assert (new_backup.attachments, new_backup.manifest.absent) == (1, ())
    session.lock()
    word = f"{WORDS} محيط"
    opened = open_backup(find_backups(tmp_path / "stick")[0], by_passphrase("A-01", word), Work())
    restore_station(opened, tmp_path / "restored", place.clock, Work())
    again = replace(place, folder=tmp_path / "restored")
    key = unlock_with_words(again.folder, " ".join(sheet.words))
    session = Session.open(again.folder, key, place.clock)
    opens = session.access._restricted.keys.opens(place.begun)
    content = attachments.content_of(session._desk.vault, added.id, opens)
    assert content.key
    session.lock()
    salvaged = salvage_vault(
        place.folder, place.key("A-01"), tmp_path / "salvaged", place.clock, lambda _step: None
    )
    assert salvaged.complete
    assert salvaged.contents_saved == 1
    for folder in (again.folder, tmp_path / "salvaged"):
        session = replace(place, folder=folder).open(OWNER)
        assert session.attachments.opener(added).open().read() == BODY
        session.lock()
    with Examination(place.folder, place.key("A-01")) as looked:
        assert all(part.well for part in looked.parts(Work()))
    path = content_path(place.folder, added.id)
    body = bytearray(path.read_bytes())
    body[-20] ^= 1
    path.write_bytes(body)
    assert proved(path, replace(content, key=b""), lambda _more: None) is None
    with Examination(place.folder, place.key("A-01")) as looked:
        (bad,) = [
            finding for part in looked.parts(Work()) for finding in part.findings if finding.fault
        ]
    assert added.id in bad.where


def test_a_recording_and_its_places_follow_the_level_and_the_question(place: Place) -> None:
    session = place.open(OWNER)
    session.answers.save_answers(place.begun, {"consent_audio": Answer("granted")})
    counter, source = session.recordings, Noise()
    counter.begin(place.begun, source)
    source.give(1)
    counter.note("zz-plan", "safety_plan", 1)
    counter.note("zz-account", "stmt_arabic", 2)
    counter.stop()
    put_away(session)
    (attachment,) = session.attachments.attached(place.begun)
    session.lock()
    assert markers_in(place, {"zz-plan", "zz-account"}) == {"zz-account"}
    session = with_reason(place, "T-08")
    (recording,) = session.recordings.of_case(place.begun)
    assert [bookmark.text for bookmark in recording.bookmarks] == ["zz-account"]
    session.lock()
    session = place.open(OWNER)
    row = session.attachments.list_as_exhibit(place.begun, attachment)
    session.lock()
    set_level(place, row, "4")
    assert not markers_in(place, {"zz-plan", "zz-account", attachment.name})
    session = place.open(OWNER)
    (recording,) = session.recordings.of_case(place.begun)
    assert [
        (bookmark.kind, bookmark.path, bookmark.paragraph, bookmark.text)
        for bookmark in recording.bookmarks
    ] == [
        (MarkKind.NOTE, "safety_plan", 1, "zz-plan"),
        (MarkKind.NOTE, "stmt_arabic", 2, "zz-account"),
    ]
    session.lock()


STORY = "qqstory zz"


def filled(place: Place, folder: Path) -> None:
    """A file that says something at every place; a colleague has begun something in it."""
    session = place.open("C-01")
    session.drafts.keep_draft(place.begun, Draft({"stmt_arabic": "zz-colleague"}))
    session.lock()
    session = place.open(OWNER)
    answers = {"stmt_arabic": STORY, "name_latin_surname": "ZZNAME", "safety_plan": "zz-plan"}
    session.answers.save_answers(
        place.begun, {path: Answer(text) for path, text in answers.items()}
    )
    listed(session, place.begun, folder)
    session.lock()


MARKERS = {"qqstory", "ZZNAME", "zzname", NAME, LABEL, TOOL, CAMERA, "zz-draft",
           "zz-colleague"}  # fmt: skip


def test_what_a_file_held_before_it_was_hidden_is_closed(place: Place, tmp_path: Path) -> None:
    filled(place, tmp_path)
    assert markers_in(place, MARKERS) == MARKERS
    session = place.open(OWNER)
    before = session.files.load(place.begun)
    session.readers.hide(place.begun, "زميل مذكور")
    session.answers.save_answers(place.begun, {"police_report_no": Answer("zz-report")})
    session.lock()
    assert not markers_in(place, MARKERS | {"zz-report"}, freed=True)
    session = place.open(OWNER)
    after = session.files.load(place.begun)
    others = {path: answer for path, answer in after.answers.items() if path != "police_report_no"}
    assert others == {p: answer for p, answer in before.answers.items() if p != "police_report_no"}
    assert after.attachments == before.attachments
    assert session.drafts.draft(place.begun).typed
    check_file(session._desk, place.begun, session.access.opens(place.begun))
    session.readers.show_again(place.begun)
    check_file(session._desk, place.begun, session.access.opens(place.begun))
    session.lock()
    session = with_reason(place, "T-08")
    file = session.files.load(place.begun)
    assert file.answers["stmt_arabic"].value == STORY
    assert file.attachments == before.attachments
    assert file.answers["safety_plan"].closed  # level 4, as before
    assert file.answers["police_report_no"].closed  # it was written while the file was hidden
    assert place.begun in {
        case.id
        for case in session.access_reasons.search_other_files("ZZNAME", AccessReason.CARE, "")
    }
    session.lock()
    session = place.open("C-01")
    session.access.open_with_reason(place.begun, AccessReason.SHIFT, "")
    assert session.drafts.draft(place.begun).typed == {"stmt_arabic": "zz-colleague"}
    session.lock()


def test_a_hidden_file_that_is_complete_goes_as_it_would_have_gone(place: Place) -> None:
    """Reasons, remarks and picks are closed beside the answers, and opened for the record."""
    session = place.open(SUPERVISOR)
    session.drafts.keep_remarks(place.completed, RemarksDraft("zz-unsent", (("sex", "zz-line"),)))
    remark = Remark("sex", "zz-remark", "", place.clock())
    session.steps.return_with_remarks(place.completed, [remark], place.confirm(SUPERVISOR))
    session.drafts.keep_remarks(place.completed, RemarksDraft("zz-unsent", (("sex", "zz-line"),)))
    session.lock()
    session = place.open(OWNER)
    session.answers.amend(place.completed, {"police_report_no": Answer("zz-new")}, "zz-reason")
    markers = {"zz-remark", "zz-reason", "zz-new", "zz-unsent", "zz-line"}
    before = session.files.whole(place.completed)
    session.lock()
    assert markers_in(place, markers) == markers
    session = place.open(OWNER)
    session.readers.hide(place.completed, "المشرفة مذكورة")
    session.answers.amend(place.completed, {"police_report_no": Answer("zz-next")}, "zz-since")
    session.lock()
    assert not markers_in(place, {*markers, "zz-next", "zz-since"})
    session = place.open(OWNER)
    after = session.files.whole(place.completed)
    assert after.remarks == before.remarks
    assert [amendment.note for amendment in after.amendments] == ["zz-reason", "zz-since"]
    assert after.amendments[:1] == before.amendments
    session.steps.complete(place.completed)
    approve(session, place.completed, place.confirm(OWNER))
    session.lock()


def test_a_closed_key_is_no_key_and_stands_at_its_place(place: Place, tmp_path: Path) -> None:
    session = place.open(OWNER)
    added, row, _key = listed(session, place.begun, tmp_path)
    session.answers.save_answers(place.begun, {at(evidence.LEVEL, row): Answer("4")})
    vault, opens = session._desk.vault, session.access._restricted.keys.opens(place.begun)
    stored = vault.row("SELECT key FROM attachment WHERE id = ?", (added.id,))
    assert case_keys.key_of(added.id, stored[0], opens)
    assert not case_keys.key_of(added.id, stored[0], case_keys.opens_nothing)
    with pytest.raises(Exception, match="VaultDamaged"):
        case_keys.key_of("another", stored[0], opens)
    session.lock()
