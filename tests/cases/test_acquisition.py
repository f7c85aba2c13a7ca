"""What an officer writes down of an acquisition, and how it is kept."""

from datetime import UTC, datetime

import pytest

from tipdesk.cases.acquisition import (
    MOST,
    Acquired,
    Acquisition,
    HashComparison,
    Outcome,
    acquisition_body,
    acquisition_of,
    tidy,
    typed_hash,
)
from tipdesk.texts.acquisition import LABELS, VERDICTS, acquisition_lines, verdict

MD5 = "0123456789abcdef0123456789abcdef"
WHOLE = Acquisition(
    "Samsung", "A54", "R58", "FTK Imager", "4.7", "hardware", "T8u", "خبير", "2026-11-24T06:30:00Z",
    MD5, "medium",
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [MD5, MD5.upper(), " ".join(MD5[at : at + 4] for at in range(0, 32, 4)), f"\u2066{MD5}\u2069\n",
     ":".join(MD5[at : at + 2] for at in range(0, 32, 2)),
     MD5.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))],
)  # fmt: skip
def test_a_hash_is_read_as_reports_print_it(text: str) -> None:
    assert typed_hash(text) == MD5


@pytest.mark.parametrize("text", ["g" * 32, MD5[:-1], MD5 + "00", "md5 " + MD5, "—"])
def test_what_is_no_hash_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        typed_hash(text)


def test_what_is_kept_comes_back_and_nothing_else_is_taken_for_it() -> None:
    outcome = Outcome(HashComparison.STORED_SAME, MD5)
    body = acquisition_body(WHOLE, outcome)
    assert acquisition_of(body) == (WHOLE, outcome)
    assert acquisition_body(*acquisition_of(body)) == body  # its digest stands in the chain
    for other in ("{}", "[]", "x", '{"acquisition":{},"outcome":{"compared":"so","digest":""}}'):
        with pytest.raises(ValueError, match=r".+"):
            acquisition_of(other)


def test_no_field_turns_the_line_or_goes_on_without_end() -> None:
    kept = tidy(Acquisition(make="\u202egnusmaS\n\x00", serial="9" * 5000))
    assert kept == Acquisition(make="gnusmaS", serial="9" * MOST)


def test_every_verdict_and_every_field_has_its_words() -> None:
    assert set(VERDICTS) == set(HashComparison)
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    for compared in HashComparison:
        acquired = Acquired(WHOLE, Outcome(compared), "T-07", at)
        assert "{" not in verdict(acquired, "ar") + verdict(acquired, "en")
    lines = dict(acquisition_lines(Acquired(WHOLE, Outcome(), "T-07", at), "en"))
    words = " ".join(lines.values())
    assert all(
        part in words for part in ("Samsung A54", "R58", "FTK Imager 4.7", "T8u", MD5, "T-07")
    )
    assert set(LABELS) | {"hash_of"} == set(Acquisition.__dataclass_fields__)
    assert [
        name
        for name, _value in acquisition_lines(Acquired(Acquisition(), Outcome(), "T-07", at), "en")
    ] == ["Recorded by"]
