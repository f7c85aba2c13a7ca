"""A USB drive or a staging folder that is too small: said plainly, nothing left behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bundle.world import CASE, NOW, documents, plan, signed_approval, world
from tests.programs import small_disk
from tipdesk.bundle.container.index import payload_of_bytes
from tipdesk.bundle.container.staging import sealed_staging
from tipdesk.bundle.reader import verify
from tipdesk.bundle.target import write_whole
from tipdesk.bundle.writer import write_bundle
from tipdesk.core.errors import DiskFull
from tipdesk.core.work import Work


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    with small_disk(tmp_path / "small", "2m") as folder:
        yield folder


def big_plan():
    big = payload_of_bytes(f"{CASE}/att/0001.jpg", bytes(12_000_000))
    payloads = (*documents()[:2], big)
    return plan(payloads=(*payloads, *signed_approval(payloads)))


def test_export_to_a_full_usb_drive(small: Path) -> None:
    with pytest.raises(DiskFull):
        write_bundle(small, big_plan(), world().officer.key, Work())
    assert list(small.iterdir()) == []
    assert write_bundle(small, plan(), world().officer.key, Work()).path.exists()


def test_a_usb_drive_that_is_full_but_for_the_bundle(small: Path) -> None:
    """The file beside the bundle finds no room: the bundle goes too."""
    done = write_bundle(small, plan(), world().officer.key, Work())
    size = done.size
    for path in small.iterdir():
        path.unlink()
    pages = (2 << 20) - (size // 4096 + 1) * 4096
    write_whole(small, "ballast", bytes(pages), NOW)
    with pytest.raises(DiskFull):
        write_bundle(small, plan(), world().officer.key, Work())
    assert [path.name for path in small.iterdir()] == ["ballast"]


def test_staging_without_room(small: Path, tmp_path: Path) -> None:
    done = write_bundle(tmp_path, big_plan(), world().officer.key, Work())
    with pytest.raises(DiskFull):
        verify(done.path, world().question(staging=sealed_staging(small)))
    assert list(small.iterdir()) == []
    report = verify(done.path, world().question(staging=sealed_staging(tmp_path)))
    assert report.valid
    report.close()


@pytest.mark.parametrize("pages", [1, 8, 32])
def test_staging_with_room_for_a_part_of_the_end(small: Path, tmp_path: Path, pages: int) -> None:
    """A file without a buffer takes a part of what is written, and says no more: the disk is full,
    and nothing is damaged."""
    done = write_bundle(tmp_path, plan(), world().officer.key, Work())
    assert done.size > pages * 4096
    write_whole(small, "ballast", bytes((2 << 20) - (pages + 1) * 4096), NOW)
    with pytest.raises(DiskFull):
        verify(done.path, world().question(staging=sealed_staging(small)))
    assert [path.name for path in small.iterdir()] == ["ballast"]
