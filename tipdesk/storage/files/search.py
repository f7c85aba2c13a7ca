"""Finding files in Arabic: keys by part of a word, the story by whole words and beginnings.

`search_key` folds how letters are typed. Keys (number, code, names, passport, phone) stand in a
trigram index; parts of one or two letters are looked for beside it. The story stands in a word
index, each word also without its Arabic prefix («والكويت» is found by «كويت»). What finds nothing
as it is typed is looked for by the sound of the person's names («محمد» for Mohammed;
`found_alike`), and whoever looks is told only of files that they may know of (`Viewer`).

What the list, the search and other files know of a file is written at each fold, or anew
(`list_again`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tipdesk.cases.model import CaseId, Status
from tipdesk.cases.persons.described import NOBODY, Described
from tipdesk.cases.persons.elsewhere import MatchKey, MatchKind
from tipdesk.cases.persons.meeting import spoken
from tipdesk.i18n.text import clean, search_key
from tipdesk.storage.database import Database
from tipdesk.storage.files import person_rows

_WORD = re.compile(r"\w+")
_PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال", "و", "ف", "ب", "ك", "ل")
_SHORTEST_STEM = 3
_TRIGRAM = 3
_MOST_WORDS, _LONGEST_WORD = 20, 64
_MOST = _MOST_WORDS * (_LONGEST_WORD + 1)
INDEXES: Final = ("key_index", "word_index", *person_rows.INDEXES)


@dataclass(frozen=True, slots=True)
class SearchText:
    """What a file is found by."""

    keys: tuple[str, ...]
    story: tuple[str, ...] = ()


def index(vault: Database, case_ref: int, text: SearchText) -> None:
    """Make a file findable by `text` and by nothing else."""
    keys = " \n".join(search_key(key) for key in text.keys if key)
    words = " ".join(token for part in text.story for token in tokens(part))
    with vault.transaction():
        vault.execute("INSERT OR REPLACE INTO search_key VALUES(?, ?)", (case_ref, keys))
        vault.execute(
            "INSERT OR REPLACE INTO key_index(rowid, keys) VALUES(?, ?)", (case_ref, keys)
        )
        vault.execute(
            "INSERT OR REPLACE INTO word_index(rowid, words) VALUES(?, ?)", (case_ref, words)
        )


def merge(vault: Database) -> None:
    """Write the indexes anew: words that were taken out stay in them until then."""
    for name in INDEXES:
        vault.execute(f"INSERT INTO {name}({name}) VALUES('optimize')")


def conditions(query: str) -> tuple[list[str], list[object]]:
    """SQL conditions over `case_file` and their values: every word of `query` must be found."""
    clauses: list[str] = []
    values: list[object] = []
    for word in search_key(" ".join(query_words(query))).split():
        if len(word) >= _TRIGRAM:
            by_key = "SELECT rowid FROM key_index WHERE key_index MATCH ?"
            value = _quoted(word)
        else:
            by_key = "SELECT case_ref FROM search_key WHERE instr(keys, ?)"
            value = word
        parts = [by_key]
        values.append(value)
        terms = _WORD.findall(word)
        if terms:
            parts.append("SELECT rowid FROM word_index WHERE word_index MATCH ?")
            values.append(" AND ".join(f"({_alternatives(term)})" for term in terms))
        # No OR of two conditions: with others beside it SQLite asks both indexes twice.
        clauses.append(f"case_file.id IN ({' UNION '.join(parts)})")
    return clauses, values


def alike_conditions(query: str, *, whole: bool = False) -> tuple[list[str], list[object]]:
    """As `conditions`, for a query that finds nothing: every name in it by its sound, the last one
    as it begins, the rest of it as typed. None at all when there is no name in it. `whole`: of a
    whole name only, and nothing as it begins: who is told of somebody else's file does not see from
    that whether it is the person who was meant."""
    words = query_words(query)
    names = [word for word in words if not any(sign.isdigit() for sign in word)]
    spoken_words = spoken(" ".join(names))
    if not spoken_words:
        return [], []
    clauses, values = conditions(" ".join(word for word in words if word not in names))
    if whole and len(spoken_words) + len(clauses) < WHOLE_NAME:
        return [], []
    clauses.append("case_file.id IN (SELECT rowid FROM sound WHERE sound MATCH ?)")
    values.append(person_rows.spoken_condition(spoken_words, goes_on=not whole))
    return clauses, values


def query_words(query: str) -> list[str]:
    """What is looked for: as many words, and as long ones, as somebody types. A page pasted by
    mistake would be more than SQLite takes."""
    tidied = clean(query).encode("utf-8", "ignore").decode("utf-8")  # lone surrogates
    return [word[:_LONGEST_WORD] for word in tidied[:_MOST].split()[:_MOST_WORDS]]


def tokens(text: str) -> list[str]:
    """The folded words of `text` and their stems, each once: where and how often they stand is
    not asked, and a long statement has most of its words many times."""
    folded = search_key(" ".join(dict.fromkeys(text.split())))
    words: dict[str, None] = {}
    for word in dict.fromkeys(_WORD.findall(folded)):
        words[word] = words[stem_of(word)] = None
    return list(words)


def stem_of(word: str) -> str:
    """A folded word without its Arabic prefix, or the word itself when too little would remain."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST_STEM:
            return word[len(prefix) :]
    return word


