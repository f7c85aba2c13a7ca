"""The station page of a supervisor, who may do most there."""

import pytest

from tipdesk.ui.station.page import StationPage


@pytest.fixture
def page(supervisor, shown):
    page = shown(StationPage(supervisor))
    page.load()
    return page
