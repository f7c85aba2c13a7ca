"""Rows of the station: its officers, its settings, what it works with.

Officers with the public keys that came from their seeds (`officers`); the station itself, its
counters, its trust lists, where each officer stood at the last lock, and how they see the window
(`station`, `trust_list`, `last_place`, `last_looks`);
the forms in use (`find_form`); the chosen letterhead (`letterhead`); of the language cards, which
texts two native readers have found right, one value a language (`sign_off`), and the recorded
voices that the agency adds (`voice`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, field, replace
from datetime import datetime

from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.model import Officer, Role, Station, StationKind
from tipdesk.cases.paper.letterhead import PLAIN, Emblem, Letterhead
from tipdesk.core.settings import WindowLooks, looks_of
from tipdesk.storage.database import Database, from_stored, to_stored
from tipdesk.storage.keys.slot_crypto import OfficerKeys

_SELECT = (
    "SELECT id, login, name, role, removed_at IS NOT NULL, suspended_at IS NOT NULL FROM officer"
)


def add(
    vault: Database, login: str, name: str, role: Role, keys: OfficerKeys, at: datetime
) -> Officer:
    """Enrol an officer whose slot was just made; `login` as `keys.normalise_login` gives it."""
    with vault.transaction():
        number = vault.insert(
            "INSERT INTO officer(login, name, role, created_at) VALUES(?, ?, ?, ?)",
            (login, name, role.value, to_stored(at)),
        )
        add_keys(vault, login, keys, at)
    return Officer(number, login, name, role)


def add_keys(vault: Database, login: str, keys: OfficerKeys, at: datetime) -> None:
    """Keep the public keys of an officer's seed; a fresh seed adds new ones beside the old."""
    with vault.transaction():
        vault.execute(
            "INSERT INTO officer_key(officer, ed25519, x25519, created_at)"
            " VALUES((SELECT id FROM officer WHERE login = ?), ?, ?, ?)",
            (login, keys.ed25519_public, keys.x25519_public, to_stored(at)),
        )


def box_keys(vault: Database, login: str) -> tuple[bytes, ...]:
    """The public keys (X25519) that an officer ever had, the one in use last."""
    rows = vault.rows(
        "SELECT x25519 FROM officer_key JOIN officer ON officer.id = officer"
        " WHERE login = ? ORDER BY officer_key.id",
        (login,),
    )
    return tuple(bytes(public) for (public,) in rows)


def box_key(vault: Database, login: str) -> bytes | None:
    """The one in use; None for nobody of this station."""
    return next(iter(box_keys(vault, login)[-1:]), None)


def rename(vault: Database, login: str, name: str) -> None:
    """Correct the name that is shown."""
    with vault.transaction():
        vault.execute("UPDATE officer SET name = ? WHERE login = ?", (name, login))


def find(vault: Database, login: str) -> Officer | None:
    """The officer with this code, removed or not."""
    row = vault.row(f"{_SELECT} WHERE login = ?", (login,))
    return _officer(row) if row else None


def give_role(vault: Database, login: str, role: Role) -> None:
    """Somebody has another role from now on."""
    vault.execute("UPDATE officer SET role = ? WHERE login = ?", (role.value, login))


def role_of(vault: Database, login: str) -> Role | None:
    """What somebody is, of whatever version the vault is; None for nobody of this station."""
    row = vault.row("SELECT role FROM officer WHERE login = ?", (login,))
    return Role(row[0]) if row else None


def officers(vault: Database, *, removed: bool = False) -> tuple[Officer, ...]:
    """Everybody enrolled, by login; with `removed` also those who have left."""
    where = "" if removed else " WHERE removed_at IS NULL"
    return tuple(_officer(row) for row in vault.rows(f"{_SELECT}{where} ORDER BY login"))


def suspend(vault: Database, login: str, slot: str, at: datetime) -> None:
    """Note that an officer is suspended; `slot` is what opened the vault until now (JSON)."""
    with vault.transaction():
        vault.execute(
            "UPDATE officer SET suspended_at = ?, slot = ? WHERE login = ?",
            (to_stored(at), slot, login),
        )


def slot_of_suspended(vault: Database, login: str) -> str:
    """What `suspend` kept; '' for anybody else."""
    row = vault.row("SELECT slot FROM officer WHERE login = ?", (login,))
    return str(row[0]) if row else ""


def reinstate(vault: Database, login: str) -> None:
    """Note that an officer is back."""
    with vault.transaction():
        vault.execute("UPDATE officer SET suspended_at = NULL, slot = '' WHERE login = ?", (login,))


def remove(vault: Database, login: str, at: datetime) -> None:
    """Note that an officer has left. The row stays: the chain of custody speaks of it."""
    with vault.transaction():
        vault.execute(
            "UPDATE officer SET removed_at = ?, suspended_at = NULL, slot = '' WHERE login = ?",
            (to_stored(at), login),
        )


def _officer(row: tuple[int, str, str, str, int, int]) -> Officer:
    number, login, name, role, removed, suspended = row
    return Officer(number, login, name, Role(role), bool(removed), bool(suspended))


