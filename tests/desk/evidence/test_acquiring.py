"""How a file was acquired: compared with the copy itself, frozen with the file, sent where it goes."""

import hashlib
import json

import pytest

from tests.desk.approving import approve as approve_file
from tests.desk.evidence.test_exhibits import approve, row, sent
from tests.desk.world import World
from tests.json_schema import faults
from tests.media.samples import MD5, SHA1, e01, tiff, with_exif
from tests.records import numbered
from tipdesk.cases.acquisition import Acquired, Acquisition, HashComparison, HashOf, Outcome
from tipdesk.cases.evidence import link_to
from tipdesk.cases.handover.reading import read_record
from tipdesk.cases.model import Attachment, CaseId
from tipdesk.core.errors import AnswersLocked, CustodyBroken, VaultDamaged
from tipdesk.core.settings import resource
from tipdesk.core.work import Work
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.evidence import attachments
from tipdesk.desk.evidence.attachments import compare
from tipdesk.desk.paper.printing_room import PrintOptions, render
from tipdesk.printing.preview import text

DATA = b"contents of a telephone " * 50_000


def attach(world: World, case_id: CaseId, tmp_path, name: str, data: bytes) -> Attachment:
    path = tmp_path / name
    path.write_bytes(data)
    session = world.officers
    return session.attachments.attach(
        case_id, attachments.seal(session.attachments.attach_plan(case_id), path, Work())
    )


def compared(
    world: World, attachment: Attachment, source_hash: str, of: HashOf = HashOf.FILE
) -> Outcome:
    acquisition = Acquisition(source_hash=source_hash, hash_of=of)
    return compare(world.officers.attachments.acquisition_opener(attachment), acquisition, Work())


def test_the_hash_of_a_tool_is_held_against_the_sealed_copy(world, tmp_path):
    case = world.officers.new_files.open_case()
    attachment = attach(world, case.id, tmp_path, "phone.bin", DATA)
    for algorithm in ("md5", "sha1", "sha256", "sha512"):
        digest = hashlib.new(algorithm, DATA).hexdigest()
        assert compared(world, attachment, digest) == Outcome(HashComparison.SAME, digest)
        other = digest[:-1] + ("0" if digest[-1] != "0" else "1")
        assert compared(world, attachment, other) == Outcome(HashComparison.DIFFERENT, digest)


def test_a_hash_of_the_medium_is_held_against_what_the_image_carries(world, tmp_path):
    case = world.officers.new_files.open_case()
    image = attach(world, case.id, tmp_path, "phone.E01", e01())
    plain = attach(world, case.id, tmp_path, "phone.dd", DATA)
    medium = HashOf.MEDIUM
    assert compared(world, image, SHA1, medium) == Outcome(HashComparison.STORED_SAME, SHA1)
    assert compared(world, image, "00" * 16, medium) == Outcome(
        HashComparison.STORED_DIFFERENT, MD5
    )
    assert compared(world, image, "00" * 32, medium) == Outcome(HashComparison.NOT_COMPARED)
    assert compared(world, plain, MD5, medium) == Outcome(HashComparison.NOT_COMPARED)
    assert compared(world, plain, "") == Outcome()
    assert (image.media_type, plain.media_type) == ("application/x-ewf", "application/octet-stream")


def test_a_damaged_copy_is_not_compared(world, tmp_path):
    case = world.officers.new_files.open_case()
    attachment = attach(world, case.id, tmp_path, "phone.bin", DATA)
    sealed = world.folder / "officers" / "att" / attachment.id[:2] / attachment.id
    sealed.write_bytes(sealed.read_bytes()[:-1])
    with pytest.raises(VaultDamaged):
        compared(world, attachment, MD5)


def test_the_newest_record_counts_until_the_file_is_complete_and_the_chain_vouches(world, tmp_path):
    session = world.officers
    case_id = world.interview()
    attachment = attach(world, case_id, tmp_path, "phone.bin", DATA)
    outcome = compared(world, attachment, attachment.sha256)
    session.attachments.record_acquisition(case_id, attachment, Acquisition(tool="dd"), Outcome())
    acquisition = Acquisition(tool="FTK\u202e", source_hash=attachment.sha256, hash_of="file")
    session.attachments.record_acquisition(case_id, attachment, acquisition, outcome)
    recorded = session.attachments.attached(case_id)[-1].acquisition
    assert isinstance(recorded, Acquired)
    assert (recorded.acquisition.tool, recorded.outcome, recorded.by) == ("FTK", outcome, "T-07")
    entry = session.files.load(case_id).custody[-1]
    assert (entry.action, entry.detail["compared"]) == ("acquisition_recorded", "same")
    vault = world.officers._desk.vault
    with pytest.raises(Exception, match="append_only"):
        vault.execute("UPDATE acquisition SET body = '{}'")
    vault.execute(  # past the program: no entry speaks of it
        "INSERT INTO acquisition(attachment, body, officer, at)"
        " SELECT attachment, replace(body, 'FTK', 'XYZ'), officer, at FROM acquisition LIMIT 1"
    )
    session.steps.complete(case_id)
    with pytest.raises(AnswersLocked):
        session.attachments.record_acquisition(case_id, attachment, acquisition, outcome)
    with pytest.raises(CustodyBroken):
        approve_file(session, case_id, world.confirm(SUPERVISOR), ())


def test_it_goes_where_its_file_goes_and_stays_where_it_stays(world, tmp_path):
    attachments = world.officers.attachments
    case_id = world.interview()
    goes = attach(world, case_id, tmp_path, "goes.E01", e01())
    stays = attach(world, case_id, tmp_path, "stays.bin", DATA)
    row(world, case_id, 1, att_file=link_to(stays), att_in_bundle="no")
    for attachment, tool in ((goes, "FTK Imager"), (stays, "Geheimwerkzeug")):
        acquisition = Acquisition(tool=tool, serial="R58", source_hash=MD5, hash_of=HashOf.MEDIUM)
        outcome = compare(attachments.acquisition_opener(attachment), acquisition, Work())
        attachments.record_acquisition(case_id, attachment, acquisition, outcome)
    approve(world, case_id)
    paper = world.officers.printing.print_plan(case_id, "intake", PrintOptions(copy="prosecution"))
    printed = text(render(paper)).replace("\r\n", "")
    assert goes.sha256[:32] in printed
    assert "FTK Imager" in printed
    assert "Geheimwerkzeug" not in printed
    record, _files = sent(world, case_id)
    schema = json.loads(resource("schemas", "record.schema.json").read_text(encoding="utf-8"))
    assert faults(json.loads(record), schema) == []
    (listed,) = numbered(record, "_attachment")
    assert listed["acquisition"]["compared"] == "stored_same"
    assert "Geheimwerkzeug" not in record.decode()
    read = read_record(record)
    assert read.acquired[goes.sha256].acquisition.tool == "FTK Imager"


def test_what_a_photograph_says_is_kept_and_goes_with_its_key(world, tmp_path):
    session = world.officers
    case = session.new_files.open_case()
    jpeg = with_exif(b"\xff\xd8\xff\xdb\x00\x03\x00\xff\xd9", tiff())
    attach(world, case.id, tmp_path, "IMG_1.jpg", jpeg)
    (photo,) = session.attachments.attached(case.id)
    assert photo.photo.place == (29.5, 48.25)
    with session.attachments.opener(photo).open() as file:
        assert file.read() == jpeg
    session.attachments.detach(case.id, photo)
    vault = world.officers._desk.vault
    assert vault.row("SELECT photo, key FROM attachment") == ("", None)
