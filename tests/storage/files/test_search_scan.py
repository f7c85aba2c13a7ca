"""Whatever way a search takes through the vault, it finds what reading every file would find, and
no way reads every file where few are sought."""

import re
from dataclasses import dataclass, field
from random import Random

import pytest

from tests.storage.samples import OFFICER, START, new_case
from tipdesk.cases.persons.described import Described
from tipdesk.cases.persons.meeting import found_by, spoken
from tipdesk.i18n.text import search_key
from tipdesk.storage import schema, version_11
from tipdesk.storage.files import case_rows, list_rows, person_rows, search
from tipdesk.storage.files.list_rows import FileCount, ListQuestion
from tipdesk.storage.files.search import SearchText, Viewer, seen_of, tokens
from tipdesk.storage.vault import Vault

NAMES = (
    "محمد",
    "محمود",
    "احمد",
    "ماريا",
    "Maria",
    "Mohammed",
    "Li",
    "Rosa",
    "Fatuma",
    "ظافر",
    "نور",
)
STORY = ("الجواز عند صاحب العمل", "أخذ الهاتف", "رقم 17 والبيت", "")
FILES, QUESTIONS = 90, 150
SUPERVISOR, NAMED_IN_SOME = Viewer("S-9", supervises=True), Viewer(OFFICER, supervises=False)


@dataclass
class Plain:
    """What lies in a vault, read file by file."""

    keys: dict[int, str] = field(default_factory=dict)
    story: dict[int, frozenset[str]] = field(default_factory=dict)
    sounds: dict[int, frozenset[str]] = field(default_factory=dict)
    codes: dict[int, tuple[str, str]] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)

    def typed(self, query: str) -> set[int]:
        words = search_key(query).split()
        return {ref for ref in self.keys if all(self._has(ref, word) for word in words)}

    def _has(self, ref: int, word: str) -> bool:
        parts = re.findall(r"\w+", word)
        return word in self.keys[ref] or (bool(parts) and all(
            any(
                token == part or (len(part) > 2 and token.startswith((part, search.stem_of(part))))
                for token in self.story[ref]
            )
            for part in parts
        ))  # fmt: skip

    def sounding(self, query: str) -> set[int]:
        words = query.split()
        names = [word for word in words if not any(sign.isdigit() for sign in word)]
        by_word = spoken(" ".join(names))
        rest = self.typed(" ".join(word for word in words if word not in names))
        least = 2 if len(by_word) > 1 else 3
        return {
            ref
            for ref in rest if by_word
            and all(
                any(
                    key in self.sounds[ref]
                    or (at == len(by_word) - 1 and len(key) >= least
                    and any(sound.startswith(key) for sound in self.sounds[ref]))
                    for key in keys
                )
                for at, keys in enumerate(by_word)
            )
        }  # fmt: skip


def filled(vault: Vault, random: Random) -> Plain:
    plain = Plain()
    with vault.transaction():
        for ref in range(1, FILES + 1):
            case = new_case(vault, ref)
            vault.execute(
                "UPDATE case_file SET updated_at = ? WHERE id = ?", (random.randrange(50), ref)
            )
            name = " ".join(random.sample(NAMES, 2))
            document = "".join(random.choices("AX0123456789", k=6))
            keys, story = (case.number, case.person_code, name, document), random.choice(STORY)
            search.index(vault, ref, SearchText(keys, (story,)))
            person = Described((name,))
            person_rows.put(vault, ref, person)
            plain.codes[ref] = (case.number, case.person_code)
            plain.keys[ref] = " \n".join(map(search_key, keys))
            plain.story[ref] = frozenset(tokens(story))
            plain.sounds[ref] = found_by(person).sounds
            if ref % 3 == 0:
                case_rows.add_reader(vault, case.id, OFFICER, OFFICER, START)
                plain.named.add(ref)
    return plain


def asked(random: Random, plain: Plain) -> str:
    """A part of what lies there, of any length, often its very end; or what sounds so."""
    text = random.choice([*plain.keys.values(), *STORY[:3], "Muhammad", "Mariya", "zz", "ظظ", "q"])
    words = text.split()
    parts = []
    for word in random.sample(words, min(len(words), random.choice((1, 1, 2)))):
        begin = random.choice((0, 0, max(len(word) - 2, 0)))
        parts.append(word[begin : begin + random.choice((1, 2, 3, 9))])
    return " ".join(parts)


