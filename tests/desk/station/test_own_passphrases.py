"""Two people never share a passphrase: who completes a file could else approve it as well."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk.station.test_setup_and_session import GOOD, PLAN
from tests.desk.world import Calendar, World
from tipdesk.core.errors import PassphraseTaken
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.station.recovery import Renewal, RenewalPlan, change_passphrase, reset_passphrase
from tipdesk.desk.station.setup import create_station
from tipdesk.desk.unlocking import unlock, unlock_with_words
from tipdesk.storage.keys import keys

NEW = "ميزان سفينة جسر زيتون قنديل"


@pytest.mark.parametrize("typed", [GOOD, f"  {GOOD.replace(' ', '  ')} ", GOOD.replace("ي", "ی")])
def test_set_up_refuses_one_passphrase_for_two_people(tmp_path: Path, typed: str) -> None:
    officer, supervisor = PLAN.officers
    plan = replace(PLAN, officers=(officer, replace(supervisor, passphrase=typed)))
    with pytest.raises(PassphraseTaken):
        create_station(tmp_path, plan, Calendar)
    assert list(tmp_path.iterdir()) == []


def changed(world: World, new: str) -> Renewal:
    own_key = world.keys[OFFICER.login]
    key = keys.UnlockedKey(own_key.login, bytearray(own_key.dek), bytearray(own_key.seed))
    folder = world.officers.vault_dir
    try:
        return change_passphrase(RenewalPlan(folder, key, OFFICER.login, new, cheap_keys=True))
    finally:
        assert not any(key.seed)


def test_an_officer_cannot_take_the_passphrase_of_another(world: World) -> None:
    with pytest.raises(PassphraseTaken):
        changed(world, SUPERVISOR.passphrase.replace(" ", "  "))
    assert unlock(world.officers.vault_dir, OFFICER.login, OFFICER.passphrase).login == "T-07"
    # The own one may be kept, and a new one goes into use.
    assert changed(world, OFFICER.passphrase).login == OFFICER.login
    assert changed(world, NEW).login == OFFICER.login


def test_neither_can_a_recovered_one(tmp_path: Path, template: World) -> None:
    clock = Calendar(template.clock.now)
    sheet = create_station(tmp_path, PLAN, clock)
    key = unlock_with_words(tmp_path, " ".join(sheet.words))
    for login, other in (("t-01", GOOD + " سحاب"), ("S-01", GOOD)):
        with pytest.raises(PassphraseTaken):
            reset_passphrase(RenewalPlan(tmp_path, key, login, other, cheap_keys=True))
    assert reset_passphrase(RenewalPlan(tmp_path, key, "S-01", NEW, cheap_keys=True)).login
