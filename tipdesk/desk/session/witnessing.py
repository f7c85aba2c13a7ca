"""At each unlocking: is the register of deeds as its officer saw it last?

In this order: the own keys are those on record; the officer signed for them; their memory is there,
theirs, and the register still passes through it; later deeds are signed by those whom they need;
people, keys, readers and slots are as the deeds say; what this computer saw last is still there.
What does not hold stops writing (`Database.refusal`): audit log entries alone go on. At the lock
the officer signs what they see then.

A vault of before has no deeds: the first who unlocks it with a passphrase founds the register with
what the rows say, and everybody else signs it when they come.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial

from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.trust import certificate_sha256, read_certificate
from tipdesk.bundle.trust_rows import ListedCertificate
from tipdesk.cases.casework.shift import TAKEN
from tipdesk.cases.custody.delivery import DELIVERED, WITHDRAWN
from tipdesk.cases.custody.following import GIVEN_UP, TAKEN_BACK, TAKEN_IN
from tipdesk.cases.deeds.deed import DeedKind, founding, make_deed
from tipdesk.cases.deeds.needs import RegisterState
from tipdesk.cases.deeds.register import (
    Memory,
    Own,
    Register,
    RegisterFault,
    RegisterFinding,
    own_findings,
)
from tipdesk.cases.files.workflow import UNVOIDED, VOIDED
from tipdesk.cases.model import Act, CaseId, CustodyEvent, Role
from tipdesk.core.errors import DiskFull, KeyRegisterDiffers, TipdeskError
from tipdesk.desk.chosen_authority import list_in_use
from tipdesk.desk.deed_book import public_findings
from tipdesk.desk.handover.sent_bundles import NOTICE_HANDED_OVER
from tipdesk.desk.locked_vault import RECOVERY_LOGIN
from tipdesk.desk.open_vault import OpenVault, SessionNews
from tipdesk.storage import custody_rows, station_rows
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys import deed_rows, profile_anchor, signing_keys
from tipdesk.storage.keys.slot_crypto import officer_keys


def witness(desk: OpenVault, seed: bytes | bytearray) -> tuple[TipdeskError, ...]:
    """Look through the register as the officer whose `seed` it is; what to say of it.

    Raises:
        DiskFull, VaultReadOnly: a vault of before could not get its register.
    """
    if not desk.book.begun:
        if gone := tuple(_register_gone(desk)):
            desk.vault.refusal = _error(gone)
            return (desk.vault.refusal,)
        with suppress(DiskFull):  # the next time
            _begin(desk, seed)
            people = tuple(sorted(desk.book.state.people))
            desk.news = (SessionNews(DeedKind.FOUNDED.value, people, "", ()),)
        return ()
    own_keys = deed_rows.public_keys(officer_keys(seed))
    memory = deed_rows.memory(desk.vault, desk.officer.login)
    own = Own(desk.officer.login, own_keys, memory)
    findings = tuple(_findings(desk, own))
    if memory is not None:
        desk.book.told_until(memory.view.number)
    if findings:
        desk.vault.refusal = _error(findings)
        return (desk.vault.refusal,)
    register = desk.book.register()
    since, own_key = memory.view.seq if memory else 0, bytes.fromhex(own_keys.ed25519)
    behind = since or custody_rows.sealed_until(desk.vault, own_key, 1)  # as far as they signed
    login = desk.officer.login
    doubted = custody_rows.unsealed(desk.vault, login, own_key, behind, _AT_ONCE)
    unasked = _in_own_name(desk, register, seed)
    desk.news = (*unasked, *_of_interest(desk, register, since, doubted))
    if desk.officer.login in register.state.unsigned:
        with suppress(DiskFull):
            _sign_founding(desk, seed)
    return ()


def look_through(desk: OpenVault) -> tuple[TipdeskError, ...]:
    """As `witness`, by whoever has no memory of it: the vault was opened for recovery. Nobody is
    kept from putting it right."""
    if not desk.book.begun:
        return ()
    findings = tuple(public_findings(desk.vault, desk.book.read(None)))
    return (_error(findings),) if findings else ()


def leave(desk: OpenVault) -> None:
    """At the lock: the officer signs what they see, and this computer keeps how far it came."""
    if desk.vault.refusal is not None or not desk.book.begun:
        return
    desk.remember_deeds()
    last = custody_rows.head(desk.vault)
    if last is not None:
        head = desk.book.register().head
        anchor = profile_anchor.SeenHead(desk.vault.vault_id, last.seq, last.hash, *head)
        profile_anchor.write(desk.vault.vault_dir, anchor)


# --- what does not hold -------------------------------------------------------------------------


def _findings(desk: OpenVault, own: Own) -> Iterator[RegisterFinding]:
    """In the order of the checks."""
    view = own.memory.view if own.memory and _is_own(own, own.memory) else None
    register = desk.book.read(view)
    yield from own_findings(register, partial(deed_rows.deed, desk.vault), own, deed_rows.verifies)
    if view is not None and not deed_rows.is_entered(desk.vault, view.seq, view.head):
        yield RegisterFinding(RegisterFault.PAST_CHANGED, str(view.seq))
    known = frozenset(map(str, view.void)) if view else frozenset[str]()
    fresh = (
        finding for finding in public_findings(desk.vault, register, view.number if view else 0)
    )
    yield from (
        finding
        for finding in fresh
        if finding.fault is not RegisterFault.UNSIGNED or finding.where not in known
    )
    anchor = profile_anchor.read(desk.vault.vault_dir, desk.vault.vault_id)
    if anchor is not None and not (
        deed_rows.is_entered(desk.vault, anchor.seq, anchor.head)
        and register.passes(anchor.number, anchor.digest)
    ):
        yield RegisterFinding(RegisterFault.OLDER, str(anchor.seq))


def _register_gone(desk: OpenVault) -> Iterator[RegisterFinding]:
    """A vault without deeds that had some: entries of the audit log name them, or this computer
    has seen them. Nothing inside finds it where all of that was taken away as well, so whoever
    founds a register is told whom it names."""
    if custody_rows.names_a_deed(desk.vault):
        yield RegisterFinding(RegisterFault.BROKEN, "1")
    anchor = profile_anchor.read(desk.vault.vault_dir, desk.vault.vault_id)
    if anchor is not None and anchor.number:
        yield RegisterFinding(RegisterFault.OLDER, str(anchor.seq))


def _is_own(own: Own, memory: Memory) -> bool:
    return deed_rows.verifies(own.keys.ed25519, memory.view.signed_text(), memory.signature)


def _error(findings: tuple[RegisterFinding, ...]) -> KeyRegisterDiffers:
    first = findings[0]
    return KeyRegisterDiffers(
        reason=first.fault.value,
        where=first.where,
        others=len(findings) - 1,
        check="tipdesk vault check",
    )


# --- what is new ----------------------------------------------------------------------------------


# Sealed as they are entered, by whoever does them.
_AT_ONCE = frozenset(
    {
        *(VOIDED, UNVOIDED, NOTICE_HANDED_OVER, DELIVERED, WITHDRAWN, "returned", TAKEN),
        *(GIVEN_UP, TAKEN_BACK, TAKEN_IN),
    }
)


def _of_interest(
    desk: OpenVault, register: Register, after: int, doubted: tuple[CustodyEvent, ...]
) -> Iterator[SessionNews]:
    """What others did since: to people, keys and sheets; and to the files that name the officer,
    whom they name and what was approved. That files were opened is the day's work. And what was
    entered in the officer's own name since they locked last: they cannot have done it, unless that
    session was cut off. First of all what came to the office in this station's name and never left
    here: it concerns everybody."""
    own, readers, sheets = desk.officer.login, register.state.readers, register.state.sheets
    approvals = custody_rows.since(desk.vault, after, "approved")
    in_own_name = {
        event.case_id
        for action in ("amended", "completed")
        for event in custody_rows.since(desk.vault, after, action)
        if event.officer == own and event.case_id is not None
    } | {event.case_id for event in doubted if event.case_id is not None}
    requests = tuple(_requests(desk, after))
    for event in custody_rows.since(desk.vault, after, "never_sent"):
        yield SessionNews(event.action, (), event.detail.get("number", ""), (event.officer,))
    about_files = approvals or requests or in_own_name or any(news.case for news in register.news)
    numbers = case_rows.numbers_for(desk.vault, own) if about_files else {}
    for news in register.news:
        hidden = news.case in register.state.hidden  # who is not on it is told nothing of it
        mine = own in readers.get(news.case, ()) or (own in news.logins and not hidden)
        if own in news.by or news.kind is DeedKind.OPENED or (news.case and not mine):
            continue
        by = tuple(
            RECOVERY_LOGIN if signer in sheets else signer
            for signer in news.by
            if signer in sheets or signer in register.state.people
        )
        about = (news.login,) if news.login else news.logins
        yield SessionNews(news.kind.value, about, numbers.get(CaseId(news.case), ""), by)
    for event in approvals:
        if event.officer != own and own in readers.get(str(event.case_id), ()):
            number = numbers.get(event.case_id, "") if event.case_id else ""
            yield SessionNews(event.action, (), number, (event.officer,))
    for event in requests:
        number = numbers.get(event.case_id, "") if event.case_id else ""
        if number:  # who is not on a hidden file is told nothing of it
            yield SessionNews("completion_asked", (), number, (event.officer,))
    for number in sorted(numbers.get(case_id, "") for case_id in in_own_name):
        yield SessionNews("in_own_name", (), number, ())
    if any(event.action == TAKEN for event in doubted):
        yield SessionNews("taken_in_own_name", (), "", ())


def _in_own_name(
    desk: OpenVault, register: Register, seed: bytes | bytearray
) -> Iterator[SessionNews]:
    """Of certificates that nobody here has asked for. Whoever takes a list is told of them, and may
    be the one who read digits of their own to the certification authority in another's name: so
    everybody's unlocking looks too, and takes for asked what their own seed vouches for."""
    taken = [news for news in register.news if news.kind is DeedKind.TRUSTED]
    if taken and (logins := _unasked(desk, seed, register.state, len(taken))):
        by = {signer for news in taken for signer in news.by if signer in register.state.people}
        yield SessionNews("unasked", logins, "", tuple(sorted(by)))


