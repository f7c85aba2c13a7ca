"""Finding files in Arabic: keys by part of a word, the story by whole words and beginnings.

`search_key` folds how letters are typed. Keys (number, code, names, passport, phone) stand in a
trigram index; parts of one or two letters are looked for beside it. The story stands in a word
index, each word also without its Arabic prefix («والكويت» is found by «كويت»). What finds nothing
as it is typed is looked for by the sound of the person's names («محمد» for Mohammed).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from tipdesk.cases.interview.elsewhere import Kind, sounds
from tipdesk.i18n.text import clean, search_key
from tipdesk.storage.transactions import Database

_WORD = re.compile(r"\w+")
_PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال", "و", "ف", "ب", "ك", "ل")
_SHORTEST_STEM = 3
_TRIGRAM = 3
_MOST_WORDS, _LONGEST_WORD = 20, 64
_MOST = _MOST_WORDS * (_LONGEST_WORD + 1)
INDEXES: Final = ("key_index", "word_index")


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


def alike_conditions(query: str) -> tuple[list[str], list[object]]:
    """As `conditions`, for a query that finds nothing: every name in it by its sound, the rest of
    it as typed. None at all when there is no name in it."""
    words = query_words(query)
    names = [word for word in words if not any(sign.isdigit() for sign in word)]
    heard = sounds(" ".join(names))
    if not heard:
        return [], []
    clauses, values = conditions(" ".join(word for word in words if word not in names))
    for keys in heard:
        places = ", ".join("?" * len(keys))
        clauses.append(
            "case_file.id IN (SELECT case_ref FROM named"  # noqa: S608  question marks
            f" WHERE key IN ({places}) AND kind = '{Kind.NAME_SOUND.value}')"
        )
        values += keys
    return clauses, values


def query_words(query: str) -> list[str]:
    """What is looked for: as many words, and as long ones, as somebody types. A page pasted by
    mistake would be more than SQLite takes."""
    tidied = clean(query).encode("utf-8", "ignore").decode("utf-8")  # lone surrogates
    return [word[:_LONGEST_WORD] for word in tidied[:_MOST].split()[:_MOST_WORDS]]


def tokens(text: str) -> list[str]:
    """The folded words of `text`, each followed by its stem when it has one."""
    words: list[str] = []
    for word in _WORD.findall(search_key(text)):
        words.append(word)
        if (stem := stem_of(word)) != word:
            words.append(stem)
    return words


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
