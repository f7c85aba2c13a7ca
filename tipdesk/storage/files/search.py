"""Finding files in Arabic: keys by part of a word, the story by whole words and beginnings.

`search_key` folds how letters are typed. Keys (number, code, names, passport, phone) stand in an
index of all ends of their words: any part of a word is the beginning of one of them. The story
stands in a word index, each word also without its Arabic prefix («والكويت» is found by «كويت»).
What finds nothing as it is typed is looked for by the sound of the person's names («محمد» for
Mohammed; `found_alike`), and whoever looks is told only of files that they may know of (`Viewer`).

What the list, the search and other files know of a file is written at each fold, or anew
(`list_again`).
"""

from __future__ import annotations

import dataclasses
import json
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
COMMON: Final = 4_000
"""So many files are read from an index and sorted in a few ms; of what more have, a page is met
sooner on the way through the list."""
INDEXES: Final = ("key_index", "word_index", *person_rows.INDEXES)


@dataclass(frozen=True, slots=True)
class SearchText:
    """What a file is found by."""

    keys: tuple[str, ...]
    story: tuple[str, ...] = ()


def index(vault: Database, case_ref: int, text: SearchText) -> None:
    """Make a file findable by `text` and by nothing else."""
    keys, words = _key_text(text), " ".join(_story_words(text))
    with vault.transaction():
        vault.execute("INSERT OR REPLACE INTO search_key VALUES(?, ?)", (case_ref, keys))
        vault.execute(
            "INSERT OR REPLACE INTO key_index(rowid, parts) VALUES(?, ?)",
            (case_ref, " ".join(_parts(keys))),
        )
        vault.execute(
            "INSERT OR REPLACE INTO word_index(rowid, words) VALUES(?, ?)", (case_ref, words)
        )


def _key_text(text: SearchText) -> str:
    return "".join(f"{search_key(key)} \n" for key in text.keys if key)


def _parts(keys: str) -> list[str]:
    """Every end of every word of folded keys, as long as a word that is looked for can be."""
    ends: dict[str, None] = {}
    for word in keys.split():
        ends.update((word[at : at + _LONGEST_WORD], None) for at in range(len(word)))
    return list(ends)


def _story_words(text: SearchText) -> list[str]:
    return [token for part in text.story for token in tokens(part)]


def merge(vault: Database) -> None:
    """Write the indexes anew: words that were taken out stay in them until then."""
    for name in INDEXES:
        vault.execute(f"INSERT INTO {name}({name}) VALUES('optimize')")


@dataclass(frozen=True, slots=True)
class SoughtWords:
    """What a file must meet to be found: it is one of `refs` (None: any), and meets all tests:
    conditions over `case_file`, with what they ask. `walks`: no index reads any of it, so the order
    of the list is read until it is full. `alike`: names are looked for by their sound. `at_least`:
    so many files are found, where that is known without reading them."""

    refs: frozenset[int] | None = None
    tests: tuple[str, ...] = ()
    asked: tuple[object, ...] = ()
    walks: bool = False
    alike: bool = False
    at_least: int = 0

    @property
    def clauses(self) -> tuple[str, ...]:
        """SQL conditions over `case_file`."""
        return self.tests if self.refs is None else (_AMONG, *self.tests)

    @property
    def values(self) -> tuple[object, ...]:
        """What the conditions ask."""
        return self.asked if self.refs is None else (_listed(self.refs), *self.asked)

    @property
    def source(self) -> str:
        """What is read where nothing but the time of the last change is asked of a file. Those that
        an index has are looked up in an index: their rows are ten times as long."""
        return "case_file" if self.refs is None else "case_file INDEXED BY case_seen"

    def and_these(self, refs: Collection[int]) -> SoughtWords:
        """The same, among these files."""
        both = frozenset(refs) if self.refs is None else self.refs.intersection(refs)
        return dataclasses.replace(self, refs=both, walks=False, at_least=0)

    def and_also(self, test: str, *asked: object) -> SoughtWords:
        """The same, of files that meet this too."""
        tests, values = (*self.tests, test), (*self.asked, *asked)
        return dataclasses.replace(self, tests=tests, asked=values, at_least=0)


def conditions(vault: Database, query: str, common: int | None = COMMON) -> SoughtWords:
    """What `query` finds: every word of it. Where fewer than `common` files have a word, or all of
    them, these are read from the indexes; else each file is asked on the way through the list,
    since to read and sort them all takes longer than to meet a page of them."""
    words = search_key(" ".join(query_words(query))).split()
    return _sought(vault, [_known(word) for word in words], common)


