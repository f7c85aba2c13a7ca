"""Evidence on the page of attachments: acquisition, listening, pictures, the camera's folder."""

import struct
import wave
import zlib
from io import BytesIO

import miniaudio
import pytest
from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QListWidget

from tests.media.samples import e01, tiff, with_exif
from tests.ui.drivers.evidence import is_taking_in
from tests.ui.drivers.seeing import faults, the, words
from tests.ui.gestures import answer, bare, buttons, click, dialogs, field, texts
from tests.ui.pictures.shoot_evidence import photograph
from tipdesk.cases.acquisition import HashComparison
from tipdesk.core.errors import NoSound, SoundUnreadable
from tipdesk.core.work import Work
from tipdesk.desk.evidence import attachments
from tipdesk.i18n.text import _, isolated, ngettext
from tipdesk.media.kinds import FLAC, MP3, PICTURES, WAV
from tipdesk.printing.outside.own_process import IsolatedPages
from tipdesk.printing.preview import PageSizes
from tipdesk.texts.acquisition import LABELS
from tipdesk.ui.evidence.page import AttachmentsPage
from tipdesk.ui.form.date_editors import DateTimeEditor
from tipdesk.ui.viewers.sound import StreamPlayer, sound_length


@pytest.fixture
def kept(officer, places, tmp_path):
    """Attach bytes under a name to the open file."""

    def attach(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        session = officer.session
        return session.attachments.attach(
            places.ready,
            attachments.seal(session.attachments.attach_plan(places.ready), path, Work()),
        )

    return attach


@pytest.fixture
def page(officer, places, shown):
    page = shown(AttachmentsPage(officer))
    return lambda: (page.load(officer.session.files.case(places.ready)), page)[1]


def named(dialog, name):
    """The line of the form that is called so."""
    return field(dialog, _(LABELS[name]))


def acquired(officer, places):
    return officer.session.attachments.attached(places.ready)[-1].acquisition


def test_an_acquisition_is_written_down_compared_and_shown(
    officer, places, kept, page, jobs, qtbot
):
    attachment = kept("phone.bin", b"contents")

    def fill(dialog):
        named(dialog, "tool").setText("FTK Imager")
        named(dialog, "source_hash").setText("no hash")
        click(dialog, _("Record"))
        assert dialog.isVisible()
        assert faults(dialog)
        named(dialog, "source_hash").setText(attachment.sha256.upper())
        the(dialog, DateTimeEditor).show_value("2999-01-01T00:00:00Z")
        click(dialog, _("Record"))
        assert faults(dialog) == _("This time has not come yet.")
        the(dialog, DateTimeEditor).show_value("")
        click(dialog, _("Record"))

    with dialogs(fill):
        click(page(), _("Record the acquisition…"))
    recorded = acquired(officer, places)
    assert (recorded.acquisition.tool, recorded.outcome.compared) == (
        "FTK Imager",
        HashComparison.SAME,
    )
    words = bare(texts(page()))
    assert attachment.sha256 in words
    assert _("Correct the acquisition record…") in words


def test_a_comparison_can_be_stopped_and_then_nothing_is_recorded(
    officer, places, kept, page, jobs, qtbot
):
    kept("phone.bin", bytes(1 << 20))

    def stop(dialog):
        named(dialog, "source_hash").setText("00" * 16)
        click(dialog, _("Record"))
        dialog.reject()

    with dialogs(stop):
        click(page(), _("Record the acquisition…"))
    qtbot.waitUntil(lambda: not jobs.busy, timeout=10_000)
    assert acquired(officer, places) is None


def test_an_image_is_never_shown_and_its_hash_is_asked_of_the_medium(kept, page):
    kept("photo.jpg", e01())
    page_shown = page()
    assert _("View it") not in texts(page_shown)
    assert _("A forensic image. It is kept as it is and never opened here.") in texts(page_shown)
    assert _("Its name says one kind of file and its contents are another.") in texts(page_shown)
    asked = []

    def look(dialog):
        asked.append(field(dialog, _("What it is of")).currentData())
        dialog.reject()

    with dialogs(look):
        click(page_shown, _("Record the acquisition…"))
    assert asked == ["medium"]


def test_a_place_in_a_photograph_is_warned_of_and_hidden_with_the_names(kept, page):
    kept("IMG_1.jpg", photograph())
    page_shown = page()
    assert "29.50000, 48.25000" in bare(texts(page_shown))
    assert "Kamera Co Model 7" in bare(texts(page_shown))
    page_shown.set_masked(True)
    assert "29.50000" not in bare(texts(page_shown))


# --- pictures -----------------------------------------------------------------------------------


def png(width, height):
    """A picture of one bit a pixel, black: some bytes that claim gigabytes."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * min(height, 64))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def page_count(data, kind):
    """How many pages a picture of this kind has: one, or none."""
    pages = IsolatedPages(data, kind)
    try:
        return pages.sizes().count
    finally:
        pages.close()


def test_a_drawing_under_the_name_of_a_picture_reads_no_other_file(qapp, tmp_path):
    """Qt's SVG draws files of this computer by their path, and Qt tells SVG by its contents."""
    secret = QImage(40, 40, QImage.Format.Format_RGB32)
    secret.fill(Qt.GlobalColor.red)
    assert secret.save(str(tmp_path / "secret.png"))
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="40" height="40"><image xlink:href="{tmp_path}/secret.png" width="40" height="40"/></svg>'
    ).encode()
    drawn = QImage.fromData(svg)
    assert drawn.pixelColor(20, 20) == QColor(Qt.GlobalColor.red), "Qt became careful"
    assert all(not page_count(svg, kind) for kind in PICTURES)
    assert not page_count(svg, "image/svg+xml")


