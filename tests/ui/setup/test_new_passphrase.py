"""The meter says what would make a passphrase hold."""

import pytest

from tests.ui.gestures import type_text
from tipdesk.storage.passphrase import Advice, word_list
from tipdesk.texts.messages import passphrase_advice
from tipdesk.ui.setup.new_passphrase import NewPassphrase


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
    type_text(typed, chooser._passphrase._field)
    said = passphrase_advice(advice)
    assert chooser._meter._words.text() == said
    assert chooser._meter._bar.accessibleDescription() == said
    chooser._suggest.click()
    assert chooser._meter._words.text() not in (said, "")
