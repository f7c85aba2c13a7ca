"""What reads documents from outside, each as one function of bytes, and whole ones to begin from.

A target takes anything and gives nothing back: what it may raise is what its reader is documented
to raise. Anything else is a fault, and so is a document that is accepted though nobody wrote it.
Keys, times and passphrases stand still, so that a kept input says the same tomorrow.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from PIL import Image

from tests.bundle.raw import encrypted, good, look
from tests.bundle.world import CASE, NOW, second_signer, world
from tests.cases.custody.chains import MINE, a_file
from tipdesk.authoring.workbook import read_workbook
from tipdesk.bundle import receipt, trust, trust_list
from tipdesk.bundle.approval import STATEMENT, read_approval, write_approval
from tipdesk.bundle.container.bag import read_info, read_manifest
from tipdesk.bundle.container.index import read_index
from tipdesk.bundle.container.paths import DATA, INDEX
from tipdesk.bundle.container.signed_list import read_signed_list
from tipdesk.bundle.crypto import age, cms
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.form_file import read_form_file
from tipdesk.bundle.messages.annex import read_annex, write_annex
from tipdesk.bundle.messages.document import read_message, write_message
from tipdesk.cases.custody.document import custody_json, read_before, read_custody
from tipdesk.cases.custody.following import read_give_up
from tipdesk.cases.handover.reading import read_record, read_record_file
from tipdesk.core.errors import TipdeskError
from tipdesk.forms.publishing.definition_json import definition_from_json
from tipdesk.media.document_facts import file_facts
from tipdesk.media.kinds import media_type
from tipdesk.media.neutral import neutral
from tipdesk.media.neutral_office import neutral_office
from tipdesk.media.neutral_pdf import neutral_pages
from tipdesk.storage.keys.slot_file import framed, parse

Target = Callable[[bytes], None]


@contextmanager
def refusing(*allowed: type[Exception]) -> Iterator[None]:
    """What a reader says of documents that it refuses."""
    try:
        yield
    except (TipdeskError, *allowed):
        pass


def container(data: bytes) -> None:
    """A whole case bundle, out of its envelope."""
    report = look(data)
    assert not report.valid or data == _bundle(), "accepted, and nobody signed it"
    report.close()


@cache
def _bundle() -> bytes:
    return good().bytes()


@cache
def _manifest() -> bytes:
    return good().signed()


def envelope(data: bytes) -> None:
    """The age header and what is behind it."""
    identity = world().receiver.identity
    assert identity is not None
    with refusing():
        age.check_header(data)
    with refusing():
        age.open_header(data[:4096], [identity])
    with refusing(ValueError):
        age.Recipient.from_text(data.decode("latin-1"))


def signature(data: bytes) -> None:
    """A CMS signature over a manifest."""
    with refusing():
        cms.read(data, _manifest())


def index(data: bytes) -> None:
    """index.json, the manifest and bag-info.txt."""
    for read in (read_index, read_manifest, read_info):
        with refusing():
            read(data)
    with refusing(ValueError):
        read_signed_list(data)


def statement(data: bytes) -> None:
    """approval.json: what is read is written again to the byte."""
    with refusing():
        read = read_approval(data)
        assert read.is_newer or write_approval(read) == data, "read, and not what was written"


def message(data: bytes) -> None:
    """message.json: what is read is written again to the byte."""
    with refusing():
        read = read_message(data)
        newer = b'"format":"tipdesk-message/1.0"' not in data
        assert newer or write_message(read) == data, "read, and not what was written"


def annex(data: bytes) -> None:
    """annex.json: what is read is written again to the byte."""
    with refusing():
        read = read_annex(data)
        assert read.is_newer or write_annex(read) == data, "read, and not what was written"


def custody(data: bytes) -> None:
    """custody.json"""
    with refusing(ValueError):
        read_custody(data, MINE)
    for read in (read_before, read_give_up):
        with refusing(ValueError):
            read(data)


def record(data: bytes) -> None:
    """record.json"""
    for read in (read_record, read_record_file):
        with refusing(ValueError):
            read(data)


def answer(data: bytes) -> None:
    """A receipt."""
    with refusing():
        receipt.read_receipt(io.BytesIO(data), world().trust, NOW)


def trusted(data: bytes) -> None:
    """A trust list, `trust.pem`, a request for a certificate."""
    with refusing():
        trust_list.read_trust_list(io.BytesIO(data), NOW)
    with refusing():
        trust.trust_from_pem(data)
    with refusing():
        read_enrolment(data)


def slots(data: bytes) -> None:
    """The slot document, with a right digest before it."""
    with refusing():
        assert parse(framed(data)).body() == data
    with refusing():
        parse(data)


def form(data: bytes) -> None:
    """A form's definition, and a form file."""
    with refusing(UnicodeDecodeError):
        definition_from_json(data.decode("utf-8"))
    with refusing():
        read_form_file(data, world().trust, NOW)


