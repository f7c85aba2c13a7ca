"""What stands where nothing is asked any more: in sections, lists, rows and single questions."""

from tests.forms.sheets_for_tests import question, repeat, rules, section, state
from tipdesk.cases.interview.closed_words import LONG, closed_words
from tipdesk.cases.model import Answer
from tipdesk.forms.rules.rules import FormRules

STORY = "كلمات " * 10


def form() -> FormRules:
    return rules(
        [
            *section(
                "first",
                question("select_one ynu", "told"),
                question("integer", "many"),
                question("text", "why", appearance="multiline", relevant="${told} = 'yes'"),
                *repeat("legs", question("text", "where"), relevant="${told} = 'yes'"),
                *repeat("children", question("text", "child"), repeat_count="${many}"),
            ),
            *section(
                "account",
                question("text", "story", appearance="multiline"),
                question("integer", "age"),
                question("date", "day", default="today()"),
                relevant="${told} = 'yes'",
            ),
        ]
    )


def closed(**values: str) -> dict[str, tuple[str, int]]:
    """Path to section and letters."""
    asked = form()
    answers = {path.replace("__", "/"): value for path, value in values.items()}
    parts = closed_words(
        asked.definition,
        {path: Answer(value) for path, value in answers.items()},
        state(asked, answers),
    )
    return {part.path: (part.section, part.letters) for part in parts}


def test_of_a_closed_section_all_that_somebody_said() -> None:
    answers = {"story": "لا", "age": "30", "day": "2026-11-24"}
    assert closed(told="yes", **answers) == {}
    assert closed(told="no", **answers) == {"story": ("account", 2), "age": ("account", 0)}


def test_of_a_single_question_only_what_is_long() -> None:
    assert closed(told="no", why="ب" * LONG) == {}
    assert closed(told="no", why="ب" * (LONG + 1)) == {"why": ("first", LONG + 1)}


def test_of_a_list_its_rows_but_none_that_was_taken_away() -> None:
    rows = {"legs[1]": "1", "legs[1]/where": "دبي", "legs[2]/where": "أُخذ"}
    assert closed(told="yes", **rows) == {}
    assert closed(told="no", **rows) == {"legs[1]/where": ("first", 3)}


def test_of_a_list_that_is_counted_out_what_the_count_leaves_out() -> None:
    rows = {"children[1]/child": "سارة", "children[2]/child": "ليلى"}
    assert closed(many="2", **rows) == {}
    assert closed(many="1", **rows) == {"children[2]/child": ("first", 4)}
    assert set(closed(**rows)) == set(rows)
