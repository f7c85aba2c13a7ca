"""The page on which the Prosecution receives."""

import pytest

from tipdesk.ui.handover.receiving import ReceivingPage


@pytest.fixture
def page(receiver, shown):
    page = shown(ReceivingPage(receiver))
    page.load()
    return page
