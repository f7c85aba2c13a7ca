"""Files whose place in list and search is written anew without anybody having typed."""

from __future__ import annotations

from tipdesk.cases.model import Case, CaseId
from tipdesk.core.errors import DataError, VaultDamaged
from tipdesk.desk.files.listing import listing_of
from tipdesk.desk.open_vault import OpenVault
from tipdesk.forms.model import FormDefinition
from tipdesk.storage.files import case_rows, listing_rows, search
from tipdesk.storage.files.listing_rows import Listing
from tipdesk.storage.files.search import SearchText
from tipdesk.storage.interview import answer_rows

_DONE = "relisted"  # in `meta`: no file is found by what earlier programs put into the search
_RELISTED_KEYS = (
    "2"  # its value: the keys by which other files find one sound alike in both scripts
)


def list_again(desk: OpenVault, case_id: CaseId) -> Case:
    """List a file as its next fold would: that it is shown again is seen at once.

    Raises:
        KeyError: there is no such file.
    """
    case = case_rows.find(desk.vault, case_id)
    if case is None:
        raise KeyError(case_id)
    listing_rows.list_again(desk.vault, case_id, _listing(desk, case))
    return case_rows.find(desk.vault, case_id) or case


def relist_once(desk: OpenVault) -> None:
    """At the first opening by this program: let every file be found by what it is found by today.
    Earlier ones kept level 4 (a contact's name and phone) in the search, and had no keys for other
    files. The words themselves go from the indexes, too.

    Raises:
        DiskFull: nothing was changed, and the next opening tries again.
    """
    vault = desk.vault
    if vault.meta(_DONE) == _RELISTED_KEYS:
        return
    with vault.transaction():
        for case_id in case_rows.numbers(vault):
            case = case_rows.find(vault, case_id)
            if case is not None:
                listing_rows.find_again(vault, case_id, _careful_listing(desk, case))
        search.merge(vault)
        vault.set_meta(_DONE, _RELISTED_KEYS)


def _careful_listing(desk: OpenVault, case: Case) -> Listing:
    """Nobody is kept out of the vault by one file: what cannot be read is found by its number."""
    try:
        return _listing(desk, case)
    except VaultDamaged:
        raise
    except Exception:  # noqa: BLE001  whatever it is: it is said where the file is opened
        return Listing(case.display_name, "", SearchText((case.number, case.person_code)))


def _listing(desk: OpenVault, case: Case) -> Listing:
    return listing_of(case, _form(desk, case), answer_rows.answers(desk.vault, case.id))


def _form(desk: OpenVault, case: Case) -> FormDefinition | None:
    try:
        return desk.forms.rules_of(case).definition
    except (DataError, KeyError):
        return None  # lost
