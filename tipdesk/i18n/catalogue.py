"""The gettext catalogues: what is written in English in the code, said in the reader's language.

Mark sentences with `_()` where they are shown and `N_()` where they are constants; count with
`ngettext`. Whole sentences, named placeholders: `_("{count} files").format(count=n)`. Paper and
bundles speak the form's language: they ask `texts(language)`, never the language of the screen.
"""

from __future__ import annotations

import gettext as _gettext
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tipdesk.core.settings import Language, translations_dir

_DOMAIN = "tipdesk"


class Texts(NamedTuple):
    """One language's sentences."""

    language: Language
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]

    @property
    def is_rtl(self) -> bool:
        """Whether this language is written from right to left."""
        return self.language == "ar"


@cache
def texts(language: Language) -> Texts:
    """The sentences of `language`, whatever the screen speaks."""
    catalogue = _load(language)
    return Texts(language, catalogue.gettext, catalogue.ngettext)


def _load(language: Language) -> _gettext.NullTranslations:
    """The compiled catalogue; in a checkout the `.po` itself where it is newer or alone."""
    folder = translations_dir() / language / "LC_MESSAGES"
    source, compiled = folder / f"{_DOMAIN}.po", folder / f"{_DOMAIN}.mo"
    if compiled.exists() and not _is_stale(source, compiled):
        with compiled.open("rb") as file:
            return _gettext.GNUTranslations(file)
    if not source.exists():
        return _gettext.NullTranslations()
    return _gettext.GNUTranslations(io.BytesIO(compile_po(source.read_bytes())))


def _is_stale(source: Path, compiled: Path) -> bool:
    """Whether the `.po` was edited since. What was installed was compiled then and never is."""
    if source.parents[2].name.startswith("_") or not source.exists():
        return False
    return source.stat().st_mtime_ns > compiled.stat().st_mtime_ns


def compile_po(source: bytes) -> bytes:
    """The `.mo` of a `.po`. Its own plural header is kept; fuzzy entries are left out."""
    # Babel takes 60 ms to import; a station with compiled catalogues never needs it here.
    from babel.messages.mofile import write_mo  # noqa: PLC0415  slow, rarely needed
    from babel.messages.pofile import read_po  # noqa: PLC0415  slow, rarely needed

    catalogue = read_po(io.BytesIO(source))
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


class _Spoken:
    """The language of the screen; one for the process."""

    language: Language = "ar"


def set_language(language: Language) -> None:
    """Choose the language of the screen."""
    _Spoken.language = language


def language() -> Language:
    """The language of the screen."""
    return _Spoken.language


def is_rtl() -> bool:
    """Whether the screen is written from right to left."""
    return texts(_Spoken.language).is_rtl


def _(message: str) -> str:
    """`message` in the language of the screen."""
    return texts(_Spoken.language).gettext(message)


def N_(message: str) -> str:  # noqa: N802  gettext's own name for a marked constant
    """Mark a constant for translation; it is translated where it is shown."""
    return message


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form that `number` takes in the language of the screen."""
    return texts(_Spoken.language).ngettext(singular, plural, number)