def workbook(data: bytes) -> None:
    """An author's .xlsx file."""
    with tempfile.TemporaryDirectory(prefix="tipdesk-fuzz-") as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(data)
        with refusing():
            read_workbook(path)


def photograph(data: bytes) -> None:
    """What a file says of itself."""
    file = io.BytesIO(data)
    media_type("x.jpg", file)
    file.seek(0)
    file_facts(file)


def copied(data: bytes) -> None:
    """Copies that tell nothing of themselves: made, or refused; and made again the same."""
    for copy_of in (neutral, neutral_office, neutral_pages):
        try:
            copy = copy_of(data)
        except ValueError:
            continue
        if copy_of(copy) != copy:
            raise AssertionError(copy_of.__name__)


TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (
        *(container, envelope, signature, index, statement, message, custody, record),
        *(annex, answer, trusted, slots, form, workbook, photograph, copied),
    )
}


def seeds() -> dict[str, list[bytes]]:
    """Whole documents, by target: made anew, for keys and signatures differ each time."""
    from tests.bundle.messages.letters import message as letter
    from tests.bundle.test_schemas import annex_rows
    from tests.bundle.test_schemas import full_annex as protective
    from tests.cases.handover.test_rows import RECORD
    from tests.cases.small_form import FORM
    from tests.forms.sheets_for_tests import question, section, sheets
    from tests.storage.samples import PASSPHRASES, VAULT_ID
    from tipdesk.authoring.workbook import workbook_bytes
    from tipdesk.bundle.messages.bodies import MessageType
    from tipdesk.bundle.receipt import Receipt, Result, make_receipt
    from tipdesk.forms.publishing.definition_json import definition_to_json
    from tipdesk.storage.kdf import FLOOR
    from tipdesk.storage.keys.keys import create_slots
    from tipdesk.storage.keys.slot_making import NewSlot

    whole = good()
    with tempfile.TemporaryDirectory(prefix="tipdesk-fuzz-") as folder:
        places = [NewSlot(login, text) for login, text in PASSPHRASES.items()]
        document = create_slots(Path(folder), VAULT_ID, places, FLOOR).document
    sent = Receipt(
        *("0f6c0d5e-5a0e-4c62-8f0c-0a4b8a5b1c11", "7d4f5a1e-8b62-4c39-9d2b-1f0c53a9be77"),
        *("1" * 64, 5, "2" * 64, "3" * 64, NOW, NOW, Result.ACCEPTED),
    )
    listing = trust_list.write_listing(world().trust)
    first = trust_list.first_signature(listing, world().authority._trust_signer(NOW), NOW)
    second = second_signer(world().authority)
    trust_file = trust_list.make_trust_list(listing, first, second, NOW)
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x0132] = 6, "2026:01:02 03:04:05"
    Image.new("RGB", (8, 8)).save(picture, "JPEG", exif=exif.tobytes())
    return {
        "container": [_bundle()],
        "envelope": [encrypted(b"x" * 100)],
        "signature": [whole.signed_by()],
        "message": [write_message(letter(kind)) for kind in MessageType],
        "annex": [protective(annex_rows()), protective()],
        "index": [whole.payloads[INDEX], whole.signed()],
        "statement": [whole.payloads[f"{DATA}{CASE}/{STATEMENT}"]],
        "trusted": [trust.trust_to_pem(world().trust), trust_file],
        "record": [RECORD],
        "answer": [make_receipt(sent, world().receiver.key)],
        "form": [definition_to_json(FORM).encode()],
        "workbook": [workbook_bytes(sheets(section("s", question("text", "q"))))],
        "photograph": [picture.getvalue()],
        "copied": [picture.getvalue()],
        "slots": [document.body()],
        "custody": [custody_json((a_file().shown(),))],
    }


def name_of(data: bytes) -> str:
    """Of a kept input."""
    return hashlib.sha256(data).hexdigest()[:16]
