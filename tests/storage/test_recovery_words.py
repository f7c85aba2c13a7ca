"""BIP-39's encoding, checked against its published vectors."""

from __future__ import annotations

import hashlib

import pytest

from tipdesk.core.errors import WrongRecoveryWords
from tipdesk.core.settings import resource
from tipdesk.storage.passphrase import from_words, recovery_word_list, to_words, word_number

# https://github.com/trezor/python-mnemonic/blob/master/vectors.json
VECTORS = {
    "00" * 32: "abandon " * 23 + "art",
    "7f" * 32: "legal winner thank year wave sausage worth useful " * 2
    + "legal winner thank year wave sausage worth title",
    "80" * 32: "letter advice cage absurd amount doctor acoustic avoid " * 2
    + "letter advice cage absurd amount doctor acoustic bless",
    "ff" * 32: "zoo " * 23 + "vote",
    "68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c": "hamster diagram private"
    " dutch cause delay private meat slide toddler razor book happy fancy gospel tennis maple"
    " dilemma loan word shrug inflict delay length",
}


@pytest.mark.parametrize("key", VECTORS)
def test_published_vectors(key):
    words = VECTORS[key].split()
    assert list(to_words(bytes.fromhex(key))) == words
    assert from_words(words).hex() == key


def test_the_list_is_the_published_one():
    digest = hashlib.sha256(resource("words", "bip39-english.txt").read_bytes()).hexdigest()
    assert digest == "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
    assert len(recovery_word_list()) == 2048


def test_words_may_be_shortened_numbered_or_capital():
    words = VECTORS["7f" * 32].split()
    key = from_words(words)
    assert from_words([word[:4].upper() for word in words]) == key
    numbers = [str(word_number(word)) for word in words]
    assert from_words(numbers) == key
    assert from_words([number.zfill(4) for number in numbers]) == key  # as the sheet prints them
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    assert from_words(" ".join(numbers).translate(arabic)) == key


def test_a_slip_is_noticed_with_its_place():
    words = VECTORS["7f" * 32].split()
    for position in range(24):
        typed = list(words)
        typed[position] = "qqqq"
        with pytest.raises(WrongRecoveryWords) as caught:
            from_words(typed)
        assert caught.value.details == {"position": position + 1}
    for typed in ([], words[:-1], [*words, "art"], words[::-1]):
        with pytest.raises(WrongRecoveryWords) as caught:
            from_words(typed)
        assert caught.value.details == {"position": 0}


def test_two_words_exchanged_are_noticed():
    """Eight bits of checksum: one in 256 exchanges passes."""
    words = list(to_words(bytes(range(32))))
    noticed = 0
    for first in range(24):
        for second in range(first):
            typed = list(words)
            typed[first], typed[second] = typed[second], typed[first]
            try:
                from_words(typed)
            except WrongRecoveryWords:
                noticed += 1
    assert noticed >= 270  # of 276
