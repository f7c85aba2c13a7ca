"""A page of an older copy put back over the row of a file in the list: SQLCipher calls it whole, and
the chain of custody says otherwise."""

from __future__ import annotations

from tests.storage.samples import OFFICER, complete, new_case
from tipdesk.cases.files.review import state_fault
from tipdesk.cases.model import Status
from tipdesk.core.errors import CustodyBroken, VaultDamaged
from tipdesk.storage import custody_rows
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys.slot_file import DATABASE
from tipdesk.storage.vault import Vault

PAGE = 4096


def test_no_old_page_opens_a_completed_file_again_unseen(vault, clock, vault_dir, dek):
    case, path = new_case(vault), vault_dir / DATABASE
    custody_rows.append(vault, at=clock(), officer=OFFICER, action="opened", case_id=case.id)
    vault.close()
    old = path.read_bytes()
    with Vault.open(vault_dir, dek) as again:
        complete(again, case, clock)
        custody_rows.append(again, at=clock(), officer=OFFICER, action="completed", case_id=case.id)
    new, outcomes = path.read_bytes(), []
    for at in range(0, min(len(old), len(new)), PAGE):
        if old[at : at + PAGE] == new[at : at + PAGE]:
            continue
        path.write_bytes(new[:at] + old[at : at + PAGE] + new[at + PAGE :])
        outcomes.append(what_is_told(vault_dir, dek, case.id))
    assert outcomes.count("put back, and noticed") >= 1, outcomes
    assert "put back, and not noticed" not in outcomes


def what_is_told(vault_dir, dek, case_id):
    try:
        with Vault.open(vault_dir, dek) as vault:
            custody_rows.verify(vault)
            case = case_rows.find(vault, case_id)
            entries = custody_rows.actions_of(vault, case_id)
    except (VaultDamaged, CustodyBroken):
        return "damaged"
    as_before = (case.status, case.revision) == (Status.IN_PROGRESS, 0)
    if not as_before:
        return "as it was left"
    noticed = state_fault(case.status, case.revision, entries) is not None
    return f"put back, and {'noticed' if noticed else 'not noticed'}"
