"""kill -9 while a station installs a form: it has the old one or the new one, and its chain is whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.desk.station.test_form_installing import TINY, entries, in_use, offered, signed, tiny
from tests.desk.world import World
from tests.programs import copy_vault
from tests.systems import die_now
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.custody.integrity import chain_fault
from tipdesk.desk.session.session import Session
from tipdesk.storage import database


def die_at(last: int) -> None:
    """End this process before the `last`-th call that the vault makes to its database."""
    count, calls = 0, database.__file__

    def step(frame, event, _argument):
        nonlocal count
        if event == "c_call" and frame.f_code.co_filename == calls:
            count += 1
            if count == last:
                die_now()

    sys.setprofile(step)


def killed(session: Callable[[], Session], deed: Callable[[Session], object], last: int) -> bool:
    """Open a vault and do it in a process that dies before the `last`-th step; whether it did."""
    child = os.fork()
    if not child:
        status = 1
        try:
            opened = session()
            die_at(last)
            deed(opened)
            sys.setprofile(None)
            status = 0
        finally:
            os._exit(status)
    ended = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(ended) or os.waitstatus_to_exitcode(ended) == 0
    return os.WIFSIGNALED(ended)


@pytest.mark.parametrize("stride", [7, pytest.param(1, marks=pytest.mark.long)])
def test_killed_at_any_step_a_station_has_the_old_form_or_the_new_one(
    world: World, tmp_path: Path, stride: int
) -> None:
    world.reopen(SUPERVISOR).forms.install(
        offered(world, signed(world, TINY)), world.confirm(OFFICER)
    )
    path = signed(world, tiny(3))
    offer = offered(world, path)
    old = in_use(world)
    new = [*old[:-1], ("tiny", 3, tiny(3).digest)]
    before = entries(world)
    world.officers.lock()
    seen, last, died = [], 0, True
    while died:
        last += stride
        vault = tmp_path / str(last)
        copy_vault(world.folder / "officers", vault)
        died = killed(
            partial(world.open, vault, SUPERVISOR),
            lambda at: at.forms.install(offer, world.confirm(OFFICER)),
            last,
        )
        world.sessions["officers"] = world.open(vault, SUPERVISOR)
        versions = in_use(world)
        assert versions == (new if "form_installed" in entries(world)[: -len(before)] else old)
        assert chain_fault(world.officers._desk.vault) is None
        seen.append(versions == new)
        world.officers.forms.install(
            offered(world, path), world.confirm(OFFICER)
        )  # once more: all is in its place
        assert in_use(world) == new
        assert entries(world).count("form_installed") == 2
        world.officers.lock()
    assert seen == sorted(seen), "before its moment the old one, after it the new one"
    assert not seen[0]
    assert seen[-1]
    assert len(seen) > 5
