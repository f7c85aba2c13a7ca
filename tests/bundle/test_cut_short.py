"""A file that grows shorter while it is read: a drive that fails, another program that writes
(E_TRUNC). What is too short from the beginning is refused for its ZIP directory before that."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bundle.raw import good
from tests.bundle.update.maker import Parts, contents_of
from tests.bundle.world import codes, world
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.zip import Member, read_small, scan
from tipdesk.bundle.problems import Code
from tipdesk.bundle.reader import verify
from tipdesk.bundle.update.release import System
from tipdesk.bundle.update.update_file import copy_target
from tipdesk.core.errors import BundleUnreadable
from tipdesk.core.work import Work

LARGE = bytes(range(256)) * (1 << 12)  # more than is read ahead


def container(path: Path) -> tuple[Member, ...]:
    """A case bundle on a drive, with one file that is large; its members."""
    whole = good()
    name = next(name for name in whole.payloads if name.endswith(".pdf"))
    path.write_bytes(replace(whole, payloads={**whole.payloads, name: LARGE}).bytes())
    with path.open("rb") as file:
        return scan(file, lambda _name: True)


def test_a_case_bundle_that_is_cut_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "case.asice"
    large = next(member for member in container(path) if member.size == len(LARGE))
    half = large.offset + large.size // 2

    def cut(_done: int, _total: int) -> None:
        os.truncate(path, min(half, path.stat().st_size))

    report = verify(path, replace(world().plain(), work=Work(cut)))
    assert Code.E_TRUNC in codes(report)
    named = {item.path for item in report.problems if item.code is Code.E_TRUNC}
    assert large.name in named
    assert paths.MIMETYPE not in named
    assert not report.valid


def test_a_small_member_that_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "case.asice"
    index = next(member for member in container(path) if member.name == paths.INDEX)
    os.truncate(path, index.offset + index.size - 1)
    with path.open("rb") as file, pytest.raises(BundleUnreadable) as refused:
        read_small(file, index, 1 << 20)
    assert refused.value.details["code"] == Code.E_TRUNC


def test_an_update_that_is_cut_between_check_and_use() -> None:
    data, name = Parts().file, System.DEBIAN.target_name("0.3.0")
    contents = contents_of(data)
    cut = io.BytesIO(data[: contents.places[name].offset + 1])
    with pytest.raises(BundleUnreadable) as refused:
        copy_target(cut, contents, name, lambda _data: None, Work())
    assert refused.value.details["code"] == Code.E_TRUNC
