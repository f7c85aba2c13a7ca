"""The copy of a photograph goes in its place; the original stays as evidence."""

import io
import json

import pytest
from PIL import Image

from tests.desk.evidence.test_exhibits import approve, attached, going, row, save, sent
from tests.desk.world import World
from tests.json_schema import faults
from tests.media.samples import tiff, with_exif
from tests.records import numbered
from tipdesk.cases.evidence import link_to
from tipdesk.cases.model import Attachment, CaseId
from tipdesk.core.errors import CopyRefused
from tipdesk.core.settings import resource
from tipdesk.core.work import Work
from tipdesk.desk.evidence.attachments import seal_neutral
from tipdesk.media.exif import NOTHING_SAID


def photograph() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 120, 60)).save(out, "JPEG")
    return with_exif(out.getvalue(), tiff())


def neutral_copy(world: World, case_id: CaseId, original: Attachment) -> Attachment:
    attachments = world.officers.attachments
    opener, plan = attachments.acquisition_opener(original), attachments.attach_plan(case_id)
    sealed = seal_neutral(plan, opener, original, Work())
    return attachments.attach_neutral(original, sealed)


def described(world: World, case_id: CaseId, original: Attachment, **answers: str) -> None:
    row(world, case_id, 1, att_file=link_to(original), att_in_bundle="yes", **answers)


def test_the_copy_goes_and_the_original_stays(world: World) -> None:
    case_id = world.interview()
    original = attached(world, case_id, "خادمة IMG_1.jpg", photograph())
    described(world, case_id, original)
    copy = neutral_copy(world, case_id, original)
    assert original.photo.place == (29.5, 48.25)
    assert (copy.photo, copy.derived_from) == (NOTHING_SAID, original.sha256)
    assert len(world.officers.attachments.attached(case_id)) == 2
    preview = approve(world, case_id)
    assert len(going(preview)) == 1
    assert {item.reason for item in preview.withheld if "exhibit" in item.name} == {"redacted"}
    record, files = sent(world, case_id)
    (listed,) = numbered(record, "_attachment")
    assert (listed["sha256"], listed["derived_from"]) == (copy.sha256, original.sha256)
    schema = json.loads(resource("schemas", "record.schema.json").read_text("utf-8"))
    assert faults(json.loads(record), schema) == []
    telling = [name for name, data in files.items() if b"Kamera Co" in data or b"IMG_1" in data]
    assert telling == []


def test_a_photograph_without_a_row_gets_one_that_tells_no_name(world: World) -> None:
    case_id = world.interview()
    original = attached(world, case_id, "فاطمة.jpg", photograph())
    copy = neutral_copy(world, case_id, original)
    answers = world.officers.files.answers(case_id)
    (path,) = (path for path, answer in answers.items() if answer.value == link_to(copy))
    head = path.removesuffix("att_redacted")
    assert answers[f"{head}att_in_bundle"].value == "redacted"
    assert "فاطمة" not in answers[f"{head}att_title"].value


def test_what_was_left_out_stays_out_with_its_copy(world: World) -> None:
    case_id = world.interview()
    original = attached(world, case_id, "x.jpg", photograph())
    described(world, case_id, original)
    save(world, case_id, {"exhibit_rows[1]/att_in_bundle": "no"})
    neutral_copy(world, case_id, original)
    assert going(approve(world, case_id)) == []


def test_the_copy_of_what_is_restricted_is_restricted(world: World) -> None:
    case_id = world.interview()
    original = attached(world, case_id, "x.jpg", photograph())
    described(world, case_id, original, att_level="4")
    copy = neutral_copy(world, case_id, original)
    key = world.officers._desk.vault.row("SELECT key FROM attachment WHERE id = ?", (copy.id,))
    assert len(key[0]) > 32  # under the file's own
    assert going(approve(world, case_id)) == []


def test_of_what_is_no_whole_photograph_nothing_is_made(world: World) -> None:
    case_id = world.interview()
    original = attached(world, case_id, "x.jpg", photograph()[:-9])
    before = len(list((world.folder / "officers" / "att").rglob("*")))
    with pytest.raises(CopyRefused):
        neutral_copy(world, case_id, original)
    assert len(list((world.folder / "officers" / "att").rglob("*"))) == before
