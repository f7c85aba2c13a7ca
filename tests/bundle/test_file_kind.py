"""What a file is, is told by its first bytes, whatever it is called; nobody's file does harm."""

import io
import os
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bundle.update.maker import Parts
from tests.bundle.world import NOW, plan, world
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.single import sign_bytes
from tipdesk.bundle.container.zip import ContainerWriter
from tipdesk.bundle.file_kind import FileKind, kind_of
from tipdesk.bundle.trust import certificate_pem
from tipdesk.bundle.writer import write_bundle
from tipdesk.core.errors import FileUnreadable
from tipdesk.core.work import Work


def container(*members):
    """A ZIP of these members."""
    out = io.BytesIO()
    writer = ContainerWriter(out.write, NOW)
    for name, data in members:
        writer.put(name, data)
    writer.finish()
    return out.getvalue()


def signed(name):
    return sign_bytes(name, b"{}", world().officer.key, NOW + timedelta(days=1))


@pytest.fixture
def kind(tmp_path):
    def of(data, name="مستند.pdf"):
        path = tmp_path / name
        path.write_bytes(data)
        return kind_of(path)

    return of


def test_a_case_bundle_is_known_by_whatever_name(tmp_path):
    path = write_bundle(tmp_path, plan(), world().officer.key, Work()).path
    for name in ("a.tipdesk", "photo.jpg", "بلا نهاية"):
        path = path.rename(tmp_path / name)
        assert kind_of(path) is FileKind.CASE_BUNDLE


def test_signed_documents_certificates_and_requests(kind):
    assert kind(signed(paths.RECEIPT)) is FileKind.RECEIPT
    assert kind(signed(paths.TRUST)) is FileKind.TRUST_LIST
    assert kind(signed(paths.FORM)) is FileKind.FORM
    assert kind(certificate_pem(world().officer.key.certificate)) is FileKind.CERTIFICATE
    assert kind(Parts().file) is FileKind.UPDATE
    asked = b'{"format":"tipdesk-enrolment/1.0"}'
    assert kind(asked) is FileKind.REQUEST
    assert kind(b"\xef\xbb\xbf" + asked) is FileKind.NONE  # as its reader says too


def test_a_bundle_that_is_not_sealed_goes_to_the_reader_that_says_so(kind):
    start = (paths.MIMETYPE, paths.CONTAINER_TYPE)
    assert kind(container(start, ("bag/data/index.json", b"{}"))) is FileKind.CASE_BUNDLE


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\3\4",
        b"PK\3\4" + b"\xff" * 60,  # sizes that point far outside
        b"%PDF-1.7",
        b"{" * 70_000,
        b'{"format": "tipdesk-enrolment/2"}',
        b'["tipdesk-enrolment/1.0"]',
        b"-----BEGIN PRIVATE KEY-----",
        container((paths.RECEIPT, b"{}")),
        container((paths.MIMETYPE, b"x"), ("word/document.xml", b"<a/>")),
        container((paths.MIMETYPE, b"x" * 70_000), (paths.RECEIPT, b"{}")),
    ],
)
def test_anything_else_is_none_of_these(kind, data):
    assert kind(data, "a.tipdesk") is FileKind.NONE


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\3\4", b"{", b"age-encryption.org/v1"]))
def test_no_bytes_are_too_odd(tmp_path_factory, data, begun):
    path = tmp_path_factory.getbasetemp() / "odd"
    path.write_bytes(begun + data)
    assert kind_of(path) in FileKind


def test_little_is_read_of_a_large_file(tmp_path):
    path = tmp_path / "large.tipdesk"
    with path.open("wb") as file:
        file.write(b"age-encryption.org/v1\n")
        file.truncate(1 << 40)  # a hole
    assert kind_of(path) is FileKind.CASE_BUNDLE


def test_what_is_gone_or_no_ordinary_file_is_said(tmp_path):
    for path in (tmp_path, tmp_path / "gone.tipdesk"):
        with pytest.raises(FileUnreadable):
            kind_of(path)


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileUnreadable):
        kind_of(tmp_path / "pipe")
