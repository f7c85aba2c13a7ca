"""What certificates and trust lists of an authority say, in the language of the screen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from tipdesk.bundle import trust_rows
from tipdesk.bundle.certifying.signatory import WaitingList
from tipdesk.bundle.crypto.certificates import CertificateRole, Holder, in_order
from tipdesk.i18n.text import N_, _, clean, isolate, isolated, language, listed, ngettext
from tipdesk.texts.messages import certificate_role_label

REASONS: Mapping[str, str] = {
    "cessation_of_operation": N_("They left the station or the service"),
    "affiliation_changed": N_("They work at another station now"),
    "superseded": N_("They have a newer certificate"),
    "privilege_withdrawn": N_("They are not to sign any more"),
    "key_compromise": N_("Somebody else may have the key"),
    "unspecified": N_("Another reason"),
}
"""Why a certificate is revoked, by the name of the reason in RFC 5280 §5.3.1."""


def roles_text(roles: Collection[CertificateRole]) -> str:
    """What a certificate is for."""
    return listed(map(certificate_role_label, in_order(roles)), language())


def certified(holder: Holder, roles: Collection[CertificateRole], label: str) -> str:
    """Whom a certificate names and for what, in one line."""
    codes = isolated(f"{holder.unit} {holder.login} {holder.service_number}")
    who = " ".join(filter(None, (isolate(holder.name), codes, isolate(label))))
    return f"{who} ({roles_text(roles)})"


def proposed(proposal: WaitingList) -> Iterator[str]:
    """What whoever signs a list has to know, line by line."""
    number, agency = isolated(str(proposal.listing.serial)), isolate(proposal.listing.agency)
    yield _("Trust list {number} of {agency}").format(number=number, agency=agency)
    yield _("Signed by: {signer}").format(signer=isolate(clean(proposal.signed_by.name)))
    if proposal.before:
        before = isolated(str(proposal.before))
        yield _("What is new since list {number}:").format(number=before)
    yield from changes(proposal.added, proposal.taken_away, proposal.revoked)
    if proposal.before and not (proposal.added or proposal.taken_away or proposal.revoked):
        yield _("Nothing but its date.")


def changes(
    added: Sequence[trust_rows.Row], taken_away: Sequence[trust_rows.Row], revoked: int
) -> Iterator[str]:
    """What one list names and another does not, line by line."""
    for row in added:
        yield f"  + {row_text(row)}"
    for row in taken_away:
        yield f"  - {row_text(row)}"
    if revoked > 0:
        text = ngettext("{count} certificate revoked", "{count} certificates revoked", revoked)
        yield f"  - {text.format(count=isolated(str(revoked)))}"


def row_text(row: trust_rows.Row) -> str:
    """One line of a list for people."""
    if isinstance(row, trust_rows.ListedCertificate):
        codes = isolated(f"{row.code} {row.login} {row.number}")
        return _("Certificate: {codes} ({roles})").format(codes=codes, roles=roles_text(row.roles))
    if isinstance(row, trust_rows.ListedOffice):
        keys = ", ".join(key.recipient.text[-8:] for key in row.keys)
        code = isolated(row.code)
        text = _("Office: {code} {label}, keys that end in {keys}")
        if row.accepts_notice:
            text = _("Office: {code} {label}, keys that end in {keys}; takes electronic notices")
        return text.format(code=code, label=isolate(row.label), keys=isolated(keys))
    return _short_row_text(row)


def _short_row_text(
    row: trust_rows.RecoveryKey
    | trust_rows.PersonKey
    | trust_rows.ApproverKey
    | trust_rows.ListedStation
    | trust_rows.ListedVoucher
    | tuple[str, str],
) -> str:
    if isinstance(row, trust_rows.RecoveryKey):
        key = isolated(row.recipient.text[-8:])
        return _("Recovery key that ends in {key}").format(key=key)
    if isinstance(row, trust_rows.PersonKey):
        codes = isolated(f"{row.office} {row.login}")
        text = _("Head of an office: {codes}") if row.leads else _("Prosecutor's key: {codes}")
        return text.format(codes=codes)
    if isinstance(row, trust_rows.ApproverKey):
        codes = isolated(f"{row.station} {row.login}")
        return _("Approver's key: {codes}").format(codes=codes)
    if isinstance(row, trust_rows.ListedStation):
        return _("Station: {code}").format(code=isolated(row.code))
    if isinstance(row, trust_rows.ListedVoucher):
        codes = isolated(f"{row.station} {row.login} {row.number}")
        return _("Voucher: {codes} certifies a key of their own").format(codes=codes)
    approver, exporter = map(isolated, row)
    text = _("{approver} approves for {exporter}")
    return text.format(approver=approver, exporter=exporter)