def set_station(vault: Database, station: Station) -> None:
    """Keep what the vault is set up for."""
    fields = {
        "kind": station.kind.value,
        "agency": station.agency,
        "unit": station.unit,
        "code": station.code,
    }
    with vault.transaction():
        vault.set_meta("station", canonical(fields).decode("ascii"))


def station(vault: Database) -> Station | None:
    """What the vault is set up for; None before set-up has written it."""
    text = vault.meta("station")
    if not text:
        return None
    fields = json.loads(text)
    return Station(StationKind(fields["kind"]), fields["agency"], fields["unit"], fields["code"])


def next_number(vault: Database, counter: str) -> int:
    """The next number of a counter such as "case-2026" or "receipt-2026"; none comes twice."""
    with vault.transaction():
        row = vault.row(
            "INSERT INTO counter VALUES(?, 1)"
            " ON CONFLICT(name) DO UPDATE SET last = last + 1 RETURNING last",
            (counter,),
        )
    return int(row[0]) if row else 0


READING, AMENDING, WRITING = "reading", "amending", "writing"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an officer stood. `cursor` counts characters. `words` tell of the field in which they
    typed (`cases.interview.unfinished`), under the file's own key where its answer is; `doing`
    says what else than answering they did: READING, or AMENDING and WRITING, both at times. `back`
    is the question, or the section, to which they go back from writing only. `edits` tell by path
    of what can be undone in the file (`cases.interview.edits`), closed as `words` are."""

    case_id: str
    section: str = ""
    path: str = ""
    cursor: int = 0
    words: str = ""
    doing: str = ""
    back: str = ""
    edits: Mapping[str, str] = field(default_factory=dict)

    @property
    def reading_back(self) -> bool:
        """Whether the statement was being read back."""
        return self.doing == READING

    @property
    def amending(self) -> bool:
        """Whether a complete file was being amended."""
        return AMENDING in self.doing.split()

    @property
    def writing(self) -> bool:
        """Whether the statement stood alone in the window."""
        return WRITING in self.doing.split()


def remember_place(vault: Database, login: str, place: Place | None) -> None:
    """Keep it (None: forget it)."""
    text = ""
    if place is not None:
        text = canonical(list(astuple(place))).decode("ascii")
    with vault.transaction():
        vault.set_meta(f"place/{login}", text)


def last_place(vault: Database, login: str) -> Place | None:
    """Where the officer stood when the vault was locked."""
    text = vault.meta(f"place/{login}")
    return Place(*json.loads(text)) if text else None


def forget_words(vault: Database, case_id: str, paths: Callable[[str], bool]) -> None:
    """Let go of what is kept of the fields at some paths of a file, whoever typed in them; '' is
    what was typed beside the answers. What can be undone goes whole: it is one way back."""
    with vault.transaction():
        for name, text in vault.rows("SELECT name, value FROM meta WHERE name GLOB 'place/*'"):
            place = Place(*json.loads(text)) if text else Place("")
            if place.case_id != case_id:
                continue
            words = "" if place.words and paths(place.path) else place.words
            edits = {} if any(map(paths, place.edits)) else place.edits
            login = name.partition("/")[2]
            remember_place(vault, login, replace(place, words=words, edits=edits))


def remember_looks(vault: Database, login: str, chosen: WindowLooks) -> None:
    """Keep how the officer sees the window."""
    with vault.transaction():
        vault.set_meta(f"looks/{login}", canonical(chosen._asdict()).decode("ascii"))


def last_looks(vault: Database, login: str) -> WindowLooks | None:
    """How the officer sees the window; None before it was chosen."""
    text = vault.meta(f"looks/{login}")
    return looks_of(json.loads(text)) if text else None


def remember_folder(vault: Database, login: str, folder: str) -> None:
    """Keep where the officer's camera or scanner writes: nowhere but in the vault."""
    with vault.transaction():
        vault.set_meta(f"intake_folder/{login}", folder)


def last_folder(vault: Database, login: str) -> str:
    """Where the officer's camera or scanner writes; '' before it was chosen."""
    return vault.meta(f"intake_folder/{login}") or ""


@dataclass(frozen=True, slots=True)
class KeptTrustList:
    """A trust list as it was imported. `sha256` (hex) is that of `body`, the signed file."""

    sha256: str
    body: bytes
    imported_at: datetime
    imported_by: str


def add_trust_list(vault: Database, pack: KeptTrustList) -> None:
    """Keep `pack`, once; whether it counts is for the deeds to say. Older ones stay as a record of
    what was trusted when."""
    with vault.transaction():
        if trust_list(vault, pack.sha256) is None:
            vault.execute(
                "INSERT INTO trust_list(sha256, body, imported_at, imported_by) VALUES(?, ?, ?, ?)",
                (pack.sha256, pack.body, to_stored(pack.imported_at), pack.imported_by),
            )


