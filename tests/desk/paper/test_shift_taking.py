"""Whose shift is still to be taken over."""

from __future__ import annotations

from tests.desk.world import World
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.session.entering import at_the_vault
from tipdesk.desk.unlocking import unlock


def test_a_command_of_the_officer_between_is_no_shift_of_theirs(world: World) -> None:
    """As a backup from the terminal, before the window is opened."""
    world.reopen(OFFICER).lock()
    world.reopen(SUPERVISOR).lock()
    vault_dir = world.folder / "officers"
    key = unlock(vault_dir, OFFICER.login, OFFICER.passphrase, world.clock)
    with at_the_vault(vault_dir, key, world.clock, "vault check"):
        pass
    session = world.reopen(OFFICER)
    before = session.taking.before()
    assert before is not None
    assert before.people == (SUPERVISOR.login,)
    session.lock()
