"""When a need may be referred by letter, and which letter a slip answers."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tipdesk.cases.paper.prints import ReplyCode, read_page_code, read_reply_code
from tipdesk.cases.paper.referrals import (
    FoundSlip,
    Letter,
    Missing,
    SlipVerdict,
    consent_of,
    missing,
    only_code,
    open_needs,
    slip_of,
)
from tipdesk.forms.model import split_path
from tipdesk.forms.publishing.catalogue import load_published

FORM = load_published().newest("victim-intake")
NUMBER, MARK, NEWER = "MOI-2026-000417", "ab" * 16, "cd" * 16
CODE = ReplyCode(NUMBER, 2, MARK)
WHOLE = {
    "needs[2]/need_type": "medical", "needs[2]/need_wanted": "yes", "needs[2]/ref_agency": "moh",
    "consent_services[1]/service_agency": "moh", "consent_services[1]/service_consent": "granted",
}  # fmt: skip


class AnswersOfFile:
    """What stands in a file."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def value(self, path: str) -> str:
        return self._values.get(path, "")

    def rows(self, repeat: str) -> tuple[int, ...]:
        parts = (split_path(path) for path in self._values)
        return tuple(sorted({row for name, row, _ in parts if name == repeat}))


def with_(*changes: tuple[str, str]) -> tuple[Missing, ...]:
    return missing(AnswersOfFile(WHOLE | dict(changes)), 2, FORM)


def test_a_letter_needs_a_need_a_wish_an_agency_and_its_consent() -> None:
    assert with_() == ()
    assert open_needs(AnswersOfFile(WHOLE)) == (2,)
    assert missing(AnswersOfFile(WHOLE), 1, FORM) == (Missing.NO_NEED,)
    for wish in ("no", "unknown", ""):
        assert with_(("needs[2]/need_wanted", wish)) == (Missing.NOT_WANTED,)
    assert with_(("needs[2]/ref_agency", "")) == (Missing.NO_AGENCY,)
    assert with_(("needs[2]/ref_agency", "msa")) == (Missing.NO_CONSENT,)  # agreed to another one
    for consent in ("granted_limited", "assent"):
        assert with_(("consent_services[1]/service_consent", consent)) == ()
    for consent in ("not_asked", ""):
        assert with_(("consent_services[1]/service_consent", consent)) == (Missing.NO_CONSENT,)
    for consent in ("refused", "withdrawn", "unable"):
        assert with_(("consent_services[1]/service_consent", consent)) == (Missing.REFUSED,)
    old = load_published().get("victim-intake", 1)
    assert missing(AnswersOfFile(WHOLE), 2, old) == (Missing.OLD_FORM,)


def test_a_refusal_outweighs_a_consent_to_the_same_agency() -> None:
    second = {
        "consent_services[2]/service_agency": "moh",
        "consent_services[2]/service_consent": "withdrawn",
    }
    assert with_(*second.items()) == (Missing.REFUSED,)
    limited = second | {"consent_services[2]/service_consent": "granted_limited"}
    assert consent_of(AnswersOfFile(WHOLE | limited), 2) == "granted_limited"


def test_embassy_and_family_have_their_own_consent() -> None:
    embassy = (
        ("needs[2]/ref_agency", "embassy"),
        ("consent_services[1]/service_agency", "embassy"),
    )
    assert with_(*embassy) == (Missing.EMBASSY,)
    assert with_(*embassy, ("consent_embassy", "refused")) == (Missing.EMBASSY,)
    assert with_(*embassy, ("consent_embassy", "granted")) == ()
    # Asked for by itself: no row of the services says it again.
    assert with_(embassy[0], ("consent_embassy", "granted")) == ()
    tracing = ("needs[2]/need_type", "family_tracing")
    assert with_(tracing) == (Missing.FAMILY,)
    assert with_(tracing, ("consent_family", "granted")) == ()


# --- slips -----------------------------------------------------------------------------------


def test_a_slips_code_is_of_its_own_kind() -> None:
    assert read_reply_code(CODE.text) == CODE
    assert read_page_code(CODE.text) is None
    assert set(CODE.text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    for bad in ("", CODE.text[:-1], CODE.text + "0", CODE.text.lower(),
                CODE.text.replace(":2:AB", ":0:AB"), CODE.text.replace("REPLY", "INTAKE")):  # fmt: skip
        assert read_reply_code(bad) is None, bad


@pytest.mark.parametrize(
    ("letters", "needs", "wanted", "verdict"),
    [
        ([(2, MARK)], (2,), 0, SlipVerdict.CURRENT),
        ([(2, MARK), (2, MARK)], (2,), 2, SlipVerdict.CURRENT),
        ([(2, MARK), (1, NEWER)], (1, 2), 2, SlipVerdict.CURRENT),
        ([(2, MARK), (2, NEWER)], (2,), 0, SlipVerdict.OLDER),
        ([(2, MARK), (2, NEWER), (2, MARK)], (2,), 0, SlipVerdict.CURRENT),
        ([(2, MARK)], (1, 2), 1, SlipVerdict.OTHER_NEED),
        ([(1, MARK)], (1, 2), 0, SlipVerdict.UNKNOWN),
        ([], (2,), 0, SlipVerdict.UNKNOWN),
        ([(2, MARK)], (1,), 0, SlipVerdict.GONE),
    ],
)
def test_a_slip_answers_the_newest_letter_of_its_need(
    letters: list[tuple[int, str]], needs: tuple[int, ...], wanted: int, verdict: SlipVerdict
) -> None:
    left = [Letter(need, mark, "moh", ()) for need, mark in letters]
    assert slip_of(CODE, NUMBER, left, needs, wanted) == FoundSlip(verdict, CODE)
    other = slip_of(CODE, "MOI-2026-000418", left, needs, wanted)
    assert other.verdict is SlipVerdict.OTHER_FILE


def test_one_slip_is_read_from_a_scan() -> None:
    other = ReplyCode(NUMBER, 3, MARK)
    assert only_code([[], [CODE], [CODE]]) == CODE
    assert only_code([[], []]) == FoundSlip(SlipVerdict.NO_CODE)
    assert only_code([[CODE], [other]]) == FoundSlip(SlipVerdict.SEVERAL)
