"""One look for all tests of windows; every test gets it in Arabic, at the size of a laptop."""

import pytest
from PySide6.QtWidgets import QApplication

from tipdesk.i18n.catalogue import set_language
from tipdesk.ui import look


@pytest.fixture(scope="session")
def qapp_cls():
    return QApplication


@pytest.fixture(scope="session")
def qapp(qapp_args, qapp_cls, pytestconfig):
    set_language("ar")
    app = qapp_cls.instance() or qapp_cls(qapp_args)
    look.apply(app)
    return app