@dataclass(frozen=True, slots=True)
class _KnownWord:
    """A folded word, and what the indexes of keys and of stories are asked for it ('': the story
    has no such words)."""

    word: str
    keys: str
    story: str

    def parts(self) -> list[tuple[str, str]]:
        """Statements that find it, and what they are asked."""
        both = ((_IN_KEYS, self.keys), (_IN_STORY, self.story))
        return [(sql, asked) for sql, asked in both if asked]

    def test(self) -> tuple[str, tuple[str, ...]]:
        """A condition that a file is asked, and its values."""
        if not self.story:
            return _HAS_KEY, (self.word,)
        return f"({_HAS_KEY} OR +case_file.id IN ({_IN_STORY}))", (self.word, self.story)


_IN_KEYS = "SELECT rowid FROM key_index WHERE key_index MATCH ?"
_IN_STORY = "SELECT rowid FROM word_index WHERE word_index MATCH ?"
_HAS_KEY = "(SELECT instr(keys, ?) FROM search_key WHERE case_ref = case_file.id)"


def _known(word: str) -> _KnownWord:
    terms = _WORD.findall(word)
    story = " AND ".join(f"({_alternatives(term)})" for term in terms)
    return _KnownWord(word, f"{person_rows.quoted(word)} *", story)


def _sought(vault: Database, words: Sequence[_KnownWord], common: int | None) -> SoughtWords:
    sought = SoughtWords()
    if common is None:
        for word in words:
            parts = " UNION ".join(sql for sql, _asked in word.parts())
            asked = [asked for _sql, asked in word.parts()]
            sought = sought.and_also(f"case_file.id IN ({parts})", *asked)
        return sought
    if not words:
        return sought
    refs, tested, at_least = _fewest(vault, words, common)
    sought = SoughtWords(refs, walks=refs is None)
    for word in tested:
        test, values = word.test()
        sought = sought.and_also(test, *values)
    return dataclasses.replace(sought, at_least=at_least)


def _fewest(
    vault: Database, words: Sequence[_KnownWord], common: int
) -> tuple[frozenset[int] | None, Sequence[_KnownWord], int]:
    """The files among which those are that have all words (None: too many), the words that these
    are still to be asked for, and how many have all words at least. Who has all has them in the
    keys, or one in the story."""
    keys = [(_IN_KEYS, " AND ".join(word.keys for word in words))]
    stories = [(_IN_STORY, word.story) for word in words if word.story]
    in_keys = _few(vault, keys, common)
    if in_keys is None:  # nor has fewer any of the words alone
        return None, words, common
    in_story = _few(vault, stories, common)
    both = in_keys | in_story if in_story is not None else None
    if both is not None and (len(words) == 1 or not in_story):
        return both, (), 0
    if len(words) == 1:
        return None, words, common
    each = [(word, _few(vault, word.parts(), common)) for word in words]
    few = [refs for _word, refs in each if refs is not None]
    if few:
        refs = frozenset.intersection(*few)
        return refs, [word for word, refs in each if refs is None], 0
    return both, words, 0


def _listed(refs: Iterable[int]) -> str:
    return json.dumps(sorted(refs), separators=(",", ":"))


_AMONG = "case_file.id IN (SELECT value FROM json_each(?))"


def _few(vault: Database, parts: Sequence[tuple[str, str]], common: int) -> frozenset[int] | None:
    """The row numbers of the files that an index has; None: they are not fewer than `common`."""
    refs: set[int] = set()
    for sql, asked in parts:
        rows = vault.rows(f"{sql} LIMIT ?", (asked, common))
        refs.update(int(ref) for (ref,) in rows)
        if len(refs) >= common:
            return None
    return frozenset(refs)


def alike_conditions(
    vault: Database, query: str, *, whole: bool = False, common: int | None = COMMON
) -> SoughtWords:
    """As `conditions`, for a query that finds nothing: every name in it by its sound, the last one
    as it begins, the rest of it as typed. None at all when there is no name in it. `whole`: of a
    whole name only, and nothing as it begins: who is told of somebody else's file does not see from
    that whether it is the person who was meant."""
    words = query_words(query)
    names = [word for word in words if not _has_digit(word)]
    spoken_words = spoken(" ".join(names))
    if not spoken_words:
        return SoughtWords(alike=True)
    others = search_key(" ".join(word for word in words if word not in names)).split()
    if whole and len(spoken_words) + len(others) < WHOLE_NAME:
        return SoughtWords(alike=True)
    sounds = person_rows.spoken_condition(spoken_words, goes_on=not whole)
    few = None if common is None else _few(vault, [(_BY_SOUND, sounds)], common)
    beside = dataclasses.replace(
        _sought(vault, [_known(word) for word in others], common), alike=True
    )
    if few is not None:
        return beside.and_these(few)
    if common is None:
        return beside.and_also(f"case_file.id IN ({_BY_SOUND})", sounds)
    by_sound = beside.and_also(f"+case_file.id IN ({_BY_SOUND})", sounds)
    at_least = 0 if others else common
    return dataclasses.replace(by_sound, walks=beside.refs is None, at_least=at_least)


