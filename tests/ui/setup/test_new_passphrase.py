"""The meter says what would make a passphrase hold."""

import pytest
from PySide6.QtWidgets import QProgressBar

from tests.ui.drivers.seeing import the
from tests.ui.gestures import click, field, texts, type_text
from tipdesk.core.arabic_words import word_list
from tipdesk.i18n.text import _
from tipdesk.storage.passphrase import Advice
from tipdesk.texts.messages import passphrase_advice
from tipdesk.ui.setup.new_passphrase import NewPassphrase
from tipdesk.ui.toolkit.confirming import StrengthMeter


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("نورة", Advice.TOO_SHORT),
        ("محمد رسول الله", Advice.TOO_COMMON),
        (" ".join(word_list()[:3]), Advice.ADD_WORDS),
    ],
)
def test_the_meter_gives_the_advice_that_fits(qtbot, typed, advice):
    chooser = NewPassphrase(lambda: ("T-07",))
    qtbot.addWidget(chooser)
    chooser.show()
    type_text(typed, field(chooser, _("Own passphrase")))
    expected = passphrase_advice(advice)
    meter = the(chooser, StrengthMeter)
    assert texts(meter) == expected
    assert the(meter, QProgressBar).accessibleDescription() == expected
    click(chooser, _("Suggest five words"))
    assert texts(meter) not in (expected, "")
