"""`tipdesk vault compact` as somebody at the terminal sees it."""

import re

from tests.cli.terminal import Terminal, flip
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.storage import custody_rows
from tipdesk.storage.keys.slot_file import DATABASE
from tipdesk.storage.vault import Vault


def test_compacting_is_told_and_entered(terminal: Terminal, key: UnlockedKey) -> None:
    with Vault.open(terminal.vault_dir, key.dek) as vault:
        for number in range(200):
            vault.set_meta(f"filling {number}", "م" * 3000)
        vault.execute("DELETE FROM meta WHERE name LIKE 'filling%'")
    assert terminal.do("compact") == 2
    assert "This is not open to your role." in terminal.complained
    terminal.who = SUPERVISOR
    before = (terminal.vault_dir / DATABASE).stat().st_size
    assert terminal.do("compact") == 0
    after = (terminal.vault_dir / DATABASE).stat().st_size
    assert after < before - 1_000_000
    assert re.findall(r"^(\d) of 4", terminal.output, re.MULTILINE) == ["1", "2", "3", "4"]
    assert "Database before:" in terminal.output
    with Vault.open(terminal.vault_dir, key.dek) as vault:
        actions = [event.action for event in custody_rows.chain(vault)]
        custody_rows.verify(vault)
    assert actions[-3:] == ["unlocked", "compact_begun", "locked"]
    assert terminal.do("check") == 0
    assert terminal.do("compact", language="ar") == 0
    assert not re.search("[a-zA-Z]{4,}", re.sub("\u2066[^\u2069]*\u2069", "", terminal.output))


def test_a_damaged_vault_is_not_compacted(terminal: Terminal) -> None:
    database = terminal.vault_dir / DATABASE
    flip(database, 40)
    damaged = database.read_bytes()
    terminal.who = SUPERVISOR
    assert terminal.do("compact") == 2
    assert database.read_bytes() == damaged
    assert "does not pass its verification" in terminal.complained