def _alternatives(word: str) -> str:
    """A word, its stem, and how either goes on when something hangs on its ة («إقامتها»); of one or
    two letters only the word itself, since half of all words begin with it."""
    if len(word) < _TRIGRAM:
        return _quoted(word)
    forms = dict.fromkeys((word, stem_of(word)))
    joined = [f"{form[:-1]}ت" for form in forms if form.endswith("ه") and len(form) > _TRIGRAM]
    return " OR ".join(f"{_quoted(form)} *" for form in (*forms, *joined))


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


# --- folded keys by which one file is found from another; they are never shown ----------------


_TOGETHER = 200  # keys in one statement


@dataclass(frozen=True, slots=True)
class NamedIn:
    """A file that has a key."""

    key: MatchKey
    case_id: CaseId
    number: str


def replace(vault: Database, ref: int, keys: Iterable[MatchKey]) -> None:
    """Let a file be found by these keys and by no others."""
    wanted = {(key.text, key.kind.value) for key in keys}
    with vault.transaction():
        rows = vault.rows("SELECT key, kind FROM named WHERE case_ref = ?", (ref,))
        present = {(text, kind) for text, kind in rows}
        for old in present - wanted:
            vault.execute("DELETE FROM named WHERE (key, kind, case_ref) = (?, ?, ?)", (*old, ref))
        for new in wanted - present:
            vault.execute("INSERT INTO named VALUES(?, ?, ?)", (*new, ref))


def files_with(vault: Database, keys: Collection[MatchKey], besides: CaseId) -> tuple[NamedIn, ...]:
    """Files that have one of the keys."""
    pairs = list(dict.fromkeys((key.text, key.kind.value) for key in keys))
    files: list[NamedIn] = []
    for first in range(0, len(pairs), _TOGETHER):
        some = pairs[first : first + _TOGETHER]
        places = ", ".join(["(?, ?)"] * len(some))
        rows = vault.rows(
            "SELECT key, kind, uuid, number FROM named JOIN case_file ON id = case_ref"  # noqa: S608  question marks
            f" WHERE (key, kind) IN (VALUES {places}) AND uuid <> ? ORDER BY number",
            (*(value for pair in some for value in pair), besides),
        )
        files += [
            NamedIn(MatchKey(MatchKind(kind), text), CaseId(uuid), str(number))
            for text, kind, uuid, number in rows
        ]
    return tuple(files)


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What the list and the search know of a file."""

    display_name: str
    urgency: str
    search: SearchText
    review_due: str = ""  # ISO day
    non_punishment: bool = False
    nationality: str = ""  # choices of the form, as they stand there
    site: str = ""
    risk: str = ""
    keys: frozenset[MatchKey] = frozenset()  # by which other files find this one
    person: Described = NOBODY


def write(vault: Database, ref: int, listing: FileSummary) -> None:
    """Its row of the list, and by what it is found. `ref` is the row number of the file."""
    with vault.transaction():
        vault.execute(
            "UPDATE case_file SET display_name = ?, name_order = ?, urgency = ?, review_due = ?,"
            " non_punishment = ?, nationality = ?, site = ?, risk = ? WHERE id = ?",
            (
                listing.display_name,
                search_key(listing.display_name),
                listing.urgency,
                listing.review_due,
                int(listing.non_punishment),
                listing.nationality,
                listing.site,
                listing.risk,
                ref,
            ),
        )
        _index(vault, ref, listing)


def list_again(vault: Database, case_id: CaseId, listing: FileSummary) -> None:
    """As `write`, of a file that nobody has folded."""
    with vault.transaction():
        write(vault, _ref(vault, case_id), listing)
        vault.touch(case_id)


def find_again(vault: Database, case_id: CaseId, listing: FileSummary) -> None:
    """Let search and other files find a file again, and the list sort and sift it; what its row
    shows stays as it is."""
    ref = _ref(vault, case_id)
    row = vault.row("SELECT display_name FROM case_file WHERE id = ?", (ref,))
    vault.execute(
        "UPDATE case_file SET name_order = ?, nationality = ?, site = ?, risk = ? WHERE id = ?",
        (
            search_key(str(row[0]) if row else ""),
            listing.nationality,
            listing.site,
            listing.risk,
            ref,
        ),
    )
    _index(vault, ref, listing)


def _index(vault: Database, ref: int, listing: FileSummary) -> None:
    index(vault, ref, listing.search)
    replace(vault, ref, listing.keys)
    person_rows.put(vault, ref, listing.person)


def _ref(vault: Database, case_id: CaseId) -> int:
    row = vault.row("SELECT id FROM case_file WHERE uuid = ?", (case_id,))
    if row is None:
        raise KeyError(case_id)
    return int(row[0])


WHOLE_NAME = 2  # words
NAMED = (
    "EXISTS (SELECT 1 FROM reader WHERE reader.case_ref = case_file.id"
    " AND reader.officer = (SELECT id FROM officer WHERE login = ?))"
)
"""Condition over `case_file`: it names the officer with this login."""
_IN_HAND = (
    f"hidden_at IS NULL AND status NOT IN ('{Status.RECEIVED.value}', '{Status.VOIDED.value}')"
)
_NOT_VOIDED = f"status <> '{Status.VOIDED.value}'"
_URGENT = "CASE urgency WHEN 'immediate' THEN 0 WHEN 'within_24h' THEN 1 WHEN 'within_72h' THEN 2"
NEAREST = (
    f" ORDER BY {_URGENT} ELSE 3 END, review_due = '', review_due, updated_at DESC,"
    " case_file.id DESC"
)
"""Order of files in hand: the most urgent first, then the next risk review."""
_WHOLE, _IDS = ("number = ?", "person_code = ?"), "SELECT id FROM case_file WHERE"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at the list. What hides is seen by whom it names only; of other files a
    supervisor is told what the list holds, everybody else finds them by number or code alone."""

    login: str
    supervises: bool


