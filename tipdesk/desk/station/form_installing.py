"""Forms that the authority signed: looked into, said in words, installed; and what is installed.

The file is read on the GUI thread, judged in a job, and recorded on the GUI thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tipdesk.bundle.form_file import MAX_FILE, FormFile, read_form_file
from tipdesk.bundle.trust import TrustStore
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.form_duties import checked_form
from tipdesk.cases.model import Act
from tipdesk.core.errors import FormDiffers, FormOlder, TrustMissing
from tipdesk.core.plain_file import read_plain
from tipdesk.desk.form_shelf import ShelvedForm
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault, signers_of
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.publishing.differences import Difference, differences


@dataclass(frozen=True, slots=True)
class InstallPlan:
    """All that judging a form file needs; frozen."""

    data: bytes
    trust: TrustStore
    now: datetime
    here: tuple[FormDefinition, ...]  # every version of every form


@dataclass(frozen=True, slots=True)
class OfferedForm:
    """A form file that holds, before it is installed."""

    file: FormFile
    definition: FormDefinition
    before: FormDefinition | None  # the version in use; None: the form is new here
    changes: tuple[Difference, ...]

    @property
    def here_already(self) -> bool:
        """Whether exactly this version is in use: there is nothing to install."""
        return self.before is not None and self.before.digest == self.definition.digest


def look_into(plan: InstallPlan) -> OfferedForm:
    """Judge a form file. JOB; bounded as the compiler is.

    Raises:
        FormFileInvalid: the signature or its signer does not hold (details: code).
        FormNeedsNewer, FormUnusable, FormOlder, FormDiffers
    """
    file = read_form_file(plan.data, plan.trust, plan.now)
    definition = checked_form(file.body)
    earlier = [form for form in plan.here if form.form_id == definition.form_id]
    _check_version(definition, {form.version: form.digest for form in earlier})
    before = max(earlier, key=lambda form: form.version, default=None)
    checked_form(file.body, earlier)  # names that other versions use keep their type
    changes = differences(before, definition) if before is not None else ()
    return OfferedForm(file, definition, before, changes)


def _check_version(form: FormDefinition, known: dict[int, str]) -> None:
    if known.get(form.version, form.digest) != form.digest:
        raise FormDiffers(form=form.form_id, version=form.version)
    if known and form.version < max(known):
        raise FormOlder(form=form.form_id, found=form.version, known=max(known))


class FormInstalling:
    """The forms of this station. GUI thread; short."""

    def __init__(self, desk: OpenVault, keys: Keys) -> None:
        self._desk = desk
        self._keys = keys

    def in_use(self) -> tuple[ShelvedForm, ...]:
        """What new interviews are taken with, the intake form first."""
        return self._desk.forms.shelved()

    def plan(self, path: Path) -> InstallPlan:
        """What `look_into` needs.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "install_form").
            FileUnreadable: the file cannot be read.
            TrustMissing: nobody is trusted here yet.
        """
        self._desk.require(Act.INSTALL_FORM)
        data = read_plain(path, MAX_FILE)
        trust = self._keys.trust_store()
        if trust is None:
            raise TrustMissing
        shelf = self._desk.forms
        known = [form for form_id in shelf.form_ids() for form in shelf.every_version(form_id)]
        return InstallPlan(data, trust, self._desk.now(), tuple(known))

    def install(self, offered: OfferedForm, *signers: Confirmed) -> None:
        """Keep the form: new interviews are taken with it from now on. `signers` sign beside the
        officer of the session: its levels decide who reads what.

        Raises:
            TransitionRefused: as `plan`.
            SecondPersonNeeded: it lacks a signature; nothing was changed.
            FormOlder, FormDiffers: another one was installed meanwhile.
            DiskFull, VaultReadOnly: nothing was changed.
        """
        self._desk.require(Act.INSTALL_FORM)
        form, shelf = offered.definition, self._desk.forms
        _check_version(form, dict(shelf.versions(form.form_id)))
        if offered.here_already:
            return
        with self._desk.vault.transaction():
            shelf.keep(form, self._desk.now())
            self._desk.decide(
                DeedKind.FORM,
                {"form": form.form_id, "version": form.version, "digest": form.digest},
                "form_installed",
                signers=signers_of(*signers),
                form=f"{form.form_id}/{form.version}",
                digest=form.digest,
                file=offered.file.sha256,
                signer=offered.file.signed_by.certificate_sha256,
            )
        self._desk.publish(ChangeKind.FORMS)
