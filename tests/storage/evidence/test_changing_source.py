"""A file that is still being written, or cut off, while it is attached."""

import os

import pytest

from tipdesk.core.errors import FileChanged
from tipdesk.core.sealed_file import CHUNK
from tipdesk.core.work import Work
from tipdesk.storage.evidence import attachments

DATA = os.urandom(3 * CHUNK + 1000)


@pytest.mark.parametrize("size", [CHUNK + 5, len(DATA) + CHUNK, len(DATA)])
def test_a_file_that_changes_while_it_is_taken_is_not_kept(vault, tmp_path, size):
    """Cut off, grown, or only touched: what was read stood in no file at any time."""
    path = tmp_path / "film.mp4"
    path.write_bytes(DATA)

    def change(done, total):
        if done == CHUNK:
            os.truncate(path, size)
            os.utime(path, (1, 1))

    with path.open("rb") as source, pytest.raises(FileChanged) as caught:
        attachments.seal(vault.vault_dir, source, path.name, "b", Work(change))
    assert caught.value.details == {"name": "film.mp4"}
    assert [
        path_below for path_below in (vault.vault_dir / "att").rglob("*") if path_below.is_file()
    ] == []


def test_a_file_that_grows_as_long_as_it_is_read_is_given_up(vault, tmp_path):
    """Without the bound it would be read until the disk is full."""
    path = tmp_path / "film.mp4"
    path.write_bytes(DATA)
    asked = []

    def grow(done, total):
        asked.append(done)
        assert len(asked) < 20
        with path.open("ab") as more:
            more.write(os.urandom(2 * CHUNK))

    with path.open("rb") as source, pytest.raises(FileChanged):
        attachments.seal(vault.vault_dir, source, path.name, "b", Work(grow))
    assert [
        path_below for path_below in (vault.vault_dir / "att").rglob("*") if path_below.is_file()
    ] == []
