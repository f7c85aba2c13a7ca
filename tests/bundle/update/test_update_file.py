"""The file of an update: no other bytes are accepted, and what is taken out is counted again."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.bundle.update.maker import (
    Parts,
    a_release,
    contents_of,
    known,
    maker,
    put_together,
    targets_of,
)
from tipdesk.bundle.problems import Code
from tipdesk.bundle.update import update_file
from tipdesk.bundle.update.release import MOST_TARGET, System, read_release, release_json
from tipdesk.bundle.update.update_file import copy_target
from tipdesk.bundle.update.verdict import judge
from tipdesk.core.errors import BundleUnreadable, UpdateRefused
from tipdesk.core.work import Work


def accepted(data: bytes) -> bool:
    try:
        return judge(contents_of(data), known()).accepted
    except BundleUnreadable:
        return False


@pytest.mark.parametrize("flip", [0x01, 0x80])
def test_no_byte_of_an_update_can_be_another(flip):
    """In its headers every one, else every fifth: signatures and statements have one reading."""
    data = Parts(by=maker().keys).file
    assert accepted(data)
    for place in range(0, len(data), 5):
        changed = bytearray(data)
        changed[place] ^= flip
        assert not accepted(bytes(changed)), place


@pytest.mark.long
def test_no_bit_of_an_update_can_be_another():
    data = Parts(by=maker().keys).file
    for place in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            assert not accepted(bytes(changed)), (place, bit)


@pytest.mark.parametrize("more", [b"\0", b"PK\5\6" + bytes(18)])
def test_nothing_follows_the_end_and_nothing_comes_before(more):
    data = Parts().file
    assert not accepted(data + more)
    assert not accepted(more + data)


@pytest.mark.parametrize(
    "name", ["bag/data/x", "update/../x", "update/a/b.exe", "update/CON", "release.json"]
)
def test_a_member_that_has_no_place_in_an_update(name):
    parts = Parts(countersigned=False)
    with pytest.raises(BundleUnreadable):
        contents_of(put_together({**parts.small, name: b"x"}, parts.target_files(), parts.release))


def test_an_update_without_a_statement_is_none():
    parts = Parts(countersigned=False)
    small = {name: data for name, data in parts.small.items() if name != update_file.RELEASE}
    with pytest.raises(BundleUnreadable) as refused:
        contents_of(put_together(small, parts.target_files(), parts.release))
    assert refused.value.details["code"] == Code.E_MEMBER_MISSING


def test_a_signature_of_a_root_that_is_not_there_has_no_place():
    parts = Parts(countersigned=False)
    small = {**parts.small, "update/signatures/root-2-1.p7s": b"x"}
    with pytest.raises(BundleUnreadable) as refused:
        contents_of(put_together(small, parts.target_files(), parts.release))
    assert refused.value.details["code"] == Code.E_COVERAGE


def test_an_update_with_roots_without_end_is_none():
    parts = Parts(countersigned=False)
    roots = {f"update/root-{number}.json": b"x" for number in range(1, update_file.MOST_ROOTS + 2)}
    with pytest.raises(BundleUnreadable) as refused:
        contents_of(put_together({**parts.small, **roots}, parts.target_files(), parts.release))
    assert refused.value.details["code"] == Code.E_COVERAGE


def test_the_same_parts_are_the_same_bytes():
    parts = Parts(countersigned=False)
    small = parts.small
    again = put_together(small, parts.target_files(), parts.release)
    assert put_together(dict(reversed(small.items())), parts.target_files(), parts.release) == again


def test_a_target_comes_out_as_it_went_in():
    data = Parts().file
    out = bytearray()
    name = System.DEBIAN.target_name("0.3.0")
    copy_target(io.BytesIO(data), contents_of(data), name, out.extend, Work())
    assert bytes(out) == targets_of("0.3.0")[System.DEBIAN]


def test_a_target_that_changes_between_check_and_use_is_noticed():
    data = Parts().file
    contents = contents_of(data)
    name = System.DEBIAN.target_name("0.3.0")
    changed = bytearray(data)
    changed[contents.places[name].offset + 7] ^= 1
    with pytest.raises(BundleUnreadable) as refused:
        copy_target(io.BytesIO(changed), contents, name, lambda _data: None, Work())
    assert refused.value.details["code"] == Code.E_SOURCE_CHANGED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"0.3.0"', b'"0.3"'),
        (b'"sequence":3', b'"sequence":0'),
        (b'"sequence":3', b'"sequence":-3'),
        (b'"sequence":3', b'"sequence":3.0'),
        (b"setup.exe", b"setup.bat"),
        (b'"schema_before":1', b'"schema_before":99'),
        (b"USB drive", b"USB\\u202edrive"),
        (b"}", b"} "),
        (b'"en":[', b'"en":["","'),
        (b"tipdesk-release/1", b"tipdesk-release/2"),
    ],
)
def test_a_statement_has_one_reading(before, after):
    data = release_json(a_release())
    assert before in data
    with pytest.raises(ValueError):  # noqa: PT011  of whichever part
        read_release(data.replace(before, after))


@pytest.mark.parametrize("year", [1970, 2019, 2101, 9999])
def test_a_release_of_another_age_is_none(year):
    """No container carries its date, and a window that shows it ends as a mistake."""
    with pytest.raises(ValueError, match="date"):
        read_release(release_json(a_release(date=datetime(year, 12, 31, 23, 59, tzinfo=UTC))))


def _with_line(line):
    return {"changes": {"ar": (line,), "en": ("x",)}}


@pytest.mark.parametrize(
    "changes",
    [
        {"targets": ()},
        {"targets": a_release().targets[:1] * 2},
        {"targets": (replace(a_release().targets[0], size=MOST_TARGET + 1),)},
        {"targets": (replace(a_release().targets[0], size=0),)},
        {"schema_before": 3, "schema_after": 2},
        _with_line("a\u202eb"),
        _with_line("a\tb"),
        _with_line("a\nb"),
        _with_line("a" * 401),
        {"changes": {"ar": ("x",) * 61, "en": ()}},
        {"sequence": 0},
        {"root_version": 0},
    ],
)
def test_a_statement_that_no_program_can_use_is_none_although_it_is_written_in_the_one_way(changes):
    with pytest.raises(ValueError):  # noqa: PT011  of whichever part
        read_release(release_json(a_release(**changes)))


def test_every_release_is_read_as_it_was_written():
    statement = a_release("1.2.3.4", 77, valid_until=a_release().date)
    assert read_release(release_json(statement)) == statement


def test_what_is_no_update_is_no_update_for_the_authority_either(tmp_path):
    from tests.bundle.world import NOW, world

    path = tmp_path / "x.update"
    path.write_bytes(b"PK\3\4 nothing")
    with pytest.raises(UpdateRefused) as refused:
        world().authority.sign_update(path, maker().root, "0.2.0", NOW)
    assert refused.value.details == {"reason": "damaged", "code": "E_ZIP_SIZE"}
