"""The register of deeds, followed; one's own part in it; what is held against it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from tipdesk.cases.deeds.deed import (
    BEFORE_ALL,
    FORMAT,
    Deed,
    DeedKind,
    PublicKeys,
    Rows,
    View,
    signed_text,
)
from tipdesk.cases.deeds.needs import RegisterState, Verifies, take_effect


class RegisterFault(StrEnum):
    """What does not hold."""

    BROKEN = "broken"  # a deed is altered, missing or put in
    UNSIGNED = "unsigned"  # it lacks signatures, so it has no effect
    MY_KEYS = "my_keys"  # those on record are not mine
    MY_ENROLMENT = "my_enrolment"  # it does not bear my signature
    NO_MEMORY = "no_memory"
    NOT_MY_MEMORY = "not_my_memory"  # somebody else wrote it
    PAST_CHANGED = "past_changed"  # what I signed last is not there any more
    OLDER = "older"  # than what this computer has seen
    ROLES = "roles"  # a row of people is not as the deeds say
    KEYS = "keys"
    READERS = "readers"
    SLOTS = "slots"
    TEAMS = "teams"  # a row of a team, or of a file that it is given
    WORK_KEYS = "work_keys"  # one is sealed to somebody to whom no deed opens it
    SERIES = "series"  # of numbers of bundles, and nobody signed for it
    LISTS = "lists"  # a trust list that was taken is not there, or nobody took the one that is


@dataclass(frozen=True, slots=True)
class RegisterFinding:
    """`where`: the number of a deed, a login, a file's id, or the first digits of a key."""

    fault: RegisterFault
    where: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """A deed that took effect. `login`: whom it is about; `logins`: whom it names on the file
    `case`, or takes off it; `by` signed it."""

    number: int
    kind: DeedKind
    login: str
    case: str
    logins: tuple[str, ...]
    by: tuple[str, ...]


@dataclass(slots=True)
class Register:
    """All deeds, followed. `head`: number and digest of the last; `void`: those without effect."""

    state: RegisterState = field(default_factory=RegisterState)
    findings: list[RegisterFinding] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    void: list[int] = field(default_factory=list)
    head: tuple[int, str] = BEFORE_ALL
    digests: list[str] = field(default_factory=list)  # of each, from the first
    since: int = 0  # what comes after this deed is news

    def follow(self, deed: Deed, verifies: Verifies, view: View | None = None) -> None:
        """The next deed."""
        number = len(self.digests) + 1
        fields = _fields(deed, (number, self.head[1]))
        self.digests.append(deed.digest)
        self.head = (number, deed.digest)
        self.since = max(self.since, view.number) if view else self.since
        if fields is None:
            self.findings.append(RegisterFinding(RegisterFault.BROKEN, str(number)))
            self.void.append(number)
            return
        trusted = view is not None and number <= view.number and number not in view.void
        if not take_effect(self.state, fields, deed, None if trusted else verifies):
            self.findings.append(RegisterFinding(RegisterFault.UNSIGNED, str(number)))
            self.void.append(number)
            return
        if fields["kind"] == DeedKind.ACCEPTED.value:
            self.findings.clear()
        if number > self.since:
            self.news.append(_news(fields, number, deed))

    def passes(self, number: int, digest: str) -> bool:
        """Whether a deed of this number and digest is among them."""
        return 1 <= number <= len(self.digests) and self.digests[number - 1] == digest


def fold(deeds: Sequence[Deed], verifies: Verifies, view: View | None = None) -> Register:
    """Follow the deeds from the first. What `view` vouches for needs no signature to be checked
    again; what comes after it is news. Where they do not pass through the view, all are checked."""
    register = Register()
    for deed in deeds:
        register.follow(deed, verifies, view)
    broken = any(finding.fault is RegisterFault.BROKEN for finding in register.findings)
    if view is None or (register.passes(view.number, view.digest) and not broken):
        return register
    checked = Register(since=view.number)
    for deed in deeds:
        checked.follow(deed, verifies)
    return checked


def _fields(deed: Deed, place: tuple[int, str]) -> Mapping[str, Any] | None:
    """What a deed says, when it is the one that belongs here and is as it was digested."""
    try:
        if sha256(deed.text.encode("ascii")).hexdigest() != deed.digest:
            return None
        fields = json.loads(deed.text)
        whole = fields["format"] == FORMAT and isinstance(fields["body"], dict)
        if not whole or (fields["number"], fields["previous"]) != place:
            return None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return dict(fields)


