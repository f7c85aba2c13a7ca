"""`tipdesk vault weights`: what the files say is shown, taken by a supervisor, and put back."""

import re

from tests.cases.persons.test_estimating import station
from tests.cli.terminal import Terminal
from tipdesk.cases.persons.estimating import MOST_SHIFT
from tipdesk.cases.persons.judging import NO_SHIFTS, Says
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.files import match_weights
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.storage import custody_rows
from tipdesk.storage.files import person_rows
from tipdesk.storage.vault import Vault


def fill(terminal: Terminal, key: UnlockedKey) -> None:
    """Many files whose people come twice. Only their persons are there: nothing else is asked."""
    with Vault.open(terminal.vault_dir, key.dek) as vault, vault.transaction():
        for ref, person in enumerate(station(5), start=100):
            vault.execute(
                "INSERT INTO case_file(id, uuid, number, person_code, form_id, form_version, status,"
                " revision, quick, created_at, created_by, updated_at)"
                " SELECT ?1, ?2, ?2, ?2, form_id, form_version, status, 0, 0, created_at, created_by,"
                " updated_at FROM case_file WHERE id = 1",
                (ref, f"c{ref}"),
            )
            person_rows.put(vault, ref, person)


def shifts(terminal: Terminal, key: UnlockedKey) -> dict[object, float]:
    with Vault.open(terminal.vault_dir, key.dek) as vault:
        return dict(match_weights.shifts_of(vault))


def test_they_are_shown_before_they_are_taken_and_can_be_put_back(
    terminal: Terminal, key: UnlockedKey
) -> None:
    terminal.who = SUPERVISOR
    assert terminal.do("weights") == 1
    assert "too few people" in terminal.output
    fill(terminal, key)
    assert terminal.do("weights") == 0
    shown = terminal.output.splitlines()
    assert "Nothing was changed" in terminal.output
    assert shifts(terminal, key) == {}
    assert terminal.do("weights", "--take") == 0
    assert terminal.output.splitlines()[: len(shown) - 1] == shown[:-1]
    taken = shifts(terminal, key)
    assert taken[Says.BIRTH_EXCHANGED] > 1, "three of ten dates are written wrong there"
    line = next(line for line in shown if line.startswith("Same date of birth, with day"))
    chosen, now = map(float, re.findall(r"[+-]\d+\.\d", line))
    assert round(now - chosen, 1) == taken[Says.BIRTH_EXCHANGED]
    with Vault.open(terminal.vault_dir, key.dek) as vault:
        entry = custody_rows.last_of(vault, match_weights.TAKEN)
        custody_rows.verify(vault)
    assert entry is not None
    assert entry.officer == SUPERVISOR.login
    assert terminal.do("weights", "--put-back", language="ar") == 0
    assert not re.search("[a-zA-Z]{4,}", re.sub("\u2066[^\u2069]*\u2069", "", terminal.output))
    assert shifts(terminal, key) == dict(NO_SHIFTS)


def test_nobody_but_a_supervisor_turns_a_warning_off_by_them(
    terminal: Terminal, key: UnlockedKey
) -> None:
    terminal.who = OFFICER
    for words in ((), ("--take",), ("--put-back",)):
        assert terminal.do("weights", *words) == 2
        assert "This is not open to your role." in terminal.complained
    # Whatever somebody writes into the chain by hand, no weight goes further than this.
    with Vault.open(terminal.vault_dir, key.dek) as vault, vault.transaction():
        custody_rows.append(
            vault,
            at=custody_rows.chain(vault)[-1].at,
            officer=OFFICER.login,
            action=match_weights.TAKEN,
            case_id=None,
            detail={"document": "-99", "birth": "x", "sex": "nan", "name": "-9"},
        )
        assert match_weights.shifts_of(vault) == {Says.DOCUMENT: -MOST_SHIFT}
