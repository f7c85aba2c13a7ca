"""What is known is not asked: what of it is filled in, what follows, what is offered, what never."""

import pytest

from tests.forms.sheets_for_tests import choice, compiled, question, repeat, section
from tipdesk.forms import known
from tipdesk.forms.known import KnownAnswer, KnownFacts, KnownFrom
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.publishing.definition_json import definition_from_json, definition_to_json
from tipdesk.forms.xlsform.export import checked_definition, sheets_of

CHOICES = [
    choice("agency", "moi"),
    choice("money", "KWD"),
    choice("money", "INR"),
    choice("language", "hin"),
    choice("language", "ara"),
    choice("case_type", "labour"),
]
KNOWN = KnownFacts(
    words={
        (KnownFrom.STATION, "agency"): "moi",
        (KnownFrom.STATION, "currency"): "KWD",
        (KnownFrom.SESSION, "login"): "T-07",
    },
    event={"case_type": "labour", "reading": "hin"},
)


@pytest.fixture(scope="module")
def form() -> FormDefinition:
    return compiled(
        [
            *section(
                "s",
                question("select_one agency", "agency", known="station:agency"),
                question("select_one case_type", "case_type", known="last:event/case_type"),
                question("select_one language", "speaks", level="2"),
                question("select_one language", "reading", known="answer:speaks"),
                question("select_multiple language", "all", known="answer:reading"),
                question("decimal", "wage"),
                question("select_one money", "wage_in", known="station:currency after wage"),
                *repeat(
                    "legs",
                    question("text", "by", appearance="tip-officer", known="session:login"),
                    question("text", "to"),
                    question("text", "from", known="last:row/to"),
                ),
            )
        ],
        CHOICES,
    )


def test_the_column_is_in_the_definition_and_comes_back_as_a_sheet(form: FormDefinition) -> None:
    body = definition_to_json(form)
    assert '"known": "station:currency after wage"' in body
    assert definition_from_json(body) == form == checked_definition(body)
    cells = {row.get("name"): row.get("bind::tip:known") for row in sheets_of(form)["survey"].rows}
    assert cells["from"] == "last:row/to"
    assert cells["to"] == ""


def test_a_new_file_and_a_new_row_begin_with_what_station_and_session_know(
    form: FormDefinition,
) -> None:
    assert known.filled(form, KNOWN) == {"agency": KnownAnswer("moi", KnownFrom.STATION)}
    row = {"legs[2]/by": KnownAnswer("T-07", KnownFrom.SESSION)}
    assert known.filled(form, KNOWN, "legs", 2) == row
    assert known.filled(form, KnownFacts()) == {}  # a desk that knows nothing


def test_one_answer_follows_another_and_touches_none_that_was_given(form: FormDefinition) -> None:
    follows = known.followed(form, KNOWN, {}, {"speaks": "hin", "wage": "90"})
    assert {path: answer.value for path, answer in follows.items()} == {
        "reading": "hin", "all": "hin", "wage_in": "KWD",
    }  # fmt: skip
    own = known.followed(form, KNOWN, {"reading": "ara"}, {"speaks": "hin"})
    assert own == {}
    again = {"speaks": "hin", "reading": "hin", "all": "ara"}
    changed = known.followed(form, KNOWN, again, {"speaks": "ara"}, frozenset({"reading"}))
    assert changed == {"reading": KnownAnswer("ara", KnownFrom.ANSWER)}
    emptied = known.followed(form, KNOWN, again, {"speaks": ""}, frozenset({"reading"}))
    assert emptied["reading"].value == ""


def test_an_offer_is_of_the_row_before_or_of_the_file_that_was_named(form: FormDefinition) -> None:
    standing = {"legs[1]/to": "دلهي", "legs[4]/to": "الكويت", "legs[4]/from": "دلهي"}
    offers = known.offered(form, KNOWN, standing, {"legs": (1, 4, 5)})
    assert offers == {
        "case_type": KnownAnswer("labour", KnownFrom.EVENT),
        "legs[5]/from": KnownAnswer("الكويت", KnownFrom.ROW),
    }
    taken = standing | {"case_type": "labour"}
    assert set(known.offered(form, KNOWN, taken, {"legs": (1, 4)})) == set()


@pytest.mark.parametrize(
    ("name", "level", "cell"),
    [
        ("case_type", "3", "station:agency"),  # a level that is asked of the person
        ("consent_photo", "1", "station:agency"),
        ("att_own_device_consent", "1", "station:agency"),
        ("risk_level", "2", "station:agency"),
        ("urgency", "1", "last:event/urgency"),
        ("nationality", "1", "last:event/nationality"),  # of somebody else
        ("case_type", "1", "last:event/urgency"),
        ("case_type", "1", "last:own/case_type"),
        ("case_type", "2", "last:event/case_type"),
    ],
)
def test_a_definition_that_no_compiler_saw_is_held_to_it_too(
    name: str, level: str, cell: str
) -> None:
    body = definition_to_json(
        compiled([*section("s", question("select_one case_type", name, level=level))], CHOICES)
    )
    forged = definition_from_json(body.replace('"list_name"', f'"known": "{cell}",\n "list_name"'))
    assert next(forged.questions()).known == cell
    assert known.known_questions(forged) == ()
