"""Signed deeds: who must sign what, and random histories against somebody who writes what they like
but has one seed only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exploring import dear
from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.deeds.deed import (
    BEFORE_ALL,
    Deed,
    DeedKind,
    DeedSignature,
    PublicKeys,
    Rows,
    Standing,
    View,
    make_deed,
    signed_text,
)
from tipdesk.cases.deeds.register import (
    Memory,
    Own,
    Register,
    RegisterFault,
    compare,
    fold,
    own_findings,
)
from tipdesk.cases.model import Role
from tipdesk.storage.keys.deed_rows import public_keys, verifies
from tipdesk.storage.keys.slot_crypto import officer_keys, seal_key

AT = datetime(2026, 11, 29, 9, tzinfo=UTC)
ROLES = {
    "T-07": Role.OFFICER,
    "T-08": Role.OFFICER,
    "C-01": Role.CASEWORKER,
    "S-01": Role.SUPERVISOR,
    "A-01": Role.ADMINISTRATOR,
}


@dataclass
class Holder:
    """Somebody with a seed: a person, or the recovery sheet."""

    login: str
    role: Role
    seed: bytes

    @property
    def keys(self) -> PublicKeys:
        return public_keys(officer_keys(self.seed))

    @property
    def signer(self) -> str:
        return self.login or self.keys.x25519

    def sign(self, text: bytes) -> bytes:
        return seal_key(self.seed).sign(text)


def holder(login: str, generation: int = 0) -> Holder:
    seed = hashlib.sha256(f"{login} {generation}".encode()).digest()
    return Holder(login, ROLES.get(login, Role.OFFICER), seed)


T7, T8, C, S, A = (holder(login) for login in ROLES)
SHEET, LATER_SHEET = replace(holder("sheet"), login=""), replace(holder("later"), login="")


class Book:
    """The register as it lies in the vault, and everybody's memory of it."""

    def __init__(self, *founders: Holder) -> None:
        self.deeds: list[Deed] = []
        self.memories: dict[str, Memory] = {}
        people = [[p.login, p.role.value, p.keys.ed25519, p.keys.x25519] for p in founders]
        sheets = [[SHEET.keys.ed25519, SHEET.keys.x25519]]
        self.add(
            DeedKind.FOUNDED,
            {
                "vault": "v",
                "people": people,
                "sheets": sheets,
                "files": [],
                "hidden": [],
                "out": [],
            },
            *founders,
        )
        for person in founders:
            self.remember(person)

    def next(self, kind: DeedKind, body: dict[str, object]) -> Deed:
        head = (len(self.deeds), self.deeds[-1].digest) if self.deeds else BEFORE_ALL
        return make_deed(head, kind, AT, body)

    def add(self, kind: DeedKind, body: dict[str, object], *by: Holder) -> Deed:
        deed = self.next(kind, body)
        text = signed_text(deed.digest)
        deed = replace(deed, signatures=tuple(DeedSignature(p.signer, p.sign(text)) for p in by))
        self.deeds.append(deed)
        return deed

    def fold(self, view: View | None = None) -> Register:
        return fold(self.deeds, verifies, view)

    def remember(self, person: Holder) -> None:
        register = self.fold()
        view = View(1, "00" * 32, *register.head, tuple(register.void))
        self.memories[person.login] = Memory(view, person.sign(view.signed_text()))

    def unlock(self, person: Holder) -> list[RegisterFault]:
        """What they are told; from their own memory on."""
        memory = self.memories.get(person.login)
        view = memory.view if memory else None
        register = self.fold(view)
        own = own_findings(
            register,
            lambda number: self.deeds[number - 1],
            Own(person.login, person.keys, memory),
            verifies,
        )
        whole = self.fold()
        if not own:  # what the memory vouches for is what the signatures say
            assert register.state == whole.state
        return [finding.fault for finding in (*own, *register.findings)]


def keys_of(person: Holder) -> dict[str, object]:
    return {"ed25519": person.keys.ed25519, "x25519": person.keys.x25519}


def enrolment(person: Holder) -> dict[str, object]:
    return {"login": person.login, "role": person.role.value, **keys_of(person)}


def book() -> Book:
    return Book(T7, C, S, A)


def small_book() -> Book:
    return Book(T7, S)


def book_of_one() -> Book:
    """The supervisor has suspended everybody else, which one lead may."""
    kept = book()
    for person in (T7, C, A):
        kept.add(DeedKind.SUSPENDED, {"login": person.login}, S)
    kept.remember(S)
    return kept


