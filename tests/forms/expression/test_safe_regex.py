"""The pattern matcher against Python's own, and against patterns that hang others."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipdesk.core.errors import ExpressionFault
from tipdesk.forms.expression.safe_regex import MAX_TEXT, check_pattern, matches_whole


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("[0-9]{12}", "123456789012", True),
        ("[0-9]{12}", "12345678901", False),
        ("[0-9]{2,3}", "1234", False),
        ("[0-9]{2,}", "1234", True),
        ("^[A-Z]?$", "", True),
        ("a|bc", "bc", True),
        ("(?:ab)+", "abab", True),
        (r"\d+\.\d{2}", "12.50", True),
        (r"[\d-]+", "1-2", True),
        (r"[^\]]", "]", False),
        ("[ء-ي ]+", "مريم أحمد", True),
        (".", "\n", False),
        (r"\w+", "é", False),  # ASCII classes, as Java
        ("[]a]", "]", True),
        ("x*", "", True),
        ("[a-z]+?[0-9]{1,2}?", "ab12", True),  # lazy is as greedy over the whole
        (r"[\u0621-\u064a]+", "مريم", True),
        (r"\x41", "A", True),
        (r"[\S\s]+", "a \n", True),
        (r"[^\W_]+", "a1", True),
        (r"[^\W_]+", "a_", False),
        (r"[\D5]+", "x5", True),
        (r"[\D5]", "6", False),
    ],
)
def test_matches(pattern: str, text: str, expected: bool) -> None:
    assert matches_whole(pattern, text) is expected


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "[", "a{", "a{2", "a{3,2}", "*a", "a**", r"\1", r"\b", "(?=a)", "(?P<n>a)", "a{99999}",
     "[z-a]", "\\", r"\u06", r"\x1", "a+?+", "^*", "((((a{9}){9}){9}){9}){9}", "a" * 501, "(){9999}"],
)  # fmt: skip
def test_what_it_does_not_know_is_refused(pattern: str) -> None:
    with pytest.raises(ExpressionFault) as caught:
        check_pattern(pattern)
    assert caught.value.details["reason"] == "bad_pattern"


def test_text_beyond_the_bound_never_fits() -> None:
    assert matches_whole("a*", "a" * MAX_TEXT)
    assert not matches_whole("a*", "a" * (MAX_TEXT + 1))


ATOMS = st.sampled_from(
    ["a", "b", "[ab]", "[^a]", ".", r"\d", r"[\Db]", "(a|b)", "(?:ab)", "(|a)", "^", "$"]
)
PARTS = st.tuples(
    ATOMS,
    st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,2}", "{1,}", "*?", "+?", "??", "{1,2}?"]),
).map(lambda pair: pair[0] if pair[0] in "^$" else "".join(pair))


@given(st.lists(PARTS, max_size=6).map("".join), st.text("ab1\n", max_size=8))
@settings(max_examples=1500, deadline=None)
def test_it_agrees_with_python(pattern: str, text: str) -> None:
    if "$" in pattern and "\n" in text:
        return  # Python's $ also fits before a last line feed
    expected = re.fullmatch(pattern.replace(".", r"[^\n\r]"), text, re.ASCII) is not None
    assert matches_whole(pattern, text) is expected


def test_a_class_of_many_ranges_costs_no_more_than_a_letter() -> None:
    """A class is asked once for each of its ranges otherwise: seconds for what is counted as one."""
    scattered = "".join(chr(0x4E00 + 2 * n) for n in range(470))
    began = time.process_time()
    assert matches_whole(f"(?:[{scattered}]*){{150}}", scattered[-1] * 500)
    assert time.process_time() - began < 1  # 0.04; before: 4