_BY_SOUND = "SELECT rowid FROM sound WHERE sound MATCH ?"


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
        return person_rows.quoted(word)
    forms = dict.fromkeys((word, stem_of(word)))
    joined = [f"{form[:-1]}ت" for form in forms if form.endswith("ه") and len(form) > _TRIGRAM]
    return " OR ".join(f"{person_rows.quoted(form)} *" for form in (*forms, *joined))


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
    non_punishment: bool = False
    nationality: str = ""  # choices of the form, as they stand there
    site: str = ""
    keys: frozenset[MatchKey] = frozenset()  # by which other files find this one
    person: Described = NOBODY


def write(vault: Database, ref: int, listing: FileSummary) -> None:
    """Its row of the list, and by what it is found. `ref` is the row number of the file."""
    with vault.transaction():
        vault.execute(
            "UPDATE case_file SET display_name = ?, name_order = ?, urgency = ?,"
            " non_punishment = ?, nationality = ?, site = ? WHERE id = ?",
            (
                listing.display_name,
                search_key(listing.display_name),
                listing.urgency,
                int(listing.non_punishment),
                listing.nationality,
                listing.site,
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
        "UPDATE case_file SET name_order = ?, nationality = ?, site = ? WHERE id = ?",
        (
            search_key(str(row[0]) if row else ""),
            listing.nationality,
            listing.site,
            ref,
        ),
    )
    _index(vault, ref, listing)


def agrees(vault: Database, case_id: CaseId, listing: FileSummary) -> bool:
    """Whether a file is listed so, and found by all that it is to be found by. Whether an index has
    words beside these, which would find too much, it is not asked."""
    ref = _ref(vault, case_id)
    row = vault.row(
        "SELECT display_name, name_order, urgency, non_punishment, nationality, site,"
        " (SELECT keys FROM search_key WHERE case_ref = id) FROM case_file WHERE id = ?",
        (ref,),
    )
    keys = _key_text(listing.search)
    listed = (
        *(listing.display_name, search_key(listing.display_name), listing.urgency),
        *(int(listing.non_punishment), listing.nationality, listing.site, keys),
    )
    named = vault.rows("SELECT key, kind FROM named WHERE case_ref = ?", (ref,))
    return (
        row == listed
        and set(named) == {(key.text, key.kind.value) for key in listing.keys}
        and person_rows.has(vault, "key_index", ref, keys.split())
        and person_rows.has(vault, "word_index", ref, _story_words(listing.search))
        and person_rows.agrees(vault, ref, listing.person)
    )


def forget(vault: Database, case_id: CaseId) -> None:
    """Let nothing find a file. Inside the caller's transaction, which lists it again."""
    ref = _ref(vault, case_id)
    vault.execute("DELETE FROM search_key WHERE case_ref = ?", (ref,))
    for index in ("key_index", "word_index"):
        vault.execute(f"DELETE FROM {index} WHERE rowid = ?", (ref,))  # noqa: S608  a table of ours
    replace(vault, ref, ())
    person_rows.forget(vault, ref)


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
_SEEN = f"(hidden_at IS NULL OR {NAMED})"
_UNSEEN = (
    f"SELECT id FROM case_file INDEXED BY case_hidden WHERE hidden_at IS NOT NULL AND NOT {NAMED}"  # noqa: S608  literals
)
OWN_FILES = (
    "(SELECT officer, case_ref FROM reader UNION ALL"
    " SELECT team_member.officer, team_file.case_ref FROM team_member"
    " JOIN team_file ON team_file.team = team_member.team"
    " WHERE NOT EXISTS (SELECT 1 FROM reader WHERE reader.case_ref = team_file.case_ref"
    " AND reader.officer = team_member.officer))"
)
"""Rows (officer, case_ref): each file once that names somebody, or that a team of theirs has."""
_ME = "(SELECT id FROM officer WHERE login = ?)"
OWN = f"EXISTS (SELECT 1 FROM {OWN_FILES} AS own WHERE case_ref = case_file.id AND officer = {_ME})"  # noqa: S608  literals
"""As `NAMED`, or a team of theirs has it; of a hidden file there is no such row."""
AMONG_OWN = f"case_file.id IN (SELECT case_ref FROM {OWN_FILES} WHERE officer = {_ME})"  # noqa: S608  as above
"""The same, for whoever asks many files: all of theirs are read once."""
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
_WHOLE = (
    "SELECT id FROM case_file WHERE number = ? UNION SELECT id FROM case_file WHERE person_code = ?"
)
_MINE = f"SELECT case_ref FROM {OWN_FILES} WHERE officer = {_ME}"  # noqa: S608  literals


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
    sought = seen_of(vault, viewer, query)
    clauses, values = list(sought.clauses), list(sought.values)
    if more:
        clauses.append(more)
    if status is None and not query:
        clauses.append(_NOT_VOIDED)
    if status is not None:
        clauses.append("status = ?")
        values.append(status.value)
    return (" WHERE " + " AND ".join(clauses) if clauses else ""), values


def seen_of(
    vault: Database, viewer: Viewer | None, query: str, common: int | None = COMMON
) -> SoughtWords:
    """What `query` finds and may be told to the viewer: as it is typed, or where nothing is found
    so, by the sound of names. Files that the viewer does not see decide nothing about that: it
    would tell of them."""
    typed = _seen(vault, viewer, query, conditions(vault, query, common))
    if not _has_name(query) or _finds(vault, typed):
        return typed
    return _seen(vault, viewer, query, alike_conditions(vault, query, common=common))


def in_hand_of(viewer: Viewer, left_by: Sequence[str] = ()) -> tuple[str, tuple[str, ...]]:
    """The WHERE of the files of which something is still to be done, and its values: those that
    name the viewer or one of `left_by`, or that a team of the viewer's has, of a supervisor all.
    Never one that is hidden from the unit."""
    if viewer.supervises:
        return f" WHERE {_IN_HAND}", ()
    own = " OR ".join([AMONG_OWN, *[NAMED] * len(left_by)])
    return f" WHERE {_IN_HAND} AND ({own})", (viewer.login, *left_by)


def found_alike(vault: Database, query: str, viewer: Viewer | None = None) -> bool:
    """Whether nothing that this viewer sees is found as it is typed, whatever its status, so that
    the list looks for names by their sound."""
    return seen_of(vault, viewer, query).alike


def _finds(vault: Database, sought: SoughtWords) -> bool:
    if sought.at_least > 0:
        return True
    if sought.refs is not None and not sought.tests:
        return bool(sought.refs)
    condition = " AND ".join(sought.clauses) or "1"
    sql = f"SELECT 1 FROM {sought.source} WHERE {condition} LIMIT 1"  # noqa: S608  conditions of our own
    return vault.row(sql, sought.values) is not None


def _has_name(query: str) -> bool:
    return bool(spoken(" ".join(word for word in query_words(query) if not _has_digit(word))))


def _has_digit(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def _seen(vault: Database, viewer: Viewer | None, query: str, sought: SoughtWords) -> SoughtWords:
    """What is asked for, and may be told to the viewer."""
    if viewer is None:
        return sought
    if (sought.refs is not None or sought.tests) and not viewer.supervises:
        sought = _own(vault, viewer, query, sought)
    unseen = {ref for (ref,) in vault.rows(_UNSEEN, (viewer.login,))}
    if sought.refs is None:
        seen = sought.and_also(_SEEN, viewer.login)
        return dataclasses.replace(seen, at_least=max(sought.at_least - len(unseen), 0))
    return dataclasses.replace(sought, refs=sought.refs - unseen)


def _own(vault: Database, viewer: Viewer, query: str, sought: SoughtWords) -> SoughtWords:
    """Of what is sought the viewer's own files, and those whose whole number or code it is. There
    are few of both, so they are looked up here, and the list sorts and sifts them."""
    own = [ref for (ref,) in vault.rows(_MINE, (viewer.login,))]
    mine = sought.and_these(own)
    if mine.tests and mine.refs:
        sql = f"SELECT id FROM case_file WHERE {' AND '.join(mine.clauses)}"  # noqa: S608  conditions of our own
        refs = {int(ref) for (ref,) in vault.rows(sql, mine.values)}
    else:
        refs = set(mine.refs or ())
    code = query.strip().upper()
    refs.update(int(ref) for (ref,) in vault.rows(_WHOLE, (code, code)))
    return SoughtWords(frozenset(refs), alike=sought.alike)
