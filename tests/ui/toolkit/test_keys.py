"""The table of all keys: none means two things where both could be meant; the pages name them."""

import re

import pytest

from tests.architecture.sources import ROOT
from tipdesk.texts.keys import TABLE, KeyScope
from tipdesk.ui.toolkit.keyboard import shortcut_of, stroke_of

BESIDE = {  # what can be meant at the same time as a page
    KeyScope.INTERVIEW: {KeyScope.RECORDING},
    KeyScope.WRITING: {KeyScope.RECORDING},
    KeyScope.READING: {KeyScope.RECORDING},
}


@pytest.mark.parametrize("scope", KeyScope)
def test_a_key_means_one_thing_wherever_it_is_pressed(scope):
    meant = {scope, KeyScope.EVERYWHERE, *BESIDE.get(scope, ())}
    here = [key.text for key in TABLE if key.scopes & meant]
    assert sorted(here) == sorted(set(here))


def test_a_function_key_means_one_thing_in_the_whole_program():
    keys = [key.text for key in TABLE if re.fullmatch(r"F\d+", key.text)]
    assert sorted(keys) == sorted(set(keys))


def test_every_key_is_written_as_qt_reads_it():
    for key in TABLE:
        assert not shortcut_of(key).isEmpty(), key.text
        assert stroke_of(key)[0], key.text


def test_the_page_of_keys_says_of_each_where_it_is_meant():
    rows = re.findall(
        r"^\| `([^`]+)`(?:, [^|]*)? \| ([^|]+) \|",
        (ROOT / "docs/keys.md").read_text("utf-8"),
        re.MULTILINE,
    )
    for key in TABLE:
        places = [place for text, place in rows if text == key.text]
        for scope in key.scopes:
            assert any(scope.value in place for place in places), (key.text, scope, places)