NEW_T7 = holder("T-07", 1)
NEW_S = holder("S-01", 1)
CASE: dict[str, object] = {"case": "c1", "by": "T-07"}
Row = tuple[Callable[[], Book], DeedKind, dict[str, object], Sequence[Holder], bool]
NEEDS: dict[str, Row] = {
    "enrolled by two": (book, DeedKind.ENROLLED, enrolment(T8), (T8, S, A), True),
    "enrolled by a lead and an officer": (book, DeedKind.ENROLLED, enrolment(T8), (T8, S, T7), True),
    "enrolled by a lead and the sheet": (book, DeedKind.ENROLLED, enrolment(T8), (T8, S, SHEET), True),
    "enrolled by nobody who leads": (book, DeedKind.ENROLLED, enrolment(T8), (T8, T7, C), False),
    "enrolled by one": (book, DeedKind.ENROLLED, enrolment(T8), (T8, S), False),
    "enrolled without the holder": (book, DeedKind.ENROLLED, enrolment(T8), (S, A), False),
    "enrolled twice": (book, DeedKind.ENROLLED, enrolment(NEW_T7), (NEW_T7, S, A), False),
    "new keys by two others": (book, DeedKind.REKEYED, enrolment(NEW_T7), (NEW_T7, S, A), True),
    "new keys by sheet and a lead": (book, DeedKind.REKEYED, enrolment(NEW_T7), (NEW_T7, S, SHEET), True),
    "new keys by the sheet alone": (book, DeedKind.REKEYED, enrolment(NEW_T7), (NEW_T7, SHEET), False),
    "new keys without the holder": (book, DeedKind.REKEYED, enrolment(NEW_T7), (S, A), False),
    "new keys with the old key": (book, DeedKind.REKEYED, enrolment(NEW_T7), (T7, S, A), False),
    "new keys of the only lead": (small_book, DeedKind.REKEYED, enrolment(NEW_S), (NEW_S, T7, SHEET), True),
    "the same without the sheet": (small_book, DeedKind.REKEYED, enrolment(NEW_S), (NEW_S, T7), False),
    "a role by two others": (book, DeedKind.ROLE, {"login": "C-01", "role": "officer"}, (S, A), True),
    "a role with oneself": (book, DeedKind.ROLE, {"login": "C-01", "role": "supervisor"}, (S, C), False),
    "a role and the sheet": (book, DeedKind.ROLE, {"login": "C-01", "role": "officer"}, (S, SHEET), False),
    "a role in a small place": (small_book, DeedKind.ROLE, {"login": "T-07", "role": "supervisor"}, (S, SHEET), True),
    "a sheet by two": (book, DeedKind.SHEET, keys_of(LATER_SHEET), (S, C), True),
    "a sheet by one": (book, DeedKind.SHEET, keys_of(LATER_SHEET), (A,), False),
    "a sheet with the old one": (small_book, DeedKind.SHEET, keys_of(LATER_SHEET), (S, SHEET), False),
    "shares by nobody who leads": (book, DeedKind.SHARES, keys_of(LATER_SHEET), (T7, C), False),
    "a sheet retired by a lead": (book, DeedKind.RETIRED, {"keys": [SHEET.keys.x25519]}, (A,), True),
    "a sheet retired by an officer": (book, DeedKind.RETIRED, {"keys": [SHEET.keys.x25519]}, (T7,), False),
    "suspended by a lead": (book, DeedKind.SUSPENDED, {"login": "S-01"}, (A,), True),
    "suspended by an officer": (book, DeedKind.SUSPENDED, {"login": "S-01"}, (T7,), False),
    "removed by oneself": (book, DeedKind.REMOVED, {"login": "S-01", "heirs": []}, (S,), False),
    "let in by two": (book, DeedKind.LET_IN, {"login": "C-01"}, (S, T7), True),
    "a sheet when nobody else is left": (book_of_one, DeedKind.SHEET, keys_of(LATER_SHEET), (S,), False),
    "shares when nobody else is left": (book_of_one, DeedKind.SHARES, keys_of(LATER_SHEET), (S, SHEET), False),
    "somebody new when nobody else is left": (book_of_one, DeedKind.ENROLLED, enrolment(T8), (T8, S), False),
    "a role when nobody else is left": (book_of_one, DeedKind.ROLE, {"login": "C-01", "role": "officer"}, (S,), False),
    "let in when nobody else is left": (book_of_one, DeedKind.LET_IN, {"login": "C-01"}, (S,), False),
    "let in when nobody else is left, with the sheet": (book_of_one, DeedKind.LET_IN, {"login": "C-01"}, (S, SHEET), True),
    "let in by one": (book, DeedKind.LET_IN, {"login": "C-01"}, (S,), False),
    "a file opened": (book, DeedKind.OPENED, {**CASE, "logins": ["T-07", "S-01"]}, (T7,), True),
    "a file opened for another": (book, DeedKind.OPENED, {**CASE, "logins": ["T-07"]}, (C,), False),
    "a file named by a stranger": (book, DeedKind.NAMED, {**CASE, "by": "C-01", "logins": ["C-01"]}, (C,), False),
    "somebody settled": (book, DeedKind.SETTLED, {"login": "C-01"}, (S, SHEET), True),
    "founded again": (book, DeedKind.FOUNDED, {"vault": "v", "people": [], "sheets": [], "files": [], "hidden": [], "out": []}, (S, A), False),
}  # fmt: skip


