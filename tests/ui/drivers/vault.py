"""What stands in the vault behind the window: for tests that look whether a deed was written down,
and for those that bring the vault into a state that no page leads to."""

from __future__ import annotations

from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.model import CustodyEvent
from tipdesk.desk.open_vault import Confirmed, OpenVault, signers_of
from tipdesk.desk.session.session import Session
from tipdesk.forms.model import FormDefinition
from tipdesk.storage import custody_rows
from tipdesk.storage.vault import Vault


def desk_of(session: Session) -> OpenVault:
    """What all objects of a session stand on."""
    return session._desk


def vault_of(session: Session) -> Vault:
    """The open database."""
    return desk_of(session).vault


def install_form(session: Session, form: FormDefinition, signer: Confirmed) -> None:
    """A form as two have installed it: the officer of the session, and `signer` who leads."""
    desk = desk_of(session)
    named = {"form": form.form_id, "version": form.version, "digest": form.digest}
    with desk.vault.transaction():
        desk.forms.keep(form, desk.now())
        desk.decide(DeedKind.FORM, named, "form_installed", signers=signers_of(signer))


def audit_log(session: Session) -> list[CustodyEvent]:
    """The audit log, from its first entry."""
    return list(custody_rows.chain(vault_of(session)))


def actions(session: Session) -> list[str]:
    """What was done, from the first entry of the audit log."""
    return [entry.action for entry in audit_log(session)]


def newest_entry(session: Session) -> CustodyEvent:
    """The newest entry of the audit log."""
    newest = custody_rows.head(vault_of(session))
    assert newest is not None
    return newest