def test_a_picture_that_claims_gigabytes_is_refused_by_its_head(qapp):
    assert not page_count(png(60_000, 60_000), "image/png")
    assert not page_count(png(22_000, 22_000), "image/png")  # 60 MB of bits, 1.9 GB on a screen
    assert page_count(png(64, 64), "image/png")
    assert not page_count(png(64, 64), "image/gif")


def test_a_large_photograph_is_decoded_small(qapp):
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImage(8000, 500, QImage.Format.Format_Grayscale8).save(buffer, "JPEG")
    pages = IsolatedPages(buffer.data().data(), "image/jpeg")
    assert pages.sizes() == PageSizes(1, ((595.0, 595.0 * 375 / 6000),))
    drawn = pages.page(0, 4000.0)
    assert (drawn.width, drawn.height) == (6000, 375)
    pages.close()


# --- sounds -------------------------------------------------------------------------------------


def sound(seconds, rate=8000):
    file = BytesIO()
    with wave.open(file, "wb") as written:
        written.setparams((1, 2, rate, 0, "NONE", ""))
        written.writeframes(bytes(2 * rate) * seconds)
    return file.getvalue()


def test_a_sound_is_decrypted_while_it_plays_from_any_second(officer, kept, jobs, qtbot):
    attachment = kept("voice.wav", sound(120))
    opener = officer.session.attachments.opener(attachment)
    player = StreamPlayer(opener.open, WAV, [miniaudio.Backend.NULL])
    player.play(119.5)
    qtbot.waitUntil(lambda: not player.playing, timeout=5_000)
    assert player.second == pytest.approx(120, abs=0.2)
    assert not player.failed
    player.play()
    assert player.playing
    player.stop()
    assert not player.playing
    with pytest.raises(NoSound):
        StreamPlayer(opener.open, WAV, [miniaudio.Backend.JACK]).play()