@pytest.mark.parametrize("name", NEEDS)
def test_a_deed_has_an_effect_only_with_the_signatures_it_needs(name: str) -> None:
    make, kind, body, by, counts = NEEDS[name]
    kept = make()
    before = kept.fold().state
    kept.add(kind, body, *by)
    register = kept.fold()
    faults = [finding.fault for finding in register.findings]
    assert faults == ([] if counts else [RegisterFault.UNSIGNED])
    assert [news.kind for news in kept.fold(kept.memories["S-01"].view).news] == [kind] * counts
    if not counts:
        assert register.state == before


def test_whose_new_keys_came_by_a_deed_signs_under_them_alone() -> None:
    kept = book()
    kept.add(DeedKind.REKEYED, enrolment(NEW_S), NEW_S, A, SHEET)
    kept.add(DeedKind.SHEET, keys_of(LATER_SHEET), S, C)
    assert kept.fold().void == [3]
    kept.add(DeedKind.SHEET, keys_of(LATER_SHEET), NEW_S, C)
    assert kept.fold().void == [3]
    assert LATER_SHEET.keys.x25519 in kept.fold().state.sheets


def test_the_key_of_a_file_goes_to_whom_it_names_and_to_no_later_sheet_once_it_is_hidden() -> None:
    kept = book()
    kept.add(DeedKind.OPENED, {**CASE, "logins": ["T-07", "S-01"]}, T7)
    both = {T7.keys.x25519, S.keys.x25519, SHEET.keys.x25519}
    assert kept.fold().state.recipients("c1") == both
    kept.add(DeedKind.HIDDEN, CASE, T7)
    kept.add(DeedKind.SHEET, keys_of(LATER_SHEET), S, A)
    assert kept.fold().state.recipients("c1") == {T7.keys.x25519, SHEET.keys.x25519}
    kept.add(DeedKind.SHOWN_AGAIN, CASE, T7)
    assert LATER_SHEET.keys.x25519 in kept.fold().state.recipients("c1")
    kept.add(DeedKind.SUSPENDED, {"login": "T-07"}, S)
    assert T7.keys.x25519 not in kept.fold().state.recipients("c1")
    assert kept.fold().state.recipients("c2") == {SHEET.keys.x25519, LATER_SHEET.keys.x25519}


def test_a_key_of_a_file_that_is_past_stays_past() -> None:
    kept = book()
    kept.add(DeedKind.OPENED, {**CASE, "logins": ["T-07", "S-01"]}, T7)
    assert kept.fold().state.past_keys == {}
    for kind, body, past in (
        (DeedKind.UNNAMED, {"logins": ["S-01"], "past_key": 2}, 2),
        (DeedKind.HIDDEN, {"past_key": 4}, 4),
        (DeedKind.UNNAMED, {"logins": [], "past_key": 1}, 4),
        (DeedKind.UNNAMED, {"logins": ["T-07"], "past_key": "no number"}, 4),
    ):
        kept.add(kind, {**CASE, **body}, T7)
        assert kept.fold().state.past_keys == {"c1": past}
    assert kept.fold().state.readers["c1"] == ("T-07",), "a deed that says nothing has no effect"


def test_files_of_somebody_removed_go_on_with_the_heirs() -> None:
    kept = book()
    kept.add(DeedKind.OPENED, {**CASE, "logins": ["T-07"]}, T7)
    kept.add(DeedKind.OPENED, {**CASE, "case": "c2", "logins": ["T-07", "C-01"]}, T7)
    kept.add(DeedKind.HIDDEN, CASE, T7)
    kept.add(DeedKind.REMOVED, {"login": "T-07", "heirs": ["S-01"]}, S)
    state = kept.fold().state
    assert (state.readers, state.hidden) == ({"c1": ("S-01",), "c2": ("C-01",)}, {})
    assert state.people["T-07"].standing is Standing.REMOVED


