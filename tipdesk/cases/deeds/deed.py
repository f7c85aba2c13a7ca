"""One deed: its kind, its text and its signatures, and what somebody remembers of the last one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from tipdesk.cases.custody.chain import GENESIS, canonical, timestamp
from tipdesk.cases.model import Role

FORMAT, _VIEW = "tipdesk-deed/1", "tipdesk-view/1"


class DeedKind(StrEnum):
    """What was decided."""

    FOUNDED = "founded"  # everybody's keys and roles, the recovery sheet
    ENROLLED = "enrolled"
    REKEYED = "rekeyed"  # new keys, after a passphrase was lost
    ROLE = "role"
    SHEET = "sheet"  # a recovery sheet
    SHARES = "shares"  # recovery shares
    RETIRED = "retired"  # a sheet or shares open nothing more
    SUSPENDED = "suspended"
    REMOVED = "removed"
    LET_IN = "let_in"  # again, after a suspension
    TRUSTED = "trusted"  # a trust list, of an authority whose roots it names
    FORM = "form"  # interviews are taken with this version of a form
    SERIES = "series"  # bundles are numbered anew, since a backup was restored
    SETTLED = "settled"  # somebody will never sign the founding deed
    ACCEPTED = "accepted"  # two looked at what did not hold; it goes on from there
    OPENED = "opened"  # a file, with whom it names first
    NAMED = "named"
    UNNAMED = "unnamed"
    REASSIGNED = "reassigned"  # a file: one officer's name goes, another's comes
    HIDDEN = "hidden"  # from then on it names whoever hid it
    ESCROWED = "escrowed"  # the keys of a hidden file were sealed to the office anew
    SHOWN_AGAIN = "shown_again"
    REVIEWED = "reviewed"  # a notice that an officer signed alone
    NOTICES = "notices"  # whether officers may sign such notices here
    TEAM_MADE = "team_made"
    TEAM_JOINED = "team_joined"
    TEAM_LEFT = "team_left"
    GIVEN = "given"  # a file to a team
    TAKEN = "taken"  # from it again


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """Of a person or a sheet, hex. `ed25519` is '' of a sheet that was made before there were
    deeds: such a one signs none."""

    ed25519: str
    x25519: str


@dataclass(frozen=True, slots=True)
class DeedSignature:
    """`signer` is a login, or the X25519 key of a recovery sheet."""

    signer: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed as it is kept: canonical text and signatures."""

    text: str
    digest: str
    signatures: tuple[DeedSignature, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """What somebody saw last. `void`: numbers of deeds that had no effect then."""

    seq: int
    head: str
    number: int
    digest: str
    void: tuple[int, ...] = ()

    def signed_text(self) -> bytes:
        """What they sign."""
        seen = [[self.seq, self.head], [self.number, self.digest], list(self.void)]
        return canonical([_VIEW, *seen])


class Standing(StrEnum):
    """Of somebody who was ever enrolled."""

    IN = "in"
    SUSPENDED = "suspended"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Rows:
    """What the rows and the slots say, which anybody here can write. Keys are hex."""

    roles: Mapping[str, str]
    standing: Mapping[str, Standing]
    keys: Mapping[str, PublicKeys]  # those in use, of everybody
    readers: Mapping[str, Collection[str]]
    hidden: Collection[str]
    slots: Mapping[str, str]  # login → X25519 key
    sheets: Collection[str]
    owners: Mapping[str, str] = field(default_factory=dict)  # of files that were reassigned
    teams: Mapping[str, Collection[str]] = field(default_factory=dict)  # team → logins
    given: Mapping[str, str] = field(default_factory=dict)  # file → team

    @property
    def enrolled(self) -> frozenset[str]:
        """Who was not removed."""
        return frozenset(
            login for login, standing in self.standing.items() if standing is not Standing.REMOVED
        )


def make_deed(
    after: tuple[int, str], kind: DeedKind, at: datetime, body: Mapping[str, object]
) -> Deed:
    """The deed that follows the one with this number and digest."""
    fields = {
        "format": FORMAT,
        "number": after[0] + 1,
        "previous": after[1],
        "kind": kind.value,
        "at": timestamp(at),
        "body": dict(body),
    }
    text = canonical(fields)
    return Deed(text.decode("ascii"), sha256(text).hexdigest())


@dataclass(frozen=True, slots=True)
class FoundingKit:
    """The station kit with which a vault was founded: whom the authority sent here, and whom it
    trusts. Digests and keys are hex."""

    digest: str
    people: tuple[tuple[str, Role, str], ...]  # login, role, the key that signs a first opening
    roots: tuple[str, ...]
    trust_list: str
    serial: int

    def as_body(self) -> dict[str, object]:
        """As the founding deed says it."""
        return {
            "digest": self.digest,
            "people": [[login, role.value, key] for login, role, key in self.people],
            "roots": sorted(self.roots),
            "list": self.trust_list,
            "serial": self.serial,
        }


def founding(
    vault: str,
    people: Iterable[tuple[str, Role, PublicKeys]],
    sheets: Iterable[PublicKeys],
    rows: Rows | None = None,
    forms: Iterable[tuple[str, int, str]] = (),
    kit: FoundingKit | None = None,
) -> dict[str, object]:
    """What a founding deed says. Of a vault of before, `rows` tell whom its files name, and `forms`
    with which versions (id, number, digest) they were taken. `kit`: of a station that was founded
    by one, everybody whom it lets in later."""
    files = sorted(rows.readers.items()) if rows else ()
    out = (login for login, standing in rows.standing.items() if _is_out(standing)) if rows else ()
    return {
        "vault": vault,
        "people": [[login, role.value, keys.ed25519, keys.x25519] for login, role, keys in people],
        "sheets": [[keys.ed25519, keys.x25519] for keys in sheets],
        "files": [[case, sorted(logins)] for case, logins in files],
        "forms": sorted(list(form) for form in forms),
        "hidden": sorted(rows.hidden) if rows else [],
        "out": sorted(out),
        **({"kit": kit.as_body()} if kit is not None else {}),
    }


def _is_out(standing: Standing) -> bool:
    return standing is Standing.SUSPENDED


BEFORE_ALL = (0, GENESIS)
"""What the founding deed follows."""


def signed_text(digest: str) -> bytes:
    """What the signers of a deed sign."""
    return canonical([FORMAT, digest])