def trust_list(vault: Database, sha256: str) -> KeptTrustList | None:
    """The one with this digest, whatever else lies under its name; None: it is not here."""
    for body, at, by in vault.rows(
        "SELECT body, imported_at, imported_by FROM trust_list WHERE sha256 = ? ORDER BY id",
        (sha256,),
    ):
        if hashlib.sha256(body).hexdigest() == sha256:
            return KeptTrustList(sha256, bytes(body), from_stored(at), by)
    return None


# --- the letterhead ---------------------------------------------------------------------------


def letterhead(vault: Database) -> Letterhead:
    """What was chosen; the program's own where nothing was."""
    row = vault.row("SELECT words, width, height, emblem FROM letterhead")
    if row is None:
        return PLAIN
    words, width, height, samples = row
    fields = json.loads(words)
    return Letterhead(
        arabic=tuple(fields["arabic"]),
        english=tuple(fields["english"]),
        foot=fields["foot"],
        emblem=Emblem(width, height, bytes(samples)) if samples else None,
    )


def keep_letterhead(vault: Database, chosen: Letterhead) -> None:
    """Put it in the place of the one before; `PLAIN`: the program's own."""
    words = {"arabic": list(chosen.arabic), "english": list(chosen.english), "foot": chosen.foot}
    picture = chosen.emblem or Emblem(0, 0, b"")
    with vault.transaction():
        vault.execute("DELETE FROM letterhead")
        if chosen != PLAIN:
            vault.execute(
                "INSERT INTO letterhead VALUES(1, ?, ?, ?, ?)",
                (
                    canonical(words).decode("ascii"),
                    picture.width,
                    picture.height,
                    picture.samples,
                ),
            )


# --- language cards that were signed off ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignOff:
    """Two readers stand for one exact text."""

    language: str  # ISO 639-3
    digest: str  # of the text (hex)
    readers: tuple[str, str]
    at: datetime
    by: str  # login of the supervisor who recorded it


def sign_off(vault: Database, language: str) -> SignOff | None:
    """The newest one of a language, whatever text it was about."""
    text = vault.meta(_name(language))
    if not text:
        return None
    digest, first, second, at, by = json.loads(text)
    return SignOff(language, digest, (first, second), from_stored(at), by)


def keep_sign_off(vault: Database, signed: SignOff) -> None:
    """Keep it in the place of the one before."""
    fields = [signed.digest, *signed.readers, to_stored(signed.at), signed.by]
    with vault.transaction():
        vault.set_meta(_name(signed.language), canonical(fields).decode("ascii"))


def remove_sign_off(vault: Database, language: str) -> None:
    """Forget it; the chain of custody does not."""
    with vault.transaction():
        vault.set_meta(_name(language), "")


def _name(language: str) -> str:
    return f"card/{language}"


# --- voices of the language cards -------------------------------------------------------------


def voice(vault: Database, language: str, part: str) -> bytes | None:
    """The sound file of one card, or None."""
    row = vault.row("SELECT body FROM card_voice WHERE language = ? AND part = ?", (language, part))
    return bytes(row[0]) if row else None


def keep_voice(
    vault: Database, card: tuple[str, str], body: bytes, login: str, at: datetime
) -> None:
    """Put a sound file in the place of the one before. `card` is language and part."""
    with vault.transaction():
        vault.execute(
            "INSERT OR REPLACE INTO card_voice VALUES(?, ?, ?,"
            " (SELECT id FROM officer WHERE login = ?), ?)",
            (*card, body, login, to_stored(at)),
        )


def remove_voice(vault: Database, language: str, part: str) -> None:
    """Take a sound file away; nothing when there is none."""
    with vault.transaction():
        vault.execute("DELETE FROM card_voice WHERE language = ? AND part = ?", (language, part))


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form definition as it was published: canonical JSON and its SHA-256 (hex)."""

    form_id: str
    version: int
    digest: str
    body: str


def keep_form(vault: Database, form: KeptForm, at: datetime) -> None:
    """Keep a definition that files are taken with; the same one again is nothing new.

    Raises:
        ValueError: another definition was kept under this version.
    """
    known = find_form(vault, form.form_id, form.version)
    if known is None:
        with vault.transaction():
            vault.execute(
                "INSERT INTO form_definition VALUES(?, ?, ?, ?, ?)",
                (form.form_id, form.version, form.digest, form.body, to_stored(at)),
            )
    elif known.digest != form.digest:
        raise ValueError("a published version has changed")


def form_versions(vault: Database) -> tuple[tuple[str, int, str], ...]:
    """Form, version and digest of every definition that was kept."""
    rows = vault.rows("SELECT form_id, version, digest FROM form_definition ORDER BY 1, 2")
    return tuple((str(form), int(version), str(digest)) for form, version, digest in rows)


def find_form(vault: Database, form_id: str, version: int) -> KeptForm | None:
    """The definition that was kept."""
    row = vault.row(
        "SELECT form_id, version, digest, body FROM form_definition"
        " WHERE form_id = ? AND version = ?",
        (form_id, version),
    )
    return KeptForm(*row) if row else None
