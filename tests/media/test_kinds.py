"""A file is what its bytes are, whatever somebody called it."""

import io

import pytest

from tests.media import samples
from tipdesk.media import kinds

PNG = b"\x89PNG\r\n\x1a\n"


def kind_of(name: str, data: bytes) -> str:
    return kinds.media_type(name, io.BytesIO(data))


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("photo.jpg", samples.e01(), kinds.EWF),
        ("phone.E01", samples.e01(), kinds.EWF),
        ("logical.L01", b"LVF\x09\x0d\x0a\xff\x00", kinds.EWF),
        ("phone.Ex01", b"EVF2\x0d\x0a\x81\x00", kinds.EWF2),
        ("old.aff", b"AFF10\r\n\x00", kinds.AFF),
        ("disk.zip", samples.aff4(), kinds.AFF4),
        ("disk.aff4", b"PK\x03\x04" + bytes(26) + b"container.description", kinds.AFF4),
        ("report.docx", b"PK\x03\x04" + bytes(60),
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("photo.png", b"PK\x03\x04" + bytes(60), kinds.UNKNOWN),
        ("x", PNG, "image/png"),
        ("x.pdf", PNG, "image/png"),
        ("late.pdf", b"junk before\n%PDF-1.7", kinds.PDF),
        ("polyglot.pdf", b"\xff\xd8\xff\xe0 and then %PDF-1.7", "image/jpeg"),
        ("tune.mp3", b"\xff\xfb\x90", kinds.MP3),
        ("tune.dat", b"\xff\xfb\x90", "application/octet-stream"),
        ("a.wav", b"RIFF\x00\x00\x00\x00WAVE", kinds.WAV),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBP", "image/webp"),
        ("a.heic", b"\x00\x00\x00\x18ftypheic", "image/heic"),
        ("a.bmp", b"BM\x00\x00\x00\x00" + bytes(8), "image/bmp"),
        ("photo.jpg", b"MZ\x90", kinds.PROGRAM),
        ("photo.jpg", b"<svg/>", kinds.UNKNOWN),
        ("drawing.svg", b"<svg/>", "image/svg+xml"),
        ("note.txt", b"", "text/plain"),
        ("photo.png", b"", kinds.UNKNOWN),
    ],
)  # fmt: skip
def test_the_contents_decide(name: str, data: bytes, kind: str) -> None:
    assert kind_of(name, data) == kind


@pytest.mark.parametrize(
    ("name", "kind", "otherwise"),
    [
        ("photo.jpg", kinds.PROGRAM, True),
        ("photo.jpg", kinds.UNKNOWN, True),
        ("photo.jpg", "image/png", False),
        ("photo.jpg", kinds.PDF, True),
        ("voice.mp4", "audio/mp4", False),
        ("setup.exe", kinds.PROGRAM, False),
        ("note.txt", "text/plain", False),
        ("disk.dd", kinds.UNKNOWN, False),
    ],
)
def test_a_name_that_speaks_of_something_else(name: str, kind: str, otherwise: bool) -> None:
    assert kinds.says_otherwise(name, kind) is otherwise


def test_nothing_that_qt_or_a_decoder_is_handed_is_told_by_a_name() -> None:
    shown = {*kinds.PICTURES, *kinds.SOUNDS, kinds.PDF}
    for name in ("a.png", "a.jpg", "a.gif", "a.bmp", "a.webp", "a.pdf", "a.wav", "a.flac", "a.mp3"):
        assert kind_of(name, b"something else entirely, of no kind") not in shown
