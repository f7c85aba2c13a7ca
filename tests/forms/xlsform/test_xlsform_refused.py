"""XLSForm as others write it: what is refused, and with which reason."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.forms.sheets_for_tests import (
    SETTINGS,
    YNU,
    Line,
    choice,
    compiled,
    group,
    question,
    renamed,
    repeat,
    section,
    sheets,
)
from tipdesk.forms.xlsform.compiler import MAX_RULES, MAX_SURVEY_ROWS, compile_form
from tipdesk.forms.xlsform.sheets import Sheets

R = "survey"


def row(kind: str, **cells: str) -> Callable[[], Sheets]:
    return lambda: sheets(section("s", question(kind, "q", **cells)))


def more(name: str) -> Callable[[], Sheets]:
    return lambda: sheets(section("s", question("text", "q")), **{name: [{"name": "x"}]})


def setting(**cells: str) -> Callable[[], Sheets]:
    return lambda: sheets(section("s", question("text", "q")), settings=SETTINGS | cells)


def deep() -> Sheets:
    lines = [question("text", "q")]
    for number in range(14):
        lines = group(f"g{number}", *lines)
    return sheets(section("s", *lines))


def ended(lines: list[Line], **cells: str) -> list[Line]:
    return [*lines[:-1], lines[-1] | renamed(cells)]


def inside(lines: list[Line]) -> list[Line]:
    return section("s", *lines)


Q = question("text", "q")
KNOWN, EVENT = "bind::tip:known", "bind::tip:event"


def known(cell: str, kind: str = "text", **cells: str) -> Callable[[], Sheets]:
    return row(kind, known=cell, **cells)


def known_by(*lines: Line) -> Callable[[], Sheets]:
    return lambda: sheets(section("s", *lines))


GUIDED = {"guidance_hint::Arabic (ar)": "م", "guidance_hint::English (en)": "x"}
MESSAGE = {"message_ar": "م", "message_en": "x"}
REFUSED: list[tuple[str, Callable[[], Sheets], tuple[str, int, str]]] = [
    ("known_bad", known("weather:today"), (R, 3, KNOWN)),
    ("known_bad", known("last:case_type"), (R, 3, KNOWN)),
    ("known_bad", known("event/case_type"), (R, 3, KNOWN)),
    ("known_word", known("station:colour"), (R, 3, KNOWN)),
    ("known_question", known("answer:nobody"), (R, 3, KNOWN)),
    ("known_question", known("answer:q"), (R, 3, KNOWN)),
    ("known_question", known("station:agency after nobody", "select_one ynu"), (R, 3, KNOWN)),
    ("known_type", known("session:login"), (R, 3, KNOWN)),
    ("known_type", known_by(question("date", "d"), question("text", "q", known="answer:d")),
     (R, 4, KNOWN)),
    ("known_list", known("station:currency", "select_one ynu"), (R, 3, KNOWN)),
    ("known_row", known("last:row/q"), (R, 3, KNOWN)),
    ("known_not_here", known("session:now", "note"), (R, 3, KNOWN)),
    ("known_not_here", known("session:now", "dateTime", read_only="yes"), (R, 3, KNOWN)),
    ("known_level", known("session:now", "date", level="3"), (R, 3, KNOWN)),
    ("known_level", known_by(question("text", "d", level="4"),
                             question("text", "q", known="answer:d")), (R, 4, KNOWN)),
    ("known_asked", known_by(question("text", "d"),
                             question("text", "consent_photo", known="answer:d")), (R, 4, KNOWN)),
    ("known_event", known("last:event/q"), (R, 3, KNOWN)),
    ("event_section", lambda: sheets(section("s", question("text", "q", event="yes"), code="C")),
     (R, 3, EVENT)),
    ("event_repeat", lambda: sheets(section("s", *repeat("rows", question("text", "q", event="yes")))),
     (R, 4, EVENT)),
    ("event_type", row("text", appearance="multiline", event="yes"), (R, 3, EVENT)),
    ("event_type", row("integer", event="yes"), (R, 3, EVENT)),
    ("event_type", row("text", event="yes", read_only="yes"), (R, 3, EVENT)),
    ("event_level", row("text", event="yes", level="3"), (R, 3, EVENT)),
    ("event_asked", known_by(question("text", "risk_level", event="yes")), (R, 3, EVENT)),
    ("column_not_of_groups", lambda: sheets(section("s", Q, event="yes")), (R, 2, EVENT)),
    ("known_elsewhere", known("last:own/q"), (R, 3, KNOWN)),
    ("known_elsewhere", known("usual:station", "select_one ynu"), (R, 3, KNOWN)),
    ("known_after", known("session:ended", "dateTime"), (R, 3, KNOWN)),
    ("known_after", known_by(question("text", "f"),
                             question("dateTime", "q", known="act:attached after f")), (R, 4, KNOWN)),
    ("known_type", known_by(question("text", "land"),
                            question("text", "q", known="currency:land")), (R, 4, KNOWN)),
    ("known_default", known("session:now", "date", default="2026-01-01"), (R, 3, KNOWN)),
    ("cycle", known_by(question("text", "a", known="answer:b"),
                       question("text", "b", known="answer:a")), (R, 3, KNOWN)),
    ("column_not_of_groups", lambda: sheets(section("s", Q, known="station:agency")),
     (R, 2, KNOWN)),
    ("refused_place", row("geopoint"), (R, 3, "type")),
    ("refused_place", more("osm"), ("osm", 0, "")),
    ("refused_attachment", row("image"), (R, 3, "type")),
    ("refused_metadata", row("start"), (R, 3, "type")),
    ("refused_metadata", row("phone number"), (R, 3, "type")),
    ("refused_rank", row("rank ynu"), (R, 3, "type")),
    ("refused_hidden", row("hidden"), (R, 3, "type")),
    ("refused_loop", row("begin loop over ynu"), (R, 3, "type")),
    ("refused_external_choices", row("xml-external"), (R, 3, "type")),
    ("refused_media", row("text", image="a.png"), (R, 1, "image")),
    ("refused_media", row("text", **{"media::audio::English (en)": "a.mp3"}),
     (R, 1, "media::audio::English (en)")),
    ("refused_media", lambda: sheets(section("s", question("text", "q")),
                                     [choice("l", "a", image="a.png")]), ("choices", 1, "image")),
    ("refused_required_message", row("text", required_message="x"), (R, 1, "required_message")),
    ("refused_trigger", row("text", trigger="${q}"), (R, 1, "trigger")),
    ("refused_device", row("text", intent="ex:a"), (R, 1, "intent")),
    ("refused_entities", more("entities"), ("entities", 0, "")),
    ("refused_entities", row("text", save_to="x"), (R, 1, "save_to")),
    ("refused_sending", setting(submission_url="x"), ("settings", 1, "submission_url")),
    ("refused_setting", setting(instance_name="x"), ("settings", 1, "instance_name")),
    ("refused_xml", row("text", **{"instance::odk:x": "1"}), (R, 1, "instance::odk:x")),
    ("refused_chance", row("select_one ynu", parameters="randomize=true"), (R, 3, "parameters")),
    ("parameter_refused", row("text", parameters="rows=5"), (R, 3, "parameters")),
    ("parameters_bad", row("range", parameters="start=5 end=1"), (R, 3, "parameters")),
    ("parameters_bad", row("range", parameters="start=a"), (R, 3, "parameters")),
    ("parameters_bad", row("range", parameters="many"), (R, 3, "parameters")),
    ("list_file_bad", row("select_one_from_file ../places.csv"), (R, 3, "type")),
    ("list_file_bad", row("select_one_from_file places.xml"), (R, 3, "type")),
    ("list_file_missing", row("csv-external"), (R, 3, "name")),
    ("other_with_filter", row("select_one ynu or_other", choice_filter="name != 'x'"),
     (R, 3, "choice_filter")),
    ("count_not_here", row("text", repeat_count="3"), (R, 3, "repeat_count")),
    ("column_not_of_groups", lambda: sheets(section("s", question("text", "q"), default="x")),
     (R, 2, "default")),
    ("column_not_of_groups", lambda: sheets(section("s", question("text", "q"), **GUIDED)),
     (R, 2, "guidance_hint::English (en)")),
    ("column_not_of_groups", lambda: sheets(section("s", question("text", "q"), quick="yes")),
     (R, 2, "bind::tip:quick")),
    ("column_not_of_ends", lambda: sheets(ended(section("s", Q), relevant="1 = 1")),
     (R, 4, "relevant")),
    ("column_not_of_ends", lambda: sheets(ended(section("s", Q), appearance="w2")),
     (R, 4, "appearance")),
    ("column_not_of_ends", lambda: sheets(inside(ended(repeat("g", Q), relevant="0"))),
     (R, 5, "relevant")),
    ("column_not_of_ends", lambda: sheets(inside(ended(group("g", Q), level="4"))),
     (R, 5, "bind::tip:level")),
    ("column_not_of_type", row("note", constraint="1 = 1", **MESSAGE), (R, 3, "constraint")),
    ("column_not_of_type", row("note", default="x"), (R, 3, "default")),
    ("column_not_of_type", row("calculate", calculation="1", constraint=". = 1", **MESSAGE),
     (R, 3, "constraint")),
    ("column_not_of_type", row("calculate", calculation="1", default="2"), (R, 3, "default")),
    ("column_not_of_type", row("csv-external", relevant="1 = 1"), (R, 3, "relevant")),
    ("message_not_here", row("text", **MESSAGE), (R, 3, "constraint_message::Arabic (ar)")),
    ("phase_not_here", row("text", phase="plan"), (R, 3, "bind::tip:phase")),
    ("phase_not_here", row("text", code="A"), (R, 3, "bind::tip:code")),
    ("phase_not_here", lambda: sheets(inside(group("g", Q, phase="plan"))),
     (R, 3, "bind::tip:phase")),
    ("phase_not_here", lambda: sheets(inside(repeat("g", Q, code="A"))),
     (R, 3, "bind::tip:code")),
    ("column_language", lambda: sheets(section("s", question("text", "q", label="x")),
                                       settings=SETTINGS | {"default_language": ""}), (R, 1, "label")),
    ("column_language_other", row("text", **{"label::Français (fr)": "x"}),
     (R, 1, "label::Français (fr)")),
    ("column_language_other", row("text", **{"hint::ku": "x"}), (R, 1, "hint::ku")),
    ("group_too_deep", deep, (R, 14, "type")),
    ("question_without_list", row("text", relevant="jr:choice-name(1, '${q}') = ''"),
     (R, 3, "relevant")),
    ("list_missing", row("text", relevant="pulldata('l', 'a', 'b', 1) = ''"), (R, 3, "relevant")),
    ("filter_column_unknown", row("text", relevant="pulldata('ynu', 'a', 'name', 1) = ''"),
     (R, 3, "relevant")),
    ("sheet_too_large", lambda: sheets([question("text", f"q{n}") for n in range(MAX_SURVEY_ROWS + 1)]),
     (R, MAX_SURVEY_ROWS, "")),
    ("rules_too_long", row("text", relevant="1" * (MAX_RULES + 1)), (R, 0, "")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "make_sheets", "where"), REFUSED, ids=[case[0] for case in REFUSED]
)
def test_what_is_not_supported_is_refused_in_words(
    code: str, make_sheets: Callable[[], Sheets], where: tuple[str, int, str]
) -> None:
    result = compile_form(make_sheets())
    assert result.definition is None
    faults = [fault for fault in result.faults if fault.code == code]
    assert where in [(fault.sheet, fault.row, fault.column) for fault in faults]
    assert all(fault.text.ar and fault.text.en for fault in faults)


def test_a_published_name_keeps_its_type() -> None:
    old = compiled(section("s", question("text", "q"), *repeat("rows", question("text", "cell"))))
    new = sheets(
        section("s", question("integer", "q"), question("text", "cell"), question("text", "n"))
    )
    faults = compile_form(new, [replace(old, version=1)]).faults
    assert [(fault.code, fault.row) for fault in faults] == [("name_reused", 3), ("name_reused", 4)]
    assert "q was of type text in version 1 and is integer here" in faults[0].text.en
    assert compile_form(new).faults == ()


def test_nothing_is_said_twice_about_lists_that_nobody_asks_for() -> None:
    assert (
        compile_form(sheets(section("s", question("text", "q")), [*YNU, choice("x", "a")])).faults
        == ()
    )


def test_missing_settings_are_said_with_everything_else() -> None:
    ours = dict(sheets(section("s", question("text", "q", relevant="(1"))))
    del ours["settings"]
    faults = compile_form(ours).faults
    assert [(fault.sheet, fault.code) for fault in faults] == [
        ("survey", "expression_unclosed_bracket"),
        ("settings", "sheet_empty"),
    ]


def test_what_every_row_lacks_is_said_once() -> None:
    lines = [{"type": "text", "name": f"q{n}", "label": "x"} for n in range(20)]
    faults = compile_form(sheets([*section("s")[:1], *lines, {"type": "end_group"}])).faults
    codes = [fault.code for fault in faults]
    assert codes.count("column_missing") == 2  # level and release
    assert len(codes) == len(set(zip(codes, [fault.row for fault in faults], strict=True))) + 1


def test_what_is_refused_is_said_once() -> None:
    """Its group is not called empty for it, and a rule that looks at it names no stranger."""
    lines = [
        *section("s", question("image", "photo")),
        *section("t", question("text", "why", relevant="${photo} != '' and ${foto} != ''")),
    ]
    faults = compile_form(sheets(lines)).faults
    assert [(fault.row, fault.code) for fault in faults] == [
        (3, "refused_attachment"),
        (6, "reference_unknown_plain"),
    ]


@pytest.mark.parametrize(
    ("name", "cell"), [("read_only", "yes"), ("level", "4"), ("release", "IN"), ("print", "intake")]
)
def test_what_is_said_of_a_group_only_is_no_protection_of_what_it_holds(
    name: str, cell: str
) -> None:
    column = name if name == "read_only" else f"bind::tip:{name}"
    for ours in (
        sheets(section("s", question("text", "q"), **{name: cell})),
        sheets(section("t", *group("s", question("text", "q"), **{name: cell}))),
        sheets(section("t", *repeat("s", question("text", "q"), **{name: cell}))),
    ):
        (fault,) = compile_form(ours).faults
        assert (fault.code, fault.column) == ("column_not_of_groups", column)
    assert compile_form(sheets(section("s", question("text", "q"), read_only="no"))).definition
