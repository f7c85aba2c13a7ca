"""Pictures of what is said of attached evidence: acquisition, photographs, images, the folder."""

from __future__ import annotations

import wave
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from tests.media.samples import MD5, SERIAL, e01, tiff, with_exif
from tests.printing.scans import copier, drawn, stored
from tests.ui.pictures.photographer import Photographer
from tipdesk.cases.acquisition import Acquisition, HashOf
from tipdesk.cases.model import Answer, Attachment
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose, new_serials
from tipdesk.core.work import Work
from tipdesk.desk.evidence.attachments import compare, seal
from tipdesk.desk.paper.printing_room import PrintOptions, render
from tipdesk.desk.paper.signed_papers import read_scan
from tipdesk.ui.evidence.acquisition_dialog import record_acquisition
from tipdesk.ui.evidence.folder_intake import ask_from_folder
from tipdesk.ui.evidence.page import AttachmentsPage
from tipdesk.ui.paper.emergency_packs import type_in_pack
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.viewers.attachment_view import AttachmentContent, show_attachment

PHONE = Acquisition(
    make="Samsung", model="Galaxy A54", serial="R58N30ABCDE", tool="FTK Imager", version="4.7.1",
    blocker="hardware", blocker_name="Tableau T8u", acquired_by="خبير الأدلة الرقمية، رقم 12",
    acquired_at="2026-11-24T06:30:00Z", source_hash=MD5, hash_of=HashOf.MEDIUM,
)  # fmt: skip


def photograph() -> bytes:
    """A JPEG that names its camera, its time and its place."""
    picture = QImage(320, 200, QImage.Format.Format_RGB32)
    picture.fill(0x669988)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "JPEG")  # type: ignore[call-overload]  # the stub knows bytes only
    return with_exif(buffer.data().data(), tiff())


def evidence(camera: Photographer, services: Services, folder: Path) -> None:
    camera.allow(
        "FTK", "Imager", "MD5", "SHA", "Samsung", "Galaxy", "Tableau", "Kamera", "Co", "Model"
    )
    camera.allow(
        *["R58N30ABCDE", "A54", "T8u", "E01", "jpg", "wav", "90210", "a", "f", "kB", "MB"],
        SERIAL,
        MD5,
    )
    scans = folder / "scans"
    scans.mkdir()
    (scans / "IMG_0001.jpg").write_bytes(photograph())
    (scans / "IMG_0002.jpg").write_bytes(b"MZ a program")
    (scans / "هاتف.E01").write_bytes(e01())
    with wave.open(str(scans / "رسالة صوتية.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(16_000 * 75))
    camera.allow_folder(scans)
    session = services.session
    case = session.new_files.open_case()
    for path in sorted(scans.iterdir()):
        session.attachments.attach(
            case.id, seal(session.attachments.attach_plan(case.id), path, Work())
        )
    attached = {attachment.name: attachment for attachment in session.attachments.attached(case.id)}
    camera.allow(*(attachment.sha256 for attachment in attached.values()))
    photo, image = attached["IMG_0001.jpg"], attached["هاتف.E01"]
    for attachment, acquisition in (
        (image, PHONE),
        (photo, Acquisition(tool="SD card reader", source_hash="00" * 32, hash_of=HashOf.FILE)),
    ):
        outcome = compare(session.attachments.acquisition_opener(attachment), acquisition, Work())
        session.attachments.record_acquisition(case.id, attachment, acquisition, outcome)
    camera.allow("SD", "card", "reader", "00" * 32)
    page = AttachmentsPage(services)
    page.load(case)
    camera.page(page, "attachments-evidence")
    image = {attachment.name: attachment for attachment in session.attachments.attached(case.id)}[
        "هاتف.E01"
    ]
    camera.dialog("acquisition", lambda: record_acquisition(services, case, image, page))
    session.attachments.keep_intake_folder(scans)
    known = {(photo.name, photo.size)}
    camera.dialog("camera", lambda: ask_from_folder(services, page, known))
    camera.dialog("listen", lambda: listen(services, page, attached["رسالة صوتية.wav"]))

    signed(camera, services, folder)


def signed(camera: Photographer, services: Services, folder: Path) -> None:
    """A file that was typed in from a pack, with a signed paper of now and one of before."""
    session = services.session
    (serial,) = new_serials(1, services.clock().date(), lambda _most: 48392715)
    case = session.new_files.type_in(serial)
    for number in range(2):
        plan = session.printing.print_plan(case.id, "statement", PrintOptions(copy="file"))
        session.printing.record_printed(
            case.id, "statement", Print(PrintOutcome.PRINTED, Purpose.FILE)
        )
        scan = folder / f"scan-{number}.png"
        scan.write_bytes(stored(copier(drawn(render(plan), 0, 150), 1.0), "PNG"))
        read = read_scan(session.signed_papers.plan(case.id), scan, Work())
        session.signed_papers.file(case.id, read)
        session.answers.save_answers(
            case.id, {"summons_address": Answer(f"مكتب الارتباط {number}")}
        )
    scanned = read_scan(session.signed_papers.plan(case.id), scan, Work())
    session.signed_papers.file(case.id, scanned)
    page = AttachmentsPage(services)
    page.load(case)
    camera.page(page, "attachments-signed")
    camera.dialog("pack", lambda: type_in_pack(session, page))


def listen(services: Services, page: AttachmentsPage, sound: Attachment) -> None:
    opener = services.session.attachments.opener(sound)
    show_attachment(services, page, AttachmentContent(sound.name, sound.size, opener.open))