def _news(fields: Mapping[str, Any], number: int, deed: Deed) -> News:
    body = fields["body"]
    login, case = str(body.get("login", "")), str(body.get("case", ""))
    logins = tuple(map(str, body.get("logins", ())))
    by = tuple(signature.signer for signature in deed.signatures)
    return News(number, DeedKind(fields["kind"]), login, case, logins, by)


# --- one's own part in them ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Memory:
    """What somebody saw last, and their signature on it."""

    view: View
    signature: bytes


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody brings: keys from their own seed, and what they saw last."""

    login: str
    keys: PublicKeys
    memory: Memory | None


def own_findings(
    register: Register, kept: Callable[[int], Deed], own: Own, verifies: Verifies
) -> tuple[RegisterFinding, ...]:
    """What somebody finds of themselves: on record, signed for by them, and the register passes
    through what they saw last. `kept` gives a deed by its number."""
    login, keys = own.login, own.keys
    member = register.state.people.get(login)
    if member is None or member.keys != keys:
        return (RegisterFinding(RegisterFault.MY_KEYS, login),)
    if login in register.state.unsigned and own.memory is None:
        return ()
    brought = kept(member.since)
    if not any(
        signature.signer == login
        and verifies(keys.ed25519, signed_text(brought.digest), signature.value)
        for signature in brought.signatures
    ):
        return (RegisterFinding(RegisterFault.MY_ENROLMENT, login),)
    fault = _memory_fault(register, own, verifies)
    return () if fault is None else (RegisterFinding(fault, login),)


def _memory_fault(register: Register, own: Own, verifies: Verifies) -> RegisterFault | None:
    memory = own.memory
    if memory is None:
        return RegisterFault.NO_MEMORY
    if not verifies(own.keys.ed25519, memory.view.signed_text(), memory.signature):
        return RegisterFault.NOT_MY_MEMORY
    passes = register.passes(memory.view.number, memory.view.digest)
    return None if passes else RegisterFault.PAST_CHANGED


# --- what is held against them ------------------------------------------------------------------


def compare(state: RegisterState, rows: Rows) -> tuple[RegisterFinding, ...]:
    """Where rows and slots are not what the deeds say."""
    owners = state.owners
    people = (
        *_people(state, rows),
        *(
            RegisterFinding(RegisterFault.READERS, case)
            for case in sorted({*state.readers, *rows.readers, *rows.owners})
            if {*state.readers.get(case, ())} != {*rows.readers.get(case, ())}
            or (case in state.hidden) != (case in rows.hidden)
            or owners.get(case) != rows.owners.get(case)
        ),
    )
    slots = (
        RegisterFinding(RegisterFault.SLOTS, login)
        for login, key in sorted(rows.slots.items())
        if not state.is_in(login) or state.people[login].keys.x25519 != key
    )
    sheets = (
        RegisterFinding(RegisterFault.SLOTS, key[:8])
        for key in sorted({*rows.sheets} - state.sheets.keys())
    )
    return (*people, *slots, *sheets, *_teams(state, rows))


def _teams(state: RegisterState, rows: Rows) -> Iterable[RegisterFinding]:
    for team in sorted({*state.teams, *rows.teams}):
        members = state.teams[team].members if team in state.teams else ()
        if {*members} != {*rows.teams.get(team, ())}:
            yield RegisterFinding(RegisterFault.TEAMS, team)
    for case in sorted({*state.given, *rows.given}):
        if state.given.get(case) != rows.given.get(case):
            yield RegisterFinding(RegisterFault.TEAMS, case)


def compare_work_keys(
    state: RegisterState, sealed: Mapping[str, Collection[str]]
) -> Iterable[RegisterFinding]:
    """Where the work key of a file is sealed to somebody to whom no deed opens it. `sealed`: of
    each file the X25519 keys (hex)."""
    for case, keys in sorted(sealed.items()):
        if not state.work_holders(case).issuperset(keys):
            yield RegisterFinding(RegisterFault.WORK_KEYS, case)


def _people(state: RegisterState, rows: Rows) -> Iterable[RegisterFinding]:
    for login in sorted({*state.people, *rows.roles}):
        member = state.people.get(login)
        if member is None and login not in rows.enrolled:
            continue  # who left before there were deeds
        if member is None:
            yield RegisterFinding(RegisterFault.ROLES, login)
            continue
        known = (rows.roles.get(login), rows.standing.get(login))
        if known != (member.role.value, member.standing):
            yield RegisterFinding(RegisterFault.ROLES, login)
        if rows.keys.get(login) != member.keys:
            yield RegisterFinding(RegisterFault.KEYS, login)
