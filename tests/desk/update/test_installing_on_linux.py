"""From the file on a USB drive to the program that starts, on Linux, for one user."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bundle.update.maker import Parts, known
from tests.desk.update.packages import debian_update, files_of, member, members_of, package
from tests.desk.update.test_trees import names, put, started
from tests.programs import small_disk
from tipdesk.bundle.update.release import System
from tipdesk.bundle.update.verdict import Refusal
from tipdesk.core import installation
from tipdesk.core.errors import Cancelled, DiskFull, FileUnreadable, UpdateRefused
from tipdesk.core.installation import Installation, Kind, Pointer, read_pointer
from tipdesk.core.work import Work
from tipdesk.desk.update.installing import install, save_package
from tipdesk.desk.update.looking_into import OpenedUpdate, look_into
from tipdesk.desk.update.updates import LookPlan


def installed(base: Path) -> Installation:
    return Installation(Kind.LINUX, put(base, "0.2.0"), base)


def plan_of(path: Path, parts: Parts | bytes, here: Installation) -> LookPlan:
    path.write_bytes(parts if isinstance(parts, bytes) else parts.file)
    return LookPlan(path, known(), here)


def looked(tmp_path: Path, parts: Parts, here: Installation) -> OpenedUpdate:
    return look_into(plan_of(tmp_path / "drive.update", parts, here), Work())


def as_before(base: Path) -> bool:
    return names(base) <= {"app-0.2.0", "current", "tipdesk", "open"} and read_pointer(
        base
    ) == Pointer("app-0.2.0")


def test_an_update_is_installed_beside_the_program_that_runs(tmp_path):
    base = tmp_path / "base"
    with looked(tmp_path, debian_update(), installed(base)) as opened:
        assert opened.verdict.accepted
        done = install(opened, Work())
    assert (done.version, done.starter) == ("0.3.0", base / "tipdesk")
    assert started(base) == "version 0.3.0"
    assert read_pointer(base) == Pointer("app-0.3.0", "app-0.2.0")
    new = installation.installation_of(base / "app-0.3.0" / "tipdesk")
    installation.check_first_start(new)
    assert installation.settle(new)
    assert names(base) == {"app-0.3.0", "current", "tipdesk"}


def test_the_file_on_the_drive_may_change_or_go_after_it_was_looked_into(tmp_path):
    """What is installed is the copy; it has no name under which somebody could change it."""
    base = tmp_path / "base"
    here = installed(base)
    with looked(tmp_path, debian_update(), here) as opened:
        assert names(base) == {"app-0.2.0", "current", "tipdesk"}
        (tmp_path / "drive.update").write_bytes(b"another")
        install(opened, Work())
    assert started(base) == "version 0.3.0"


def test_a_copy_that_changes_between_check_and_use_is_not_installed(tmp_path):
    """By somebody who reaches into the process itself."""
    base = tmp_path / "base"
    with looked(tmp_path, debian_update(), installed(base)) as opened:
        place = opened.contents.places[System.DEBIAN.target_name("0.3.0")]
        opened.file.seek(place.offset + place.size - 3)
        opened.file.write(b"\xff")
        opened.file.flush()
        with pytest.raises(UpdateRefused) as refused:
            install(opened, Work())
    assert refused.value.details["reason"] in ("changed", "damaged")
    assert as_before(base)


def test_a_file_that_grows_while_it_is_copied_is_refused(tmp_path):
    base = tmp_path / "base"
    plan = plan_of(tmp_path / "drive.update", debian_update(), installed(base))

    class Growing(Work):
        def step(self, done: int, total: int) -> None:
            with plan.path.open("ab") as file:
                file.write(bytes(4096))

    with pytest.raises(UpdateRefused) as refused:
        look_into(plan, Growing())
    assert refused.value.details == {"reason": "changed"}
    assert as_before(base)


def test_a_package_that_changes_where_its_tree_does_not_is_not_installed(tmp_path):
    """Every byte that was signed counts, also those of which nothing is unpacked."""
    base = tmp_path / "base"
    deb = package(members_of(files_of("0.3.0")))
    with looked(tmp_path, debian_update(deb=deb), installed(base)) as opened:
        place = opened.contents.places[System.DEBIAN.target_name("0.3.0")]
        opened.file.seek(place.offset + deb.index(b"odd"))
        opened.file.write(b"ODD")
        opened.file.flush()
        with pytest.raises(UpdateRefused) as refused:
            install(opened, Work())
    assert refused.value.details == {"reason": "changed"}
    assert as_before(base)


@pytest.mark.parametrize("share", [0, 0.3, 0.9, 0.999])
def test_a_cut_off_file_is_refused(tmp_path, share):
    data = debian_update().file
    base = tmp_path / "base"
    plan = plan_of(tmp_path / "drive.update", data[: int(len(data) * share)], installed(base))
    with pytest.raises(UpdateRefused) as refused:
        look_into(plan, Work())
    assert refused.value.details["reason"] == "damaged"
    assert as_before(base)


def test_an_endless_file_is_refused_before_it_is_copied(tmp_path):
    base = tmp_path / "base"
    plan = plan_of(tmp_path / "drive.update", b"", installed(base))
    with plan.path.open("wb") as file:
        file.truncate(600 << 20)

    class Unasked(Work):
        def step(self, done: int, total: int) -> None:
            raise AssertionError("some of it was copied")

    with pytest.raises(UpdateRefused) as refused:
        look_into(plan, Unasked())
    assert refused.value.details == {"reason": "damaged", "code": "E_TOO_BIG"}
    assert as_before(base)


def test_a_pipe_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "drive.update")
    plan = LookPlan(tmp_path / "drive.update", known(), installed(tmp_path / "base"))
    with pytest.raises(FileUnreadable):
        look_into(plan, Work())


def test_a_stop_leaves_everything_as_it_was(tmp_path):
    base = tmp_path / "base"
    here = installed(base)
    work = Work()
    work.cancel()
    with pytest.raises(Cancelled):
        look_into(plan_of(tmp_path / "drive.update", debian_update(), here), work)
    with looked(tmp_path, debian_update(), here) as opened, pytest.raises(Cancelled):
        install(opened, work)
    assert as_before(base)


@pytest.mark.parametrize("room", ["64k", "700k"])
def test_without_room_nothing_is_copied(tmp_path, room):
    """Neither where the copy alone would have room: what is in it has to be unpacked too."""
    with small_disk(tmp_path / "small", room) as base:
        plan = plan_of(tmp_path / "drive.update", debian_update(), installed(base))
        plan.path.write_bytes(bytes(200_000))
        with pytest.raises(DiskFull):
            look_into(plan, Work())
        assert as_before(base)


def test_a_disk_that_fills_up_meanwhile_leaves_the_program_before(tmp_path):
    large = package(members_of(files_of("0.3.0", 1 << 20)))
    with small_disk(tmp_path / "small", "1m") as base:
        here = installed(base)
        with looked(tmp_path, debian_update(deb=large), here) as opened, pytest.raises(DiskFull):
            install(opened, Work())
        assert as_before(base)
        assert started(base) == "version 0.2.0"


_OPEN = """
import sys, pathlib
from tipdesk.core.installation import mark_open
mark_open(pathlib.Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


def test_a_program_that_is_open_in_another_window_is_not_updated(tmp_path):
    base = tmp_path / "base"
    here = installed(base)
    installation.mark_open(base)  # this window does not count
    other = subprocess.Popen(
        [sys.executable, "-c", _OPEN, str(base)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert other.stdout.readline() == b"open\n"
        with looked(tmp_path, debian_update(), here) as opened:
            with pytest.raises(UpdateRefused) as refused:
                install(opened, Work())
            assert refused.value.details == {"reason": "program_open"}
            assert as_before(base)
            other.communicate(b"")
            install(opened, Work())
    finally:
        other.kill()
        other.wait()
    assert started(base) == "version 0.3.0"


def test_a_package_with_what_no_tree_may_hold_is_refused_although_two_keys_signed_it(tmp_path):
    deb = package([*members_of(files_of("0.3.0")), member("../../outside", b"x")])
    base = tmp_path / "base"
    with looked(tmp_path, debian_update(deb=deb), installed(base)) as opened:
        assert opened.verdict.accepted
        with pytest.raises(UpdateRefused):
            install(opened, Work())
    assert as_before(base)
    assert names(tmp_path) == {"base", "drive.update"}


def test_what_is_refused_is_not_installed(tmp_path):
    base = tmp_path / "base"
    parts = replace(debian_update(), countersigned=False)
    with looked(tmp_path, parts, installed(base)) as opened:
        assert opened.verdict.refusals == (Refusal.NOT_COUNTERSIGNED,)
        for deed in (
            lambda: install(opened, Work()),
            lambda: save_package(opened, tmp_path, Work()),
        ):
            with pytest.raises(UpdateRefused) as refused:
                deed()
            assert refused.value.details == {"reason": "not_countersigned"}
    assert as_before(base)


@pytest.mark.parametrize("kind", [Kind.CHECKOUT, Kind.DEBIAN, Kind.UNPACKED])
def test_what_was_not_installed_for_this_user_is_not_updated_from_here(tmp_path, kind):
    opened = looked(tmp_path, debian_update(), Installation(kind))
    with opened, pytest.raises(UpdateRefused) as refused:
        install(opened, Work())
    assert refused.value.details == {"reason": "not_installed"}


def test_the_package_is_saved_for_an_administrator(tmp_path):
    deb = package(members_of(files_of("0.3.0")))
    folder = tmp_path / "saved"
    folder.mkdir()
    with looked(tmp_path, debian_update(deb=deb), Installation(Kind.DEBIAN)) as opened:
        path = save_package(opened, folder, Work())
    assert path == folder / "tipdesk_0.3.0_amd64.deb"
    assert path.read_bytes() == deb


def test_a_package_that_changes_while_it_is_saved_leaves_nothing(tmp_path):
    folder = tmp_path / "saved"
    folder.mkdir()
    parts = debian_update(deb=bytes(range(256)) * 4096)  # more than a reader keeps in memory
    with looked(tmp_path, parts, Installation(Kind.DEBIAN)) as opened:
        place = opened.contents.places[System.DEBIAN.target_name("0.3.0")]
        data = bytearray((tmp_path / "drive.update").read_bytes())
        data[place.offset + 100] ^= 1
        (tmp_path / "drive.update").write_bytes(data)
        with pytest.raises(UpdateRefused):
            save_package(opened, folder, Work())
    assert list(folder.iterdir()) == []
