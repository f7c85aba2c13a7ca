"""The file list: order, status, search in Arabic, and the plans that keep it fast."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlcipher3 import dbapi2

from tests.storage.samples import FORM, OFFICER, START, SUPERVISOR, new_case
from tipdesk.cases.model import Remark, Status
from tipdesk.cases.paper.prints import PagesLeft
from tipdesk.storage import paper_rows, station_rows
from tipdesk.storage.files import approval_rows, case_rows, search
from tipdesk.storage.files.approval_rows import KeptApproval
from tipdesk.storage.files.search import SearchText
from tipdesk.storage.keys.case_keys import opens_nothing
from tipdesk.storage.paper_rows import Printed
from tipdesk.storage.station_rows import KeptForm


def numbers_found(vault, query):
    return [case.number for case in case_rows.list_cases(vault, query)]


def test_a_case_comes_back_as_it_was_written(vault):
    case = new_case(vault, quick=True, urgency="high", display_name="ماريا")
    assert case_rows.find(vault, case.id) == case
    assert case_rows.find(vault, "none") is None
    with pytest.raises(dbapi2.IntegrityError):
        new_case(vault)


def test_the_last_changed_comes_first_in_pages(vault):
    for number in range(1, 8):
        new_case(vault, number)
    numbers = [case.number[-1] for case in case_rows.list_cases(vault, limit=3, offset=2)]
    assert numbers == ["5", "4", "3"]
    assert case_rows.count(vault) == 7
    case = case_rows.list_cases(vault, offset=6)[0]
    case_rows.set_status(vault, case.id, Status.COMPLETED, START + timedelta(days=1))
    assert case_rows.list_cases(vault)[0].id == case.id
    assert case_rows.count(vault, status=Status.COMPLETED) == 1
    assert case_rows.list_cases(vault, status=Status.APPROVED) == ()


def test_steps_of_a_file_are_kept(vault, clock):
    case = new_case(vault)
    at = clock()
    assert case_rows.set_notified(vault, case.id, at, at).notified_at == at
    done = case_rows.set_status(vault, case.id, Status.COMPLETED, at, completed=True)
    assert (done.revision, done.status, done.updated_at) == (1, Status.COMPLETED, at)
    assert case_rows.set_receipt_number(vault, case.id, "ن-7/2026", at).receipt_number == "ن-7/2026"
    with pytest.raises(KeyError):
        case_rows.set_notified(vault, "none", at, at)


def test_remarks_approvals_and_prints(vault, clock):
    case = new_case(vault)
    remarks = (Remark("a", "أعد السؤال", SUPERVISOR, clock()), Remark("", "كله", OFFICER, clock()))
    case_rows.add_remarks(vault, case.id, remarks)
    assert case_rows.remarks(vault, case.id) == remarks
    picks = ({"name": "entry_manner", "reason": "طلبته النيابة", "by": SUPERVISOR},)
    first = KeptApproval(case.id, 1, SUPERVISOR, clock())
    second = KeptApproval(case.id, 1, SUPERVISOR, clock(), picks)
    for approval in (first, second):
        approval_rows.add(vault, approval)
    assert approval_rows.last(vault, case.id, 1) == second
    assert approval_rows.last(vault, case.id, 2) is None
    paper = Printed(case.id, "notice", "printed", "ab" * 32, OFFICER, clock())
    pages = PagesLeft("ar/file", ("ab", "cd"), (2,))
    again = replace(paper, purpose="other", words="للمحامي", printer="local", copy=2, pages=pages)
    for printed in (paper, again):
        paper_rows.add_printed(vault, printed)
    assert paper_rows.printed(vault, case.id) == (paper, again)
    assert paper_rows.printed_words(vault, [case.id], lambda _case: opens_nothing) == {"للمحامي"}
    assert paper_rows.printed_words(vault, [], lambda _case: opens_nothing) == frozenset()


def test_a_published_form_never_changes(vault):
    assert station_rows.find_form(vault, FORM.form_id, 1) == FORM
    station_rows.keep_form(vault, FORM, START)
    with pytest.raises(ValueError, match="published"):
        station_rows.keep_form(vault, KeptForm(FORM.form_id, 1, "11" * 32, "{}"), START)
    assert station_rows.find_form(vault, FORM.form_id, 2) is None
    with pytest.raises(dbapi2.IntegrityError):
        new_case(vault, form_version=2)


# --- search -----------------------------------------------------------------------------------

KEYS = ("KWT-2026-00001", "P00001", "مارِيَّا سانتوس إسماعيل", "A1234567", "+965 5012 3456")
STORY = (
    "قالت إنّها وصلت إلى الكويت بتأشيرة عمل، وصودر جواز سفرها.",
    "والمستشفى بالفروانية، للشرطة ٣ بلاغات. أُخِذَ هاتفُها",
)
QUERIES = [
    ("00001", True),
    ("kwt-2026", True),
    ("p00001", True),
    ("ماريا", True),
    ("سانت", True),
    ("انتو", True),  # inside a word
    ("اسماعيل", True),
    ("سماع", True),
    ("ما", True),  # two letters: keys only
    ("a123", True),
    ("4567", True),
    ("5012", True),
    ("٥٠١٢", True),
    ("۱۲۳۴", True),
    ("ماريا سانتوس", True),
    ("سانتوس ماريا", True),
    ("ماريا كويت", True),  # a key and a word of the story
    ("كويت", True),
    ("الكويت", True),
    ("وصلت", True),
    ("تاشيرة", True),
    ("بتأشيرة", True),
    ("جواز", True),
    ("سفر", True),
    ("مستشفى", True),
    ("المستشفي", True),
    ("فروانيه", True),
    ("شرطة", True),
    ("هاتفها", True),
    ("هاتف", True),
    ("ماريو", False),
    ("شرطي", False),
    ("ماريا قطر", False),
    ("zz", False),
    ('"', False),
    ("* OR a", False),
    ("NEAR(", False),
    ("-", True),  # stands in the number
    ("", True),
    ("   ", True),
    ("ماريا\0", True),  # pasted from anywhere
    ("ماريا\ud800", True),
    (" ".join(["ماريا"] * 600), True),
    (" ".join(f"w{number}" for number in range(600)), False),
    ("ا" * 32_000, False),
    ("a." * 16_000, False),
]


@pytest.fixture
def indexed(vault):
    case = new_case(vault)
    (ref,) = vault.row("SELECT id FROM case_file WHERE uuid = ?", (case.id,))
    search.index(vault, ref, SearchText(KEYS, STORY))
    return vault


@pytest.mark.parametrize(("query", "expected"), QUERIES)
def test_finds_what_was_meant(indexed, query, expected):
    assert bool(numbers_found(indexed, query)) is expected
    assert case_rows.count(indexed, query) == int(expected)


def test_reindexing_forgets_the_words_before(indexed):
    search.index(indexed, 1, SearchText(("KWT-2026-00001",)))
    for query in ("ماريا", "كويت", "P00001"):
        assert numbers_found(indexed, query) == []
    assert numbers_found(indexed, "00001")


def test_search_and_status_together(indexed, clock):
    (case,) = case_rows.list_cases(indexed, "ماريا", Status.IN_PROGRESS)
    assert case_rows.list_cases(indexed, "ماريا", Status.COMPLETED) == ()
    case_rows.set_status(indexed, case.id, Status.COMPLETED, clock())
    assert len(case_rows.list_cases(indexed, "ماريا", Status.COMPLETED)) == 1


def plan(vault, status):
    seen = []
    rows = vault.rows

    def explained(sql, values=()):
        seen.extend(row[3] for row in rows(f"EXPLAIN QUERY PLAN {sql}", values))
        return rows(sql, values)

    vault.rows = explained
    case_rows.list_cases(vault, status=status)
    vault.rows = rows
    return seen


@pytest.mark.parametrize("status", [None, Status.COMPLETED])
def test_the_list_is_read_in_order_from_an_index(vault, status):
    steps = plan(vault, status)
    assert any("USING INDEX case_by_" in step for step in steps), steps
    assert not any("TEMP B-TREE" in step for step in steps), steps
