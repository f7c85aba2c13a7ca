"""The list of files, as an officer sees it."""

import pytest

from tipdesk.ui.files.page import FilesPage


@pytest.fixture
def page(officer, shown):
    page = shown(FilesPage(officer))
    page.load()
    return page