def _unasked(
    desk: OpenVault, seed: bytes | bytearray, state: RegisterState, taken: int
) -> tuple[str, ...]:
    """Codes for whom the `taken` newest trust lists name a certificate that was not asked for: the
    officer's own, and those of this station that nobody has here."""
    before = replace(state, lists=dict([*state.lists.items()][:-taken]))
    former, newest = list_in_use(desk.vault, before), list_in_use(desk.vault, state)
    known = set(former.listing.certificates) if former is not None else set()
    rows = newest.listing.certificates if newest is not None else ()
    own, new = desk.officer.login, [row for row in rows if row not in known]
    ours = [row for row in new if row.code == desk.station.code and row.ends > desk.now()]
    strangers = {row.login for row in ours if not state.is_in(row.login)}
    mine = [row for row in ours if row.login == own]
    asked = _asked(desk, seed, mine) if mine else 0
    return (*([own] if len(mine) > asked else []), *sorted(strangers))


def _asked(desk: OpenVault, seed: bytes | bytearray, rows: list[ListedCertificate]) -> int:
    """How many of them are for keys of the officer: those that came, and one for each key for which
    one is on its way."""
    keys = tuple(signing_keys.opened(desk.vault, desk.officer.login, seed))
    came = set(_came(desk, {key.public_der for key in keys}))
    waiting = [key.service_number for key in keys if signing_keys.waits(desk.vault, key)]
    others = [row.number for row in rows if row.sha256 not in came]
    return len(rows) - len(others) + sum(number in others for number in waiting)


