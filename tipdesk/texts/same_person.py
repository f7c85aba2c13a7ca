"""Why two descriptions may be of one person, and what people of a family are to each other."""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.cases.persons.judging import Ground, Says
from tipdesk.cases.persons.name_words import SERVANT, is_arabic
from tipdesk.cases.persons.names_alone import NamesSay
from tipdesk.cases.persons.same import Kinship
from tipdesk.i18n.text import N_, _, language, listed

_SENTENCES: Mapping[NamesSay | Says, str] = {
    NamesSay.EQUAL: N_("Same name"),
    NamesSay.ALIKE: N_("Two spellings that may be one name"),
    NamesSay.LEFT_OUT: N_("Same name, with words that one of the two leaves out"),
    NamesSay.FIRST_LEFT_OUT: N_("Without the first word it may be the name of the father"),
    NamesSay.ONE_WORD: N_("Only one word of the names is the same"),
    NamesSay.WORD_NEAR: N_("A word of the name is close, but may be another name"),
    NamesSay.WORDS_APART: N_("Different words in the names"),
    NamesSay.ORDER: N_("Person and father may have changed places"),
    NamesSay.GENERATION: N_("One is the elder and the other the younger of one name"),
    NamesSay.SWAPPED: N_("Who is the child in one name is the parent in the other"),
    NamesSay.SEX: N_("One name is said of a woman and the other of a man"),
    Says.SEX: N_("Same sex"),
    Says.SEX_APART: N_("Different sex"),
    Says.NATIONALITY: N_("Same nationality"),
    Says.NATIONALITY_APART: N_("Different nationalities"),
    Says.BIRTH: N_("Same date of birth"),
    Says.BIRTH_EXCHANGED: N_("Same date of birth, with day and month exchanged"),
    Says.BIRTH_TYPED: N_("Dates of birth that differ in one digit"),
    Says.BIRTH_YEAR: N_("Same year of birth"),
    Says.BIRTH_NEAR: N_("Years of birth that differ by one"),
    Says.BIRTH_APART: N_("Different dates of birth"),
    Says.DOCUMENT: N_("Same number of a document"),
    Says.DOCUMENT_TYPED: N_("Numbers of documents that differ in one sign"),
    Says.DOCUMENT_APART: N_("Different numbers of documents"),
    Says.NOTHING: N_("Nothing that is known of both"),
}


_KIN: Mapping[Kinship, str] = {
    Kinship.CHILD: N_("Son or daughter"),
    Kinship.PARENT: N_("Mother or father"),
    Kinship.SPOUSE: N_("Husband or wife"),
    Kinship.SIBLING: N_("Brother or sister"),
    Kinship.RELATIVE: N_("Another relative"),
}


def kin_name(kinship: Kinship) -> str:
    """What somebody of a family is to the person of a file."""
    return _(_KIN[kinship])


def reason_name(says: NamesSay | Says) -> str:
    """What is said, without the words it hangs on."""
    return _(_SENTENCES[says])


def in_words(reason: Ground, *, naming: bool) -> str:
    """A reason without a full stop; `naming` adds the words of the names that it hangs on, for
    whoever has both names before them."""
    sentence = reason_name(reason.says)
    if not naming or not reason.words:
        return sentence
    words = listed(map(_as_written, reason.words), language())
    return _("{reason}: {words}").format(reason=sentence, words=words)


def _as_written(word: str) -> str:
    if not word.startswith(SERVANT):
        return word
    return ("عبد " if is_arabic(word) else "abd ") + word.removeprefix(SERVANT)
