"""A newer version of the intake form takes nothing away from the records of an older one."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tipdesk.forms.model import FormDefinition, Group, GroupKind, Question
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.forms.rules.rules import FormRules

FORM = "victim-intake"
MOVED = ("country", 3)
"""Since version 3 who is no country stands among the issuers of documents, under the same code."""

CASE_WORK_FROM = 5
BESIDE = {
    *("ref_status", "ref_sent_at", "ref_answered_at", "ref_answered_by", "ref_appointment"),
    *("ref_delivered_at", "ref_not_reason", "ref_fields_shared", "shelter_in_at"),
    *("shelter_in_room", "shelter_out_at", "shelter_out_reason", "pp_outcome", "close_reason"),
    *("close_date", "close_approved_by", "close_approved_at", "retention_until", "retention_hold"),
}
"""What goes on after the interview is case work; the records of before keep their answers."""


@pytest.fixture(scope="module")
def versions() -> list[FormDefinition]:
    catalogue = load_published()
    return [catalogue.get(FORM, number) for number in catalogue.versions(FORM)]


def homes(form: FormDefinition) -> dict[str, tuple[str, Question]]:
    """Every question with the repeat in which it stands."""
    by_name: dict[str, tuple[str, Question]] = {}

    def walk(group: Group, repeat: str) -> None:
        for child in group.children:
            if isinstance(child, Question):
                by_name[child.name] = (repeat, child)
            else:
                walk(child, child.name if child.kind is GroupKind.REPEAT else repeat)

    for section in form.sections:
        walk(section, "")
    return by_name


def test_every_version_opens(versions: list[FormDefinition]) -> None:
    assert [form.version for form in versions] == list(range(1, len(versions) + 1))
    assert len(versions) > 1
    for form in versions:
        FormRules(form)


def test_a_name_keeps_its_place_type_and_list(versions: list[FormDefinition]) -> None:
    for older, newer in pairwise(versions):
        later = homes(newer)
        for name, (repeat, question) in homes(older).items():
            if newer.version == CASE_WORK_FROM and name in BESIDE:
                assert name not in later
                continue
            assert name in later, name
            home, now = later[name]
            assert home == repeat, name
            listed = question.list_name
            if (listed, newer.version, name) == (*MOVED, "doc_country"):
                listed = "document_issuer"
            assert (now.type, now.list_name) == (question.type, listed), name
            assert now.level >= question.level, name


def test_a_list_keeps_its_codes_and_what_they_say(versions: list[FormDefinition]) -> None:
    for older, newer in pairwise(versions):
        for name, choices in older.choices.items():
            codes = {choice.name: choice for choice in newer.choices[name]}
            gone = {choice.name: choice for choice in choices if choice.name not in codes}
            if (name, newer.version) != MOVED:
                assert not gone, name
                continue
            issuers = {choice.name: choice for choice in newer.choices["document_issuer"]}
            assert {code: issuers[code].label for code in gone} == {
                code: choice.label for code, choice in gone.items()
            }


def test_sections_keep_their_names(versions: list[FormDefinition]) -> None:
    for older, newer in pairwise(versions):
        assert {s.name for s in older.sections} <= {s.name for s in newer.sections}