def conditions_of(
    vault: Database, viewer: Viewer | None, query: str, status: Status | None, more: str = ""
) -> tuple[str, list[object]]:
    """The WHERE of a list of files, and its values: what `query` finds, with `status` and the
    condition `more`. What is found nowhere as it is typed is looked for by the sound of names. A
    file that was voided is listed under its own status, or where something is looked for."""
    clauses, values = seen_of(vault, viewer, query)
    if more:
        clauses.append(more)
    if status is None and not query:
        clauses.append(_NOT_VOIDED)
    if status is not None:
        clauses.append("status = ?")
        values.append(status.value)
    return (" WHERE " + " AND ".join(clauses) if clauses else ""), values


def seen_of(vault: Database, viewer: Viewer | None, query: str) -> tuple[list[str], list[object]]:
    """SQL conditions over `case_file`, and their values: what `query` finds and may be told to the
    viewer."""
    alike = bool(query) and found_alike(vault, query, viewer)
    wanted = (alike_conditions if alike else conditions)(query)
    return _seen(viewer, query, wanted)


def in_hand_of(viewer: Viewer, left_by: Sequence[str] = ()) -> tuple[str, tuple[str, ...]]:
    """The WHERE of the files of which something is still to be done, and its values: those that
    name the viewer or one of `left_by`, of a supervisor all. Never one that is hidden from the
    unit."""
    if viewer.supervises:
        return f" WHERE {_IN_HAND}", ()
    logins = (viewer.login, *left_by)
    return f" WHERE {_IN_HAND} AND ({' OR '.join([NAMED] * len(logins))})", logins


def found_alike(vault: Database, query: str, viewer: Viewer | None = None) -> bool:
    """Whether nothing that this viewer sees is found as it is typed, whatever its status, so that
    the list looks for names by their sound. Files that the viewer does not see decide nothing:
    that would tell of them."""
    if not alike_conditions(query)[0]:
        return False
    where, values = _seen(viewer, query, conditions(query))
    condition = " AND ".join(where)
    sql = f"SELECT 1 FROM case_file WHERE {condition} LIMIT 1"  # noqa: S608  conditions of our own
    return vault.row(sql, values) is None


def _seen(
    viewer: Viewer | None, query: str, wanted: tuple[list[str], list[object]]
) -> tuple[list[str], list[object]]:
    """What is asked for, and may be told to the viewer."""
    clauses, values = wanted
    if viewer is not None and clauses and not viewer.supervises:
        named_too = " AND ".join((*clauses, NAMED))
        # In parts, each from an index of its own: joined by OR they are looked for row by row.
        parts = " UNION ".join(f"{_IDS} {condition}" for condition in (*_WHOLE, named_too))
        clauses = [f"case_file.id IN ({parts})"]
        code = query.strip().upper()
        values = [code, code, *values, viewer.login]
    if viewer is not None:
        clauses.append(f"(hidden_at IS NULL OR {NAMED})")
        values.append(viewer.login)
    return clauses, values
