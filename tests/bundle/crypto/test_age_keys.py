"""age's key texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipdesk.bundle.crypto.age import Identity, Recipient, bech32_decode, bech32_encode
from tipdesk.core.errors import BundleUnreadable

MINE = Identity.generate()
OTHER = Identity.generate()


@given(st.binary(max_size=64))
def test_bech32_comes_back(data: bytes) -> None:
    assert bech32_decode("age", bech32_encode("age", data)) == data


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "age1",
        MINE.recipient.text[:-1],
        MINE.recipient.text[:-1] + ("q" if MINE.recipient.text[-1] != "q" else "p"),
        MINE.recipient.text.upper(),
        MINE.recipient.text[:10].upper() + MINE.recipient.text[10:],
        MINE.text,
        bech32_encode("age", bytes(31)),
        bech32_encode("ago", bytes(32)),
        MINE.recipient.text + "é",
    ],
    ids=range(11),
)
def test_no_recipient(text: str) -> None:
    with pytest.raises(BundleUnreadable):
        Recipient.from_text(text)


def test_an_identity_file_holds_one_key() -> None:
    assert Identity.from_file(f"# made today\n\n{MINE.text}\n") == MINE
    for text in ("", "# nothing\n", f"{MINE.text}\n{OTHER.text}\n", MINE.recipient.text):
        with pytest.raises(BundleUnreadable):
            Identity.from_file(text)


def test_a_key_is_not_shown_by_accident() -> None:
    assert MINE.secret.hex() not in repr(MINE)
    assert "AGE-SECRET" not in repr(MINE)
