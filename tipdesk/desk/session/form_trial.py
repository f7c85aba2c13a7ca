"""A form tried on a throw-away record: a vault that nobody can open again, and that is deleted.

Nothing of the station takes part. What is typed is as sealed as any answer while it is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tipdesk.cases.model import Answer, Case, Station, StationKind
from tipdesk.cases.permissions import founders
from tipdesk.core.clock import Clock
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.setup import NewOfficer, StationPlan, create_station, suggest_passphrase
from tipdesk.desk.unlocking import UnlockedKey, unlock
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.publishing.catalogue import SingleForm
from tipdesk.i18n.text import N_, _

_CODE = "TRY"
_UNIT = N_("Trial")
_AGENCY = "moi_tip"


@dataclass(frozen=True, slots=True)
class TrialVault:
    """A vault that was made for one trial, and what opens it."""

    vault_dir: Path
    key: UnlockedKey


def make_trial_vault(vault_dir: Path, clock: Clock) -> TrialVault:
    """A vault under passphrases that nobody is told; Argon2id at its floor. JOB.

    Raises:
        DiskFull, VaultReadOnly, VaultExists
    """
    staff = tuple(
        NewOfficer(f"{_CODE}-{number}", _(_UNIT), role, suggest_passphrase())
        for number, role in enumerate(founders(StationKind.OFFICER), start=1)
    )
    station = Station(StationKind.OFFICER, _AGENCY, _(_UNIT), _CODE)
    create_station(vault_dir, StationPlan(station, staff, cheap_keys=True), clock)
    return TrialVault(vault_dir, unlock(vault_dir, staff[0].login, staff[0].passphrase, clock))


class Trial:
    """One form with one record, in a session of its own. GUI thread."""

    def __init__(self, vault: TrialVault, form: FormDefinition, clock: Clock) -> None:
        self.form = form
        self.session = Session.open(vault.vault_dir, vault.key, clock, SingleForm(form))
        self._case = self.session.new_files.open_case()

    @property
    def case(self) -> Case:
        """The record as it stands."""
        return self.session.files.case(self._case.id)

    @property
    def vault_dir(self) -> Path:
        """Where the throw-away vault lies."""
        return self.session.vault_dir

    def answers(self) -> Mapping[str, Answer]:
        """What was answered so far."""
        return self.session.files.load(self._case.id).answers

    def take_over(self, answers: Mapping[str, Answer]) -> None:
        """Answer what the form before it had answered already, as far as this one still asks."""
        for path, answer in answers.items():
            with suppress(TipdeskError):  # asked no more, or of another type now
                self.session.answers.save_answers(self._case.id, {path: answer})

    def close(self) -> None:
        """Close the vault. Its folder is deleted by whoever made it."""
        self.session.lock()
