"""Drafts: one for each officer and file, replaced and deleted without a trace in the chain."""

from __future__ import annotations

from tests.storage.samples import BACK_TO_7, OFFICER, START, SUPERVISOR, new_case, take_back
from tipdesk.cases.interview.unfinished import NO_DRAFT, NO_REMARKS, Draft, RemarksDraft
from tipdesk.cases.model import Answer, MissingReason, Source
from tipdesk.storage import interview_rows
from tipdesk.storage.database import connect
from tipdesk.storage.vault import Vault

DRAFT = Draft(
    {"birth_date": "12/", "note": "نصف \ud83d"},  # half an emoji, as a clipboard leaves it
    {"sex": Answer("female", source=Source.DOCUMENT), "age": Answer(reason=MissingReason.DECLINED)},
)


def test_a_draft_comes_back_as_it_was(vault):
    case = new_case(vault)
    interview_rows.keep(vault, case.id, OFFICER, DRAFT, START)
    assert interview_rows.find(vault, case.id, OFFICER) == DRAFT
    interview_rows.keep(vault, case.id, OFFICER, Draft({"age": "x"}), START)
    assert interview_rows.find(vault, case.id, OFFICER) == Draft({"age": "x"})


def test_each_officer_and_file_has_its_own(vault):
    first, second = new_case(vault, 1), new_case(vault, 2)
    interview_rows.keep(vault, first.id, OFFICER, DRAFT, START)
    assert interview_rows.find(vault, first.id, SUPERVISOR) == NO_DRAFT
    assert interview_rows.find(vault, second.id, OFFICER) == NO_DRAFT
    interview_rows.keep(vault, first.id, SUPERVISOR, Draft({"age": "x"}), START)
    interview_rows.keep(vault, first.id, SUPERVISOR, NO_DRAFT, START)
    assert interview_rows.find(vault, first.id, OFFICER) == DRAFT
    assert interview_rows.holders(vault, first.id) == (OFFICER,)


def test_remarks_that_were_not_sent_and_typing_keep_each_other(vault):
    case, remarks = new_case(vault), RemarksDraft("نصف \ud83d", (("age", ""), ("sur", "x")))
    interview_rows.keep_remarks(vault, case.id, SUPERVISOR, remarks, START)
    assert interview_rows.find(vault, case.id, SUPERVISOR) == NO_DRAFT
    assert interview_rows.holders(vault, case.id) == ()
    interview_rows.keep(vault, case.id, SUPERVISOR, DRAFT, START)
    interview_rows.keep(vault, case.id, SUPERVISOR, NO_DRAFT, START)
    assert interview_rows.find_remarks(vault, case.id, SUPERVISOR) == remarks
    assert interview_rows.find_remarks(vault, case.id, OFFICER) == NO_REMARKS
    interview_rows.keep(vault, case.id, SUPERVISOR, DRAFT, START)
    interview_rows.keep_remarks(vault, case.id, SUPERVISOR, NO_REMARKS, START)
    assert interview_rows.find(vault, case.id, SUPERVISOR) == DRAFT
    interview_rows.keep(vault, case.id, SUPERVISOR, NO_DRAFT, START)
    assert vault.row("SELECT count(*) FROM draft") == (0,)


def test_an_empty_draft_leaves_no_row(vault):
    case = new_case(vault)
    interview_rows.keep(vault, case.id, OFFICER, DRAFT, START)
    interview_rows.keep(vault, case.id, OFFICER, NO_DRAFT, START)
    assert vault.rows("SELECT * FROM draft") == []


def test_the_chosen_view_is_kept_for_each_officer(vault):
    case = new_case(vault)
    assert interview_rows.chosen_view(vault, case.id, OFFICER) is None
    interview_rows.choose_view(vault, case.id, OFFICER, quick=True)
    interview_rows.choose_view(vault, case.id, SUPERVISOR, quick=True)
    interview_rows.choose_view(vault, case.id, OFFICER, quick=False)
    assert interview_rows.chosen_view(vault, case.id, OFFICER) is False
    assert interview_rows.chosen_view(vault, case.id, SUPERVISOR) is True


def test_a_vault_of_version_1_is_brought_up(vault_dir, dek):
    with Vault.open(vault_dir, dek) as vault:
        case = new_case(vault)
    connection = connect(vault_dir / "vault.db", dek)
    changes = (
        "DROP TABLE draft",
        "DROP TABLE chosen_view",
        "ALTER TABLE export DROP COLUMN contents",
        "DROP TRIGGER frozen_answers",
        "DROP TABLE frozen",
        "DROP TABLE card_voice",
        *BACK_TO_7,
        "ALTER TABLE case_file DROP COLUMN review_due",
        "ALTER TABLE case_file DROP COLUMN non_punishment",
        "DROP TABLE named",
    )
    take_back(connection, changes, 1)
    connection.close()
    with Vault.open(vault_dir, dek) as vault:
        interview_rows.keep(vault, case.id, OFFICER, DRAFT, START)
        assert interview_rows.find(vault, case.id, OFFICER) == DRAFT
    assert (vault_dir / "vault.pre-v2.bak").exists()
