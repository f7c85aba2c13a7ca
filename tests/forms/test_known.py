"""What is known is not asked: what of it is filled in, what follows, what is offered, what never."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.forms.sheets_for_tests import choice, compiled, question, repeat, section
from tipdesk.forms import known
from tipdesk.forms.known import KnownAnswer, KnownFacts, KnownFrom
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.publishing.definition_json import definition_from_json, definition_to_json
from tipdesk.forms.xlsform.export import checked_definition, sheets_of
from tipdesk.i18n.text import currency_of

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
)


@pytest.fixture(scope="module")
def form() -> FormDefinition:
    return compiled(
        [
            *section(
                "s",
                question("select_one agency", "agency", known="station:agency"),
                question("select_one case_type", "case_type"),
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


def test_an_offer_is_of_the_row_before(form: FormDefinition) -> None:
    standing = {"legs[1]/to": "دلهي", "legs[4]/to": "الكويت", "legs[4]/from": "دلهي"}
    offers = known.offered(form, KNOWN, standing, {"legs": (1, 4, 5)})
    assert offers == {"legs[5]/from": KnownAnswer("الكويت", KnownFrom.ROW)}
    assert set(known.offered(form, KNOWN, standing, {"legs": (1, 4)})) == set()


@pytest.fixture(scope="module")
def likely() -> FormDefinition:
    """A form of what is only likely."""
    return compiled(
        [
            *section(
                "s",
                question("dateTime", "began"),
                question("dateTime", "ended", known="session:ended after began"),
                question("select_one language", "speaks"),
                question("select_one mode", "int_mode", known="usual:own after speaks"),
                question("select_one country", "land"),
                question("decimal", "fee"),
                question("select_one money", "fee_in", known="currency:land after fee"),
                question("select_one money", "first_in", known="currency:by_way after fee"),
                *repeat("legs", question("select_one country", "by_way")),
                *repeat(
                    "needs",
                    question("select_one case_type", "need"),
                    question("select_one agency", "ref_agency", known="usual:station after need"),
                    question("dateTime", "sent", known="act:letter"),
                ),
                *repeat(
                    "papers",
                    question("text", "file", appearance="tip-attachment"),
                    question("dateTime", "got", known="act:attached after file"),
                ),
            )
        ],
        [*CHOICES, *(choice("country", code) for code in ("IND", "NPL", "KWT")),
         choice("mode", "officer_speaks"), choice("mode", "phone"), choice("money", "NPR")],
    )  # fmt: skip


def likely_offers(
    form: FormDefinition,
    standing: dict[str, str],
    rows: dict[str, tuple[int, ...]] | None = None,
    **facts: Any,
) -> dict[str, tuple[str, KnownFrom]]:
    offers = known.offered(form, KnownFacts(**facts), standing, rows or {})
    return {path: (offer.value, offer.source) for path, offer in offers.items()}


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 11, 29, hour, minute, second, tzinfo=UTC)


def test_the_end_of_a_session_is_now_or_the_last_answer_before_a_long_break(
    likely: FormDefinition,
) -> None:
    began = {"began": "2026-11-29T06:00:00Z"}
    hours = (at(6, 40), at(5, 0), at(8, 10), at(7, 30))

    def ended(now: datetime, hours: tuple[datetime, ...] = hours) -> str:
        return likely_offers(likely, began, hours=hours, now=now).get("ended", ("", None))[0]

    assert ended(at(8, 25, 7)) == "2026-11-29T08:25:00Z"  # it goes on still
    assert ended(at(20, 0)) == "2026-11-29T08:10:00Z"
    assert ended(at(20, 0), (*hours, at(19, 30))) == "2026-11-29T08:10:00Z"  # another session
    assert ended(at(8, 25), ()) == ""  # nothing was answered since
    assert ended(at(8, 25), (at(6, 0, 30),)) == ""
    assert likely_offers(likely, {}, hours=hours, now=at(8, 25)) == {}
    reason = {"began": " "}  # why there is no answer
    assert likely_offers(likely, reason, hours=hours, now=at(8, 25)) == {}


def test_money_is_that_of_the_country_once_there_is_a_sum(likely: FormDefinition) -> None:
    lands = {"land": "NPL", "legs[2]/by_way": "IND", "legs[5]/by_way": "KWT"}
    rows = {"legs": (2, 5)}
    assert likely_offers(likely, lands, rows) == {}
    offers = likely_offers(likely, {**lands, "fee": "900"}, rows)
    assert offers == {
        "fee_in": ("NPR", KnownFrom.CURRENCY),
        "first_in": ("INR", KnownFrom.CURRENCY),
    }
    assert set(likely_offers(likely, {**lands, "fee": "900", "fee_in": "INR"}, rows)) == {
        "first_in"
    }
    assert currency_of("ATA") == currency_of("XXX") == currency_of("") == ""


def test_of_a_need_and_of_an_exhibit_the_hour_of_its_letter_and_file_is_offered(
    likely: FormDefinition,
) -> None:
    offers = likely_offers(
        likely,
        {"papers[1]/file": "a7|pass.jpg", "papers[2]/file": "b8|x"},
        {"needs": (1, 3), "papers": (1, 2)},
        letters={3: "2026-11-29T06:00:00Z"},
        attached={"a7": "2026-11-29T05:00:00Z"},
    )
    assert offers == {
        "needs[3]/sent": ("2026-11-29T06:00:00Z", KnownFrom.ACT),
        "papers[1]/got": ("2026-11-29T05:00:00Z", KnownFrom.ACT),
    }


def test_what_is_usual_is_said_by_files_that_lead_by_two(likely: FormDefinition) -> None:
    def file(agency: str, need: str = "labour", mode: str = "phone") -> dict[str, str]:
        return {
            "speaks": "hin", "int_mode": mode,
            "needs[1]/need": need, "needs[1]/ref_agency": agency,
            "needs[2]/need": need, "needs[2]/ref_agency": agency,  # one file counts once
        }  # fmt: skip

    def usual(*files: tuple[bool, dict[str, str]]) -> dict[tuple[str, str], dict[str, str]]:
        return known.usual_answers(likely, files)

    once = usual((True, file("moi")))
    assert once == {("station", "ref_agency"): {}, ("own", "int_mode"): {}}
    twice = usual((True, file("moi")), (False, file("moi")))
    assert twice == {("station", "ref_agency"): {"labour": "moi"}, ("own", "int_mode"): {}}
    disputed = usual(*[(True, file("moi"))] * 3, *[(True, file("pam", mode="officer_speaks"))] * 2)
    assert disputed == {("station", "ref_agency"): {}, ("own", "int_mode"): {}}

    two = usual((True, file("moi")), (True, file("moi")))
    offers = likely_offers(
        likely, {"speaks": "hin", "needs[1]/need": "labour"}, {"needs": (1,)}, usual=two
    )
    assert offers == {
        "int_mode": ("phone", KnownFrom.USUAL),
        "needs[1]/ref_agency": ("moi", KnownFrom.USUAL),
    }
    assert likely_offers(likely, {"speaks": "ara"}, usual=two) == {}


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
        ("nationality", "1", "usual:station"),
        ("case_type", "1", "usual:own"),
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
