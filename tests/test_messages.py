import ast
import re
from collections.abc import Iterator
from string import Formatter

import pytest

from tests.architecture.sources import product
from tipdesk.bundle.problems import Code
from tipdesk.cases.model import MissingReason, Role, Status
from tipdesk.core import errors
from tipdesk.core.arabic_words import word_list
from tipdesk.core.errors import DataError, TipdeskError, UserError
from tipdesk.forms.values import ValueRefusal
from tipdesk.i18n.text import set_language
from tipdesk.storage.passphrase import Advice, strength
from tipdesk.texts import messages
from tipdesk.texts.errors import ERRORS, FORM_ERRORS, PAPER_ERRORS
from tipdesk.texts.messages import PROBLEMS
from tipdesk.texts.reasons import REASONS

ARABIC = re.compile("[\u0621-\u064a]")


def every_error() -> Iterator[type[TipdeskError]]:
    for value in vars(errors).values():
        if isinstance(value, type) and issubclass(value, (UserError, DataError)):
            yield from {value} - {UserError, DataError}


DETAILS: dict[str, str | int] = {
    "login": "K-17", "what": "slots", "found": 3, "known": 2, "last": "2026-11-24", "count": 4,
    "first": "survey 12", "form": "victim-intake", "version": 1, "reason": "note", "position": 7,
    "name": "stick", "step": "export", "status": "completed", "seq": 9, "code": "E_DIGEST",
    "bundle": "0f2c", "serial": "1A2B", "number": "PPX-2026-1",
    "variable": "TMPDIR", "sheet": "survey", "cell": "H4", "cause": "KeyError",
    "readers": "S-01", "most": 20, "option": "--force", "where": "T-07", "check": "tipdesk vault check",
    "file": "SH2-2026-00017", "office": "PPX", "line": 3, "date": "24/11/2026",
}  # fmt: skip


@pytest.mark.parametrize("error", list(every_error()), ids=lambda error: error.__name__)
def test_every_error_has_a_sentence_and_a_next_step_in_both_languages(
    error: type[TipdeskError],
) -> None:
    arabic = messages.sentence(error(**DETAILS), "ar")
    english = messages.sentence(error(**DETAILS), "en")
    for text in (arabic.what, arabic.next_step):
        assert ARABIC.search(text), text
    for text in (english.what, english.next_step):
        assert not ARABIC.search(text), text
    assert arabic.what != arabic.next_step
    assert "no words" not in english.what  # the fallback
    for text in (arabic.what, arabic.next_step, english.what, english.next_step):
        assert "…" not in text, f"{text}: a detail that errors.py does not promise"
        assert "{" not in text


def test_every_detail_of_a_sentence_is_promised_by_its_error() -> None:
    for error, texts in {**ERRORS, **FORM_ERRORS, **PAPER_ERRORS}.items():
        promised = re.search(r"details: ([a-z, ]+)\)", error.__doc__ or "")
        names = set(promised.group(1).split(", ")) if promised else set()
        used = {field for text in texts for _, field, _, _ in Formatter().parse(text) if field}
        assert used <= names | ({"problem"} if "code" in names else set()), error


@pytest.mark.parametrize("code", [code.value for code in Code])
def test_every_problem_code_has_a_sentence_in_both_languages(code: str) -> None:
    arabic, english = messages.problem(code, "ar"), messages.problem(code, "en")
    assert ARABIC.search(arabic)
    assert english == PROBLEMS[code]
    assert "_" not in arabic


def test_no_two_codes_say_the_same() -> None:
    arabic = [messages.problem(code, "ar") for code in PROBLEMS]
    assert len(set(arabic)) == len(arabic)
    assert set(PROBLEMS) == {code.value for code in Code}


def _error(name: str) -> type[TipdeskError]:
    error: type[TipdeskError] = getattr(errors, name)
    return error


def reasons_given() -> set[tuple[str, str]]:
    """Every literal `SomeError(…, reason="…")` of the product."""
    raised = {("AnswerRefused", refusal.value) for refusal in ValueRefusal}
    for tree in product().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                for keyword in node.keywords:
                    if keyword.arg == "reason" and isinstance(keyword.value, ast.Constant):
                        raised.add((node.func.id, keyword.value.value))
    return {(error, reason) for error, reason in raised if hasattr(errors, error)}


def test_every_reason_that_is_given_has_a_sentence() -> None:
    pairs = {pair for pair in reasons_given() if pair[0] != "ExpressionFault"}  # a form's author
    assert pairs <= set(REASONS)
    for (name, reason), english in REASONS.items():
        sentence = messages.sentence(_error(name)(name="x", reason=reason), "ar").what
        assert ARABIC.search(sentence)
        assert english not in sentence


def test_what_of_a_vault_is_damaged_is_told_apart() -> None:
    parts = ("database", "slots", "slots_older", "sealed_file")
    for language in ("ar", "en"):
        sentences = [messages.sentence(errors.VaultDamaged(what=part), language) for part in parts]
        assert len({sentence.what for sentence in sentences}) == len(parts)
        assert (
            len({sentence.next_step for sentence in sentences}) == len(parts) - 1
        )  # both of slots the same


def test_an_unknown_code_or_a_missing_detail_never_raises() -> None:
    assert messages.problem("E_NEW", "ar") == "\u2066E_NEW\u2069"
    assert "…" in messages.sentence(errors.UnknownLogin(), "ar").what

    class Unheard(UserError):
        pass

    assert "Unheard" in messages.sentence(Unheard(), "ar").next_step


def test_details_are_cleaned_and_isolated() -> None:
    sentence = messages.sentence(errors.FileUnreadable(name="\u202egpj.exe"), "ar").what
    assert "\u2066gpj.exe\u2069" in sentence
    assert "\u202e" not in sentence


def test_the_screens_language_is_used_when_none_is_given() -> None:
    set_language("en")
    assert messages.sentence(errors.DiskFull()).what.startswith("The disk is full")
    assert messages.status_label(Status.APPROVED) == "Ready to refer"
    set_language("ar")
    assert messages.status_label(Status.APPROVED) == "جاهز للإحالة"


def test_every_state_reason_and_role_has_a_label_in_both_languages() -> None:
    for language in ("ar", "en"):
        labels = [
            *(messages.status_label(status, language) for status in Status),
            *(messages.reason_label(reason, language) for reason in MissingReason),
            *(messages.role_label(role, language) for role in Role),
        ]
        assert len(set(labels)) == len(labels)
        assert all(bool(ARABIC.search(label)) == (language == "ar") for label in labels)


def test_a_status_in_an_error_is_said_in_words() -> None:
    sentence = messages.sentence(
        errors.TransitionRefused(step="export", status="completed"), "ar"
    ).what
    assert "مكتمل" in sentence


def test_every_advice_on_a_passphrase_has_a_sentence_in_both_languages() -> None:
    assert set(messages._ADVICE) == {advice.value for advice in Advice}
    sentences = [messages.passphrase_advice(advice, "ar") for advice in Advice]
    assert all(ARABIC.search(text) for text in sentences)
    assert len(set(sentences)) == len(sentences)
    for advice in Advice:
        assert not ARABIC.search(messages.passphrase_advice(advice, "en"))
    assert messages.passphrase_advice("") == ""


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("نورة", Advice.TOO_SHORT),
        ("حشسسصخقي", Advice.TOO_COMMON),  # "password" on an Arabic layout
        (" ".join(word_list()[:3]), Advice.ADD_WORDS),
        (" ".join(word_list()[:5]), ""),
    ],
)
def test_the_advice_fits_what_was_typed(typed: str, advice: str) -> None:
    assert strength(typed).advice_code == advice