def _came(desk: OpenVault, own: set[bytes]) -> Iterator[str]:
    for pem in signing_keys.certificates(desk.vault):
        with suppress(ValueError):  # what stands there is none
            certificate = pem.encode("ascii")
            if read_certificate(certificate).public_der in own:
                yield certificate_sha256(certificate)


def _requests(desk: OpenVault, after: int) -> Iterator[CustodyEvent]:
    """What somebody else took in since that asks for a file to be completed: for whoever approves,
    who answers it."""
    if desk.may(Act.APPROVE):
        for event in custody_rows.since(desk.vault, after, "message_taken"):
            asks = event.detail.get("type") == MessageType.COMPLETION_REQUEST.value
            if asks and event.officer != desk.officer.login:
                yield event


# --- a vault of before -------------------------------------------------------------------------


def _begin(desk: OpenVault, seed: bytes | bytearray) -> None:
    """Found the register with what the rows say."""
    vault = desk.vault
    rows, login = deed_rows.rows(vault), desk.officer.login
    people = [
        (name, Role(role), rows.keys[name])
        for name, role in sorted(rows.roles.items())
        if name in rows.enrolled and name in rows.keys
    ]
    forms = station_rows.form_versions(vault)
    body = founding(vault.vault_id, people, deed_rows.unsigned_sheets(rows), rows, forms)
    deed = make_deed(deed_rows.head(vault), DeedKind.FOUNDED, desk.now(), body)
    with vault.transaction():
        event = desk.enter("register_founded", deed=deed.digest)
        deed_rows.add(vault, deed, event.seq)
        deed_rows.add_signature(vault, 1, deed_rows.sign(deed, login, seed))
        desk.book.remember(login, seed)


def _sign_founding(desk: OpenVault, seed: bytes | bytearray) -> None:
    login, deed = desk.officer.login, deed_rows.deed(desk.vault, 1)
    with desk.vault.transaction():
        deed_rows.add_signature(desk.vault, 1, deed_rows.sign(deed, login, seed))
        desk.enter("register_signed", deed=deed.digest)
        desk.book.read(None)
        desk.book.remember(login, seed)
