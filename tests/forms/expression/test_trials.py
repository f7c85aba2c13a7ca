"""`tipdesk forms eval`: expressions tried outside a form, one JSON line each."""

import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms.xlsform.test_forms_command import run
from tipdesk.cli.form_trials import MAX_LINE, answers
from tipdesk.forms.expression.functions import FUNCTIONS, REFUSED

NOW = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)  # the 25th in Kuwait


def tried(*lines: object) -> list[dict]:
    source = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    replies = answers(io.BytesIO(source.encode("utf-8", "surrogatepass")), lambda: NOW)
    return [json.loads(line, parse_constant=pytest.fail) for line in replies]


def value_of(expression: str, **more: object) -> object:
    (answer,) = tried({"expression": expression, **more})
    return answer.get("value", answer.get("error"))


def test_a_value_is_named_in_every_plain_way() -> None:
    for name in (
        "${n}",
        "$n",
        "n",
        "/data/n",
        "//n",
        "../n",
        "./n",
        "/data/group-1/n",
        "../../g/n",
    ):
        assert value_of(f"{name} + 1", values={"n": 4}) == 5
        assert value_of(f"{name}+1", values={"n": "4"}, **{"as": "string"}) == "5"
    assert value_of("div div mod", values={"div": 6, "mod": 3}) == 2
    assert value_of("${gone} = ''", values={}) is True


@pytest.mark.parametrize(
    "text",
    ["/a | /b", "/descendant::a", "/a//b", "/text()", "/ns:*", "/a[1]", "(a)[5]", "(a)/b", "/a/@b"],
)
def test_paths_that_need_a_document_are_refused(text: str) -> None:
    assert value_of(text, values={"a": "1", "b": "2"}) == "path"


def test_what_comes_out_is_what_was_asked_for() -> None:
    assert [value_of("'3'", **{"as": kind}) for kind in ("string", "number", "boolean")] == [
        "3",
        3,
        True,
    ]
    assert [value_of(text) for text in ("'3'", "3", "true()")] == ["3", 3, True]
    assert value_of("1 div 0", **{"as": "number"}) == "Infinity"
    assert value_of("-1 div 0") == "-Infinity"
    assert value_of("'x'", **{"as": "number"}) == "NaN"
    assert value_of("sum(${r})", values={"r": ["1", 2, None, True]}) == "NaN"
    assert value_of("sum(${r})", values={"r": ["1", 2, 3.5]}) == 6.5
    assert value_of("base64-decode('2YbYudmF')") == "نعم"


def test_the_clock_the_dot_and_lists_can_be_given() -> None:
    assert value_of("today()") == "2026-11-25"
    assert value_of("today()", zone="-07:00") == "2026-11-24"
    assert value_of("today()", today="2020-02-29") == "2020-02-29"
    assert (
        value_of("now()", now="2020-02-29T10:00:00Z", zone="+03:00")
        == "2020-02-29T13:00:00.000+03:00"
    )
    assert value_of(". > 3", current=4) is True
    assert value_of("position(..)", position=2) == 2
    lists = {"lists": {"places": [{"name": "hw", "label": "حولي", "code": "2"}]}}
    assert value_of("pulldata('places', 'code', 'name', 'hw')", **lists) == "2"
    assert value_of("pulldata('places', 'code', 'name', 'zz')", **lists) == ""
    assert value_of("jr:choice-name('hw', '${places}')", **lists) == "حولي"


@pytest.mark.parametrize(
    ("request_line", "code"),
    [
        ("", None),
        ("nonsense", "bad_request"),
        ("[]", "bad_request"),
        ("[" * 100_000, "bad_request"),
        ({"expression": 5}, "bad_request"),
        ({"expression": "1", "as": "date"}, "bad_request"),
        ({"expression": "1", "values": [1]}, "bad_request"),
        ({"expression": "1", "values": {"a": {"b": 1}}}, "bad_request"),
        ({"expression": "1", "zone": "Kuwait"}, "bad_request"),
        ({"expression": "1", "today": "soon"}, "bad_request"),
        ({"expression": "1", "position": "x"}, "bad_request"),
        ({"expression": "1", "position": 10**400}, "bad_request"),
        ({"expression": "1", "values": {"a": 10**400}}, "bad_request"),
        ({"expression": "1", "lists": [1]}, "bad_request"),
        ({"expression": "'" + "x" * MAX_LINE + "'"}, "bad_request"),
        ({"expression": "date('soon')"}, "not_a_date"),
        ({"expression": "1 +"}, "unfinished"),
        ({"expression": "uuid()"}, "refused_chance"),
        ({"expression": "randomize(/a)"}, "refused_chance"),
        ({"expression": "instance('x')"}, "refused_paths"),
        ({"expression": "no-such(1)"}, "unknown_function"),
        ({"expression": "digest('a', 'CRC')"}, "bad_digest"),
        ({"expression": "pulldata(${a}, 'b', 'c', 1)"}, "name_not_written"),
    ],
)
def test_what_cannot_be_tried_says_why_and_the_next_line_goes_on(
    request_line: object, code: str | None
) -> None:
    *first, last = tried(request_line, {"expression": "1"})
    assert first == ([] if code is None else [{"error": code}])
    assert last == {"value": 1}


