"""A text in the languages of a form. Apart from `model`: a sheet that no form yields needs no more
of forms than this."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LocalText:
    """One text in the form's languages. `ar_f` and `ar_m` agree with the person's sex."""

    ar: str  # neutral; also used until the sex is known
    en: str
    ar_f: str = ""
    ar_m: str = ""

    def text(self, language: str, sex: str = "") -> str:
        """The text in `language` ('ar' or 'en') for a person of `sex` ('female', 'male', '')."""
        if language != "ar":
            return self.en
        agreed = {"female": self.ar_f, "male": self.ar_m}.get(sex, "")
        return agreed or self.ar


EMPTY_TEXT = LocalText("", "")