def test_a_founding_that_not_everybody_has_signed_says_so() -> None:
    kept = book()
    whole = kept.deeds[0]
    kept.deeds[0] = replace(whole, signatures=whole.signatures[:1])
    register = kept.fold()
    assert register.state.unsigned == {*ROLES} - {"T-08", whole.signatures[0].signer}
    assert register.findings == []
    kept.add(DeedKind.SETTLED, {"login": "C-01"}, S, SHEET)
    assert "C-01" not in kept.fold().state.unsigned


# --- rows -----------------------------------------------------------------------------------------


def rows_of(register: Register) -> Rows:
    state = register.state
    return Rows(
        {login: member.role.value for login, member in state.people.items()},
        {login: member.standing for login, member in state.people.items()},
        {login: member.keys for login, member in state.people.items()},
        dict(state.readers),
        {*state.hidden},
        {login: member.keys.x25519 for login, member in state.people.items()},
        {*state.sheets},
    )


PLANTED: dict[str, tuple[Callable[[Rows], Rows], RegisterFault]] = {
    "a role": (lambda rows: replace(rows, roles={**rows.roles, "C-01": "supervisor"}), RegisterFault.ROLES),
    "a person": (lambda rows: replace(rows, roles={**rows.roles, "X-99": "officer"}, standing={**rows.standing, "X-99": Standing.IN}), RegisterFault.ROLES),
    "a key": (lambda rows: replace(rows, keys={**rows.keys, "S-01": C.keys}), RegisterFault.KEYS),
    "a reader": (lambda rows: replace(rows, readers={"c1": {"T-07", "C-01"}}), RegisterFault.READERS),
    "a file shown": (lambda rows: replace(rows, hidden={"c1"}), RegisterFault.READERS),
    "a sheet": (lambda rows: replace(rows, sheets={*rows.sheets, "ab" * 32}), RegisterFault.SLOTS),
    "a slot": (lambda rows: replace(rows, slots={**rows.slots, "X-99": "ab" * 32}), RegisterFault.SLOTS),
    "a slot of another": (lambda rows: replace(rows, slots={"S-01": C.keys.x25519}), RegisterFault.SLOTS),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_row_that_no_deed_says_is_seen(name: str) -> None:
    kept = book()
    kept.add(DeedKind.OPENED, {**CASE, "logins": ["T-07"]}, T7)
    register = kept.fold()
    assert compare(register.state, rows_of(register)) == ()
    plant, fault = PLANTED[name]
    findings = compare(register.state, plant(rows_of(register)))
    assert [finding.fault for finding in findings] == [fault]


# --- random histories -----------------------------------------------------------------------------

EVERYBODY = (T7, C, S, A)
LEADS = (S, A)


def honest(kept: Book, random: Random) -> None:
    """Something that people do, signed by those who have to."""
    state = kept.fold().state
    cases = sorted(state.readers)
    match random.randrange(5):
        case 0:
            case = f"c{len(cases) + 1}"
            body = {"case": case, "by": "T-07", "logins": ["T-07", "S-01"]}
            kept.add(DeedKind.OPENED, body, T7)
        case 1 if cases:
            case = random.choice(cases)
            by = random.choice([p for p in EVERYBODY if p.login in state.readers[case]])
            who = random.choice(EVERYBODY).login
            kept.add(DeedKind.NAMED, {"case": case, "by": by.login, "logins": [who]}, by)
        case 2:
            seed = random.randbytes(32)
            sheet = Holder("", Role.OFFICER, seed)
            kept.add(DeedKind.SHEET, keys_of(sheet), random.choice(LEADS), T7)
        case 3 if cases:
            case = random.choice(cases)
            by = random.choice([p for p in EVERYBODY if p.login in state.readers[case]])
            kept.add(DeedKind.HIDDEN, {"case": case, "by": by.login}, by)
        case _:
            role = random.choice(list(Role)).value
            kept.add(DeedKind.ROLE, {"login": "C-01", "role": role}, S, A)
            kept.add(DeedKind.ROLE, {"login": "C-01", "role": "caseworker"}, S, A)
    for person in EVERYBODY:
        if random.random() < 0.3:
            kept.remember(person)


def signed_as(attacker: Holder, *names: str) -> list[Holder]:
    """Themselves, and others with the only seed that they have."""
    return [attacker, *(replace(attacker, login=name) for name in names)]


def attack(kept: Book, attacker: Holder, victim: Holder, random: Random) -> None:
    """What somebody does to the rows with their own seed alone."""
    others = [person.login for person in EVERYBODY if person is not attacker]
    match random.randrange(7):
        case 0:  # a deed with everybody's name on it
            body = {"login": attacker.login, "role": "supervisor"}
            kept.add(DeedKind.ROLE, body, *signed_as(attacker, *others))
        case 1:  # a reader, in the name of one
            cases = sorted(kept.fold().state.readers) or ["c1"]
            body = {"case": random.choice(cases), "by": victim.login, "logins": [attacker.login]}
            kept.add(DeedKind.NAMED, body, *signed_as(attacker, victim.login))
        case 2:  # a sheet of their own
            kept.add(DeedKind.SHEET, keys_of(LATER_SHEET), *signed_as(attacker, *others))
        case 3:  # cut off
            del kept.deeds[kept.memories[victim.login].view.number - 1 :]
        case 4:  # altered
            number = random.randrange(len(kept.deeds))
            deed = kept.deeds[number]
            fields = json.loads(deed.text)
            fields["body"] = {**fields["body"], "x": "y"}
            text = canonical(fields)
            digest = hashlib.sha256(text).hexdigest()
            kept.deeds[number] = replace(deed, text=text.decode(), digest=digest)
        case 5:  # signatures taken away
            number = random.randrange(len(kept.deeds))
            kept.deeds[number] = replace(kept.deeds[number], signatures=())
        case _:  # all of it written anew, with the victim's true key in it
            fresh = Book(*(holder(person.login, 9) for person in EVERYBODY if person is not victim))
            founding = json.loads(fresh.deeds[0].text)["body"]
            people = [
                *founding["people"],
                [victim.login, victim.role.value, victim.keys.ed25519, victim.keys.x25519],
            ]
            kept.deeds.clear()
            kept.add(
                DeedKind.FOUNDED, {**founding, "people": people}, *signed_as(attacker, victim.login)
            )


@settings(max_examples=dear(50), deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 12), st.sampled_from(EVERYBODY))
def test_nobody_alone_changes_what_the_others_see_unnoticed(
    seed: int, steps: int, attacker: Holder
) -> None:
    random = Random(seed)
    kept = book()
    for _step in range(steps):
        honest(kept, random)
    assert kept.fold().findings == []
    for person in EVERYBODY:
        assert kept.unlock(person) == []
    before = kept.fold().state
    victim = random.choice([person for person in EVERYBODY if person is not attacker])
    may = attacker.login in str(before.readers)  # a reader names whom they like
    deeds = list(kept.deeds)
    attack(kept, attacker, victim, random)
    if kept.deeds == deeds:
        return
    faults = kept.unlock(victim)
    assert faults or (kept.fold().state == before) or (may and not kept.fold().findings)
    if kept.fold().findings == [] and kept.deeds[: len(deeds)] == deeds:
        assert kept.fold().state.people == before.people