def test_a_damaged_sound_ends_and_says_so(officer, places, kept, qtbot):
    attachment = kept("voice.wav", sound(60))
    opener = officer.session.attachments.opener(attachment)
    sealed = places.officers / "att" / attachment.id[:2] / attachment.id
    data = bytearray(sealed.read_bytes())
    data[300_000] ^= 1  # in the second chunk
    sealed.write_bytes(data)
    player = StreamPlayer(opener.open, WAV, [miniaudio.Backend.NULL])
    player.play(15.5)
    qtbot.waitUntil(lambda: not player.playing, timeout=5_000)
    assert player.failed
    player.stop()


def test_how_long_a_sound_is_follows_from_its_head(qapp):
    whole = sound(100)
    assert sound_length(whole[:200_000], len(whole), WAV) == pytest.approx(100, abs=0.5)
    for kind in (WAV, FLAC, MP3, "audio/ogg"):
        assert sound_length(b"RIFF and then nothing", 21, kind) is None
    assert sound_length(sound(1, rate=4_000), 8_000, WAV) is None
    with pytest.raises(SoundUnreadable):
        StreamPlayer(lambda: BytesIO(b"nothing"), WAV, [miniaudio.Backend.NULL]).play()


# --- the camera's folder ------------------------------------------------------------------------


@pytest.fixture
def scans(officer, kept, tmp_path):
    """A scanner's folder with three files, one of them attached already."""
    folder = tmp_path / "scans"
    folder.mkdir()
    for number in range(3):
        (folder / f"page{number}.txt").write_bytes(b"x" * (number + 1))
    kept("page0.txt", b"x")
    officer.session.attachments.keep_intake_folder(folder)
    return folder


def test_what_is_ticked_is_taken_in_and_the_folder_stays_in_the_vault(
    officer, places, scans, page, jobs, qtbot
):
    attachments = officer.session.attachments

    def tick(dialog):
        qtbot.waitUntil(lambda: not jobs.busy, timeout=10_000)
        files = the(dialog, QListWidget)
        lines = [files.item(at).text() for at in range(files.count())]
        assert sum(_("{file} • already attached").format(file="") in line for line in lines) == 1
        (scans / "page3.txt").write_bytes(b"new")
        qtbot.waitUntil(lambda: files.count() == 4, timeout=10_000)
        for at in range(4):
            if "page0" not in files.item(at).text():
                files.item(at).setCheckState(Qt.CheckState.Checked)
        text = ngettext("Attach {count} file", "Attach {count} files", 3)
        click(dialog, text.format(count=isolated("3")))

    page_shown = page()
    with dialogs(tick):
        click(page_shown, _("From camera or scanner…"))
    qtbot.waitUntil(lambda: not jobs.busy and not is_taking_in(page_shown), timeout=10_000)
    qtbot.waitUntil(lambda: len(attachments.attached(places.ready)) == 4, timeout=10_000)
    assert attachments.intake_folder() == scans
    vault_files = [path for path in places.officers.rglob("*") if path.is_file()]
    assert not any(str(scans).encode() in path.read_bytes() for path in vault_files)


def test_a_card_that_is_gone_is_said(officer, page, jobs, qtbot, tmp_path):
    officer.session.attachments.keep_intake_folder(tmp_path / "pulled out")

    def look(dialog):
        qtbot.waitUntil(lambda: not jobs.busy, timeout=10_000)
        _where, why = words(dialog, "muted")  # which folder, and what is wrong with it
        assert why
        answer(_("Back"))(dialog)

    with dialogs(look):
        click(page(), _("From camera or scanner…"))


def test_a_photograph_that_tells_of_itself_gets_a_copy_that_does_not(officer, places, kept, page):
    out = BytesIO()
    Image.new("RGB", (40, 30)).save(out, "JPEG")
    original = kept("IMG_1.jpg", with_exif(out.getvalue(), tiff()))
    shown = page()
    click(shown, _("Copy without what it tells"))
    copy = officer.session.attachments.attached(places.ready)[-1]
    assert copy.derived_from == original.sha256
    words = bare(texts(shown))
    assert _("A copy without what the original tells of itself. The original stays here.") in words
    assert not buttons(shown, _("Copy without what it tells"))
