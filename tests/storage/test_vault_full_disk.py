"""A vault on a full disk: nothing that was shown as saved is lost, and it opens again."""

from __future__ import annotations

import pytest

from tests.programs import copy_vault, small_disk
from tests.storage.samples import CUT_OFF, OFFICER, child, new_case
from tipdesk.cases.model import Answer
from tipdesk.core.errors import DiskFull
from tipdesk.storage import interview_rows, platform
from tipdesk.storage.files import case_rows
from tipdesk.storage.files.search import FileSummary, SearchText
from tipdesk.storage.vault import Vault


def fill_disk(vault: Vault) -> None:
    vault.limit_pages(vault.row("PRAGMA page_count")[0])


def test_a_full_disk_in_autosave_loses_nothing_and_goes_on_afterwards(vault, vault_dir, clock):
    case = new_case(vault)
    interview_rows.save_answers(vault, case.id, {"a": Answer("أول")}, officer=OFFICER, at=clock())
    assert (vault_dir / platform.NAME).stat().st_size == platform.SIZE
    fill_disk(vault)
    long = {f"p{number}": Answer("طويل" * 500) for number in range(9)}
    with pytest.raises(DiskFull):
        interview_rows.save_answers(vault, case.id, long, officer=OFFICER, at=clock())
    assert vault.space_low
    assert not (vault_dir / platform.NAME).exists(), "the room put aside is given up"
    assert interview_rows.answers(vault, case.id).keys() == {"a"}, "all of it or nothing"
    with pytest.raises(DiskFull):
        interview_rows.save_answers(vault, case.id, long, officer=OFFICER, at=clock())
    vault.limit_pages(10**6)
    interview_rows.save_answers(vault, case.id, long, officer=OFFICER, at=clock())
    assert interview_rows.answers(vault, case.id).keys() == {"a", *long}


def test_a_full_disk_in_a_larger_transaction_undoes_all_of_it(vault, clock):
    case = new_case(vault)
    fill_disk(vault)
    long = {"a": Answer("x" * 90_000)}

    def write():
        with vault.transaction():
            vault.set_meta("first", "1")
            with vault.transaction():
                interview_rows.save_answers(vault, case.id, long, officer=OFFICER, at=clock())

    with pytest.raises(DiskFull):
        write()
    assert vault.meta("first") == ""
    vault.limit_pages(10**6)
    with vault.transaction():
        vault.set_meta("first", "2")
    assert vault.meta("first") == "2"


@pytest.fixture
def little(tmp_path_factory):
    """A real file system of 24 MiB (needs root on Linux)."""
    with small_disk(tmp_path_factory.mktemp("small"), "24m") as folder:
        yield folder


def fill_up(path):
    with path.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(65536))


def test_a_really_full_disk(little, vault_dir, dek, clock):
    folder = little / "vault"
    copy_vault(vault_dir, folder)
    with Vault.open(folder, dek) as vault:
        case = new_case(vault)
        with pytest.raises(OSError, match="space"):
            fill_up(little / "other")
        saved = 0

        def save_on():
            nonlocal saved
            while saved < 200:
                long = {f"p{saved}": Answer("م" * 4000)}
                interview_rows.save_answers(vault, case.id, long, officer=OFFICER, at=clock())
                saved += 1

        with pytest.raises(DiskFull):
            save_on()
        again = {"last": Answer("ما كُتب قبل الامتلاء")}
        interview_rows.save_answers(vault, case.id, again, officer=OFFICER, at=clock())
        assert len(interview_rows.answers(vault, case.id)) == saved + 1
    with pytest.raises(OSError, match="space"):
        fill_up(little / "more")
    with pytest.raises(DiskFull):  # the room put aside is gone already
        Vault.open(folder, dek)
    (little / "more").unlink()
    with Vault.open(folder, dek) as vault:
        assert interview_rows.answers(vault, case.id)["last"].value == again["last"].value


def test_a_full_disk_does_not_keep_a_vault_shut(little, vault_dir, dek):
    """A killed process left a log; folding it into the file needs room, which the ballast gives."""
    folder = little / "vault"
    copy_vault(vault_dir, folder)
    child(CUT_OFF, folder, dek.hex()).communicate()
    with pytest.raises(OSError, match="space"):
        fill_up(little / "other")
    with Vault.open(folder, dek) as vault:
        assert vault.space_low
        (case,) = case_rows.list_cases(vault)
        assert len(interview_rows.answers(vault, case.id)) == 50


def test_a_full_disk_in_a_fold_leaves_every_answer_and_the_next_one_goes_on(vault, clock):
    case = new_case(vault)
    long = {f"p{number}": Answer("طويل" * 900) for number in range(20)}
    interview_rows.save_answers(vault, case.id, long, officer=OFFICER, at=clock())
    fill_disk(vault)
    listing = FileSummary("سونيتا", "", SearchText((case.number, "سونيتا" * 900)))
    with pytest.raises(DiskFull):
        interview_rows.fold(vault, case.id, clock(), listing)
    assert not interview_rows.is_folded(vault, case.id)
    assert interview_rows.unfolded(vault) == (case.id,)
    assert interview_rows.answers(vault, case.id).keys() == long.keys()
    assert case_rows.list_cases(vault, "سونيتا") == (), "the list knows nothing of half a fold"
    vault.limit_pages(10**6)
    interview_rows.fold(vault, case.id, clock(), listing)
    assert len(case_rows.list_cases(vault, "سونيتا")) == 1
    assert interview_rows.replay_matches(vault, case.id)