@pytest.mark.parametrize("missing", [True, False])
def test_a_memory_that_is_missing_or_anothers_is_seen(missing: bool) -> None:
    kept = book()
    memory = kept.memories.pop("T-07")
    if missing:
        assert kept.unlock(T7) == [RegisterFault.NO_MEMORY]
        return
    kept.memories["T-07"] = Memory(memory.view, C.sign(memory.view.signed_text()))
    assert kept.unlock(T7) == [RegisterFault.NOT_MY_MEMORY]


def test_a_deed_without_effect_gains_none_by_a_memory_that_passed_it() -> None:
    kept = book()
    kept.add(DeedKind.ROLE, {"login": "C-01", "role": "supervisor"}, C, replace(C, login="S-01"))
    kept.remember(T7)
    register = kept.fold(kept.memories["T-07"].view)
    assert register.state.people["C-01"].role is Role.CASEWORKER
    assert register.void == [2]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format":"tipdesk-deed/1"}', "é"])
def test_what_is_no_deed_is_seen(text: str) -> None:
    kept = book()
    kept.deeds.append(Deed(text, hashlib.sha256(text.encode()).hexdigest()))
    assert [finding.fault for finding in kept.fold().findings] == [RegisterFault.BROKEN]


@pytest.mark.parametrize("kind", [*DeedKind, "unheard of"])
@pytest.mark.parametrize("body", [{}, {"login": 7, "case": [], "people": 3, "keys": None}])
def test_a_deed_whose_body_says_nothing_has_no_effect(kind: str, body: dict[str, object]) -> None:
    kept = book()
    before = kept.fold().state
    fields = json.loads(kept.next(DeedKind.ROLE, body).text) | {"kind": str(kind)}
    text = canonical(fields).decode()
    kept.deeds.append(Deed(text, hashlib.sha256(text.encode()).hexdigest()))
    register = kept.fold()
    assert register.state == before
    assert len(register.findings) == 1