FAULTS = {
    "bad_request": ['{"expression": 1}', '{"as": "number"}', "{", "null", '"1"', b"\xff", '{"expression": "1", "as": ""}',
                    '{"expression": "1", "values": "a"}', '{"expression": "1", "now": "noon"}'],
    "empty": ["", " \t\n "],
    "unfinished": ["1 +", "not(", "-", "1 and"],
    "unexpected": ["1 2", "5%5", "'a' 'b'", "if(1,,2)", "+1", "a b", "&"],
    "double_operator": ["5 == 5", "1 +* 2", "5 <> 5"],
    "unclosed_quote": ["'a", "concat('a', \"b)", '"'],
    "unclosed_bracket": ["(1", "not(1", "((1)"],
    "unopened_bracket": ["1)", "not(1))"],
    "smart_quote": ["‘a’ = 1", "“a”"],
    "hidden_character": ["1 +\u200f 2"],
    "arabic_digit": ["١ + 1"],
    "arabic_comma": ["if(1، 2, 3)"],
    "non_ascii": ["1 × 2", "1 ÷ 2", "1 ≥ 2"],
    "bad_reference": ["${}", "${a b}", "$", "$$a", "${1a}"],
    "path": ["/a[1]", "a/b", "a | b", "child::a", "@a", "..", "/", "//"],
    "unknown_function": ["no-such()", "Not(1)", "current-date()"],
    "argument_count": ["true(1)", "number()", "not(1, 2)", "if(1, 2)", "weighted-checklist(1, 2, 3)"],
    "refused_chance": ["uuid()", "random() > 1", "once(random())"],
    "refused_paths": ["current()", "instance('a')", "last()"],
    "refused_device": ["version()", "property('deviceid')", "extract-signed('a', 'b')"],
    "needs_reference": ["count(1)", "indexed-repeat('a', ${r}, 1)"],
    "name_not_written": ["pulldata(${a}, 'b', 'c', 'd')"],
    "pattern_not_written": ["regex('a', ${p})"],
    "bad_pattern": ["regex('a', '(')", "regex('a', '[z-a]')"],
    "bad_date_format": ["format-date('2020-01-01', '%Q')", "format-date('2020-01-01', '%')"],
    "bad_digest": ["digest('a', 'MD4')", "digest('a', 'MD5', 'base32')"],
    "not_a_date": ["date('x')", "date-time(true())", "format-date('2023-02-30', '%Y')", "decimal-date-time('7')"],
    "too_long": ["1+" * 2001 + "1", "'" + "x" * 8000 + "'"],
    "too_deep": ["(" * 41 + "1" + ")" * 41],
    "too_costly": ["+".join(["string-length(concat(${long}, ${long}))"] * 50)],
    "result_too_long": ["concat(${long}, ${long}, ${long})"],
}  # fmt: skip


@pytest.mark.parametrize(("code", "lines"), FAULTS.items())
def test_every_code_on_its_own_line(code: str, lines: list[str | bytes]) -> None:
    if code != "bad_request":
        values = {"long": "x" * 40_000}
        lines = [json.dumps({"expression": line, "values": values}) for line in lines]
    source = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    replies = list(answers(io.BytesIO(source + b'\n{"expression": "1"}\n'), lambda: NOW))
    assert [json.loads(line) for line in replies] == [{"error": code}] * len(lines) + [{"value": 1}]


def test_every_code_and_every_function_is_documented() -> None:
    text = (Path(__file__).parents[3] / "docs" / "forms.md").read_text("utf-8")
    table = text.partition("| code | said of |")[2].partition("\n\n")[0]
    codes = [word for row in table.splitlines()[2:] for word in row.split("|")[1].split()]
    assert sorted(word.strip("`") for word in codes) == sorted([*FAULTS, "unforeseen"])
    supported = text.partition("\nSupported:\n")[2].partition("\n\n")[0]
    assert [word.strip("`") for word in supported.split()] == sorted(FUNCTIONS)
    refused = text.partition("\nRefused:\n")[2].partition("\nWhere ")[0]
    heads = [line.split("`:")[0] + "`" for line in refused.splitlines() if line[:1] == "*"]
    assert sorted(re.findall("`([^`]+)`", " ".join(heads))) == sorted(REFUSED)


REQUESTS = st.dictionaries(
    st.sampled_from(["expression", "values", "as", "zone", "now", "today", "current", "lists"]),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
        max_leaves=6,
    ),
)


@given(REQUESTS)
@settings(max_examples=300, deadline=None)
def test_no_line_breaks_it(request_line: dict) -> None:
    (answer,) = tried(request_line)
    assert len(answer) == 1


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text('{"expression": "concat(${a}, \'م\')", "values": {"a": "سلا"}}\n\n', "utf-8")
    assert run("eval", path) == 0
    assert capsys.readouterr().out == '{"value": "سلام"}\n'
    assert run("eval", tmp_path / "missing") == 2


def test_parts_of_a_day_are_rounded_once() -> None:
    assert value_of("decimal-time('16:00:00.000+03:00')") == 16 / 24
    assert value_of("decimal-time('01:00:00Z')", zone="-07:00") == 18 / 24
    assert value_of("decimal-date-time('2018-04-24T15:30:00.000+06:00')") == (17645 * 24 + 9.5) / 24


def test_half_a_character_comes_out_as_it_went_in() -> None:
    (line,) = answers(
        io.BytesIO(b'{"expression": "concat(${a}, \'\xd9\x85\')", "values": {"a": "\\ud800"}}'),
        lambda: NOW,
    )
    assert line.encode() == b'{"value": "\\ud800\\u0645"}'