@pytest.mark.parametrize("common", [0, 5, 30, search.COMMON, None], ids="{}-are-common".format)
def test_every_way_finds_what_a_plain_reading_finds(vault: Vault, common: int | None) -> None:
    random = Random(5)
    plain = filled(vault, random)
    order = [ref for (ref,) in vault.rows("SELECT id FROM case_file ORDER BY updated_at DESC, id DESC")]  # fmt: skip
    vault.execute("UPDATE case_file SET hidden_at = 1 WHERE id IN (2, 9, 16)")
    told_of = {*order} - {2, 9, 16}
    walked, known = set(), set()
    for _question in range(QUESTIONS):
        query = asked(random, plain)
        for viewer, seen in ((SUPERVISOR, told_of), (NAMED_IN_SOME, plain.named)):
            sought = seen_of(vault, viewer, query, common)
            walked.add(sought.walks)
            known.add(sought.at_least > 0)
            condition = " AND ".join(sought.clauses) or "1"
            rows = vault.rows(
                f"SELECT id FROM case_file WHERE {condition} ORDER BY updated_at DESC, id DESC",
                sought.values,
            )
            wanted = plain.typed(query) & seen
            if viewer is NAMED_IN_SOME:  # a whole number or code is known to whoever has it
                wanted |= {ref for ref in told_of if query.upper() in plain.codes[ref]}
            wanted = wanted or (plain.sounding(query) & seen)
            assert [ref for (ref,) in rows] == [ref for ref in order if ref in wanted], query
            assert sought.at_least <= len(wanted)
    assert seen_of(vault, SUPERVISOR, "KWT", FILES).at_least == len(told_of)
    assert known == ({True, False} if common in (5, 30) else {False})
    assert walked == ({True, False} if common is not None and common < FILES else {False})


@pytest.mark.parametrize("counted", [3, list_rows.MOST_FOUND])
def test_list_and_window_take_the_same_way(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, counted: int
) -> None:
    plain = filled(vault, Random(6))
    monkeypatch.setattr(list_rows, "MOST_FOUND", counted)
    for common in (0, search.COMMON):
        monkeypatch.setattr(list_rows, "COMMON", common)
        for query in ("KWT", "م", "li", "maria 0", "الجواز"):
            question = ListQuestion(SUPERVISOR, query)
            listed = [case.id for case in case_rows.list_cases(vault, query, viewer=SUPERVISOR)]
            window = list_rows.window(vault, question, FILES)
            assert [case.id for case in window.cases] == listed
            assert len(listed) == len(plain.typed(query)) > 0
            first, count = list_rows.first_window(vault, question, 2)
            assert len(first.cases) == 2
            assert count == FileCount(min(len(listed), counted), more=len(listed) > counted)
            first = list_rows.window(vault, question, 4)
            after = list_rows.window(vault, question, FILES, first.last) if first.last else None
            assert (*first.cases, *(after.cases if after else ())) == window.cases


@pytest.mark.parametrize("query", ["ظافر", "99999", "zz", "mohammed rosa"])
def test_what_is_rare_reads_no_table_through(vault: Vault, query: str) -> None:
    filled(vault, Random(7))
    sought = seen_of(vault, SUPERVISOR, query)
    condition = " AND ".join(sought.clauses)
    plan = vault.rows(
        f"EXPLAIN QUERY PLAN SELECT id FROM {sought.source} WHERE {condition} ORDER BY updated_at DESC",
        sought.values,
    )
    steps = [str(step) for *_numbers, step in plan]
    assert any(step.startswith("SEARCH case_file USING COVERING INDEX case_seen") for step in steps)
    assert not [step for step in steps if step.startswith("SCAN") and "VIRTUAL" not in step
                and "CONSTANT" not in step]  # fmt: skip


def test_an_older_vault_has_its_parts_at_once(vault: Vault) -> None:
    """What brings a vault to this version writes the same parts as a file that is indexed."""
    with vault.transaction():
        for ref, key in enumerate(("KWT 1-7/«ب» 'x\"", "عائشة \u00e9l", "a" * 70, "؟"), 1):
            new_case(vault, ref)
            search.index(vault, ref, SearchText((key, "Li")))

    def terms() -> list[tuple[object, ...]]:
        return vault.rows("SELECT term, doc FROM temp.part_term ORDER BY term")

    raw = vault._connection
    raw.set_authorizer(None)
    raw.execute("CREATE VIRTUAL TABLE temp.part_term USING fts5vocab(main, key_index, row)")
    before = terms()
    raw.execute("DROP TABLE temp.part_term")
    for statement in schema.statements(version_11._PARTS):
        raw.execute(statement)
    raw.execute("CREATE VIRTUAL TABLE temp.part_term USING fts5vocab(main, key_index, row)")
    assert terms() == before
    assert len(before) > 80
