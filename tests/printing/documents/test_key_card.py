"""The card of all keys: whole, in both languages, on two sides of A5."""

from __future__ import annotations

import re

import pypdfium2
import pytest

from tests.architecture.sources import ROOT
from tests.desk.paper_words import plain
from tests.printing.print_sizes import printed
from tipdesk.i18n.text import texts
from tipdesk.printing.documents.key_card import key_places, render_key_card
from tipdesk.printing.pdf.pdf_file import HEIGHT, WIDTH
from tipdesk.printing.preview import text
from tipdesk.texts.keys import TABLE, KeyScope

_FOOT = 40.0  # y that no foot reaches
A5 = (WIDTH / 2**0.5, HEIGHT / 2**0.5)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_key_is_explained_once_and_named_wherever_it_does_something(language) -> None:
    places = key_places(language)
    explained = [(line.cap, line.does) for place in places for line in place.lines]
    assert sorted(explained) == sorted(set(explained))
    for key in TABLE:
        assert (key.text, texts(language).gettext(key.does)) in explained
        named = [
            place
            for place in places
            if key.text in (*place.known, *(line.cap for line in place.lines))
        ]
        assert len(named) >= len(key.scopes), key.text
    assert len(places) == len(KeyScope)
    assert all(place.lines or place.known for place in places)


def test_keys_beside_the_table_are_on_the_page_of_keys() -> None:
    page = (ROOT / "docs/keys.md").read_text("utf-8")
    known = {key.text for key in TABLE}
    for place in key_places("en"):
        for line in place.lines:
            if line.cap not in known:
                first, _dash, last = line.cap.partition("\u2013")
                wanted = f"`{first}` to `{last}`" if last else f"`{first}`"
                assert f"| {wanted} | " in page, line.cap


@pytest.mark.parametrize("language", ["ar", "en"])
def test_it_has_two_sides_of_a5_that_can_be_read(language) -> None:
    pdf = render_key_card(language)
    document = pypdfium2.PdfDocument(pdf)
    sizes = [page.get_size() for page in document]
    document.close()
    assert sizes == [pytest.approx(A5, abs=0.1)] * 2
    assert min(piece.size for piece in printed(pdf) if piece.y > _FOOT) >= 9.0
    on_paper = plain(text(pdf))
    for place in key_places(language):
        assert plain(place.name) in on_paper
        for line in place.lines:
            assert plain(line.cap) in on_paper


def test_a_key_that_ends_in_a_sign_is_not_turned_round() -> None:
    """In Arabic too the sign stands behind «Ctrl», also in the line that only names it."""
    signs = re.findall(r"\S*Ctrl\S*", text(render_key_card("ar")))
    assert sum("Ctrl+-" in sign for sign in signs) == 2
    assert not any(sign.startswith("-") for sign in signs)
