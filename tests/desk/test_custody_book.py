"""The chain of custody as people read it: every deed has words, one file or all, and its proof."""

import ast

import pytest

from tests.architecture.sources import ROOT
from tests.desk.world import World
from tipdesk.cases import account, child_waiver
from tipdesk.custody_texts import ACTIONS
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.errors import TransitionRefused
from tipdesk.messages import action_label
from tipdesk.storage.connection import connect

# Actions that the desk names by a constant or a choice.
NAMED = {
    *account.LINKS, child_waiver.AGREED, child_waiver.WITHDRAWN, "clock_behind", "printed",
    "saved", "received", "kept_aside", "created", "restored",
    "migration_undone",
}  # fmt: skip


def entered() -> set[str]:
    """The actions that the desk enters with a literal."""
    found = set()
    for path in sorted((ROOT / "tipdesk" / "desk").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                first = node.args[0] if node.args else None
                if node.func.attr in ("enter", "enter_look") and isinstance(first, ast.Constant):
                    found.add(first.value)
    return found


def test_every_deed_has_words_and_no_words_are_left_over() -> None:
    assert entered() | NAMED == ACTIONS.keys()


def test_the_links_of_a_file_and_of_the_station(world: World) -> None:
    case_id = world.approved()
    number = world.officers.intake.case(case_id).number
    own = world.officers.custody.links(case_id)
    assert {one.number for one in own} == {number}
    assert [one.event.seq for one in own] == sorted((one.event.seq for one in own), reverse=True)
    assert {"opened", "completed", "approved"} <= {one.event.action for one in own}
    with pytest.raises(TransitionRefused):
        world.officers.custody.links()  # what colleagues did is the supervisor's to see
    session = world.reopen(SUPERVISOR)
    everything = session.custody.links()
    assert {one.event.seq for one in everything} == set(range(1, everything[0].event.seq + 1))
    by = {one.event.officer: one.name for one in everything}
    assert by["S-01"] == session.officer.name
    assert action_label(everything[-1].event, "en") == "The vault was made"


def test_the_proof_says_how_far_it_goes_and_where_it_breaks(world: World) -> None:
    world.approved()
    world.officers.lock()
    session = world.reopen(SUPERVISOR)
    proof = session.custody.proof()
    assert proof.broken_at is None
    assert 0 < proof.sealed_to < proof.links  # unlocking came after the seal of the lock
    assert proof.digest == session.custody.links()[0].event.hash
    session.lock()
    raw = connect(session.vault_dir / "vault.db", world.keys[SUPERVISOR.login].dek)
    raw.execute("DROP TRIGGER custody_no_update")
    raw.execute("UPDATE custody SET officer = 'T-99' WHERE seq = 3")
    raw.close()
    world.sessions.clear()
    assert world.reopen(SUPERVISOR).custody.proof().broken_at == 3


def test_a_time_of_an_uncertain_clock_is_marked(world: World) -> None:
    session = world.reopen(SUPERVISOR)
    world.clock.move(hours=-5)
    session.intake.open_case()
    newest = session.custody.links()[0]
    assert newest.uncertain
    assert not session.custody.links()[-1].uncertain
