"""Whether the account of a file was closed, as the chain of custody says it."""

from __future__ import annotations

from collections.abc import Iterable

from tipdesk.cases.interview import statement
from tipdesk.cases.interview.statement import FrozenAccount
from tipdesk.cases.model import CaseId
from tipdesk.core.errors import AccountFrozen
from tipdesk.storage import custody_rows
from tipdesk.storage.vault import Vault


def frozen_account(vault: Vault, case_id: CaseId) -> FrozenAccount | None:
    """The account as it was closed; None while it is open."""
    links = custody_rows.of_case_with(vault, case_id, statement.LINKS)
    return statement.frozen_account(links, case_id)


def refuse_frozen(vault: Vault, case_id: CaseId, changes: Iterable[str]) -> None:
    """Before answers change.

    Raises:
        AccountFrozen: one of the paths is of an account that was closed.
    """
    paths = [path for path in changes if statement.belongs(path)]
    if not paths:  # most answers: no look at the chain
        return
    frozen = frozen_account(vault, case_id)
    if frozen is not None and any(frozen.closes(path) for path in paths):
        raise AccountFrozen
