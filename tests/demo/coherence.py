"""What a made-up file may not say against itself, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from tipdesk.demo.people import ORIGINS

Answers = Mapping[str, str]
_LANGUAGES = {origin.country: origin.language for origin in ORIGINS}
_ARABIC = ("arz", "apc", "apd")
_MONEY = {
    "PHL": "PHP", "IND": "INR", "LKA": "LKR", "NPL": "NPR", "BGD": "BDT", "ETH": "ETB", "KEN": "KES",
    "UGA": "UGX", "GHA": "GHS", "NGA": "NGN", "IDN": "IDR", "EGY": "EGP", "SYR": "SYP", "PAK": "PKR",
    "SDN": "SDG", "VNM": "VND", "MDG": "MGA", "SLE": "SLE",
}  # fmt: skip
_WAGES = ("wage_promised", "debt_start", "ex_wage_agreed", "ex_wage_paid", "ex_deductions")


def _is_of(answers: Answers, name: str, *values: str) -> bool:
    """One of these, where something was answered."""
    return not answers.get(name) or answers[name] in values


def _in_order(answers: Answers, *names: str) -> bool:
    """Months that are known, none before the one ahead of it."""
    months = [answers[name][:7] for name in names if answers.get(name)]
    return months == sorted(months)


def _age(answers: Answers, today: date) -> bool:
    """To the day where it is known, else to a year."""
    if not (answers.get("birth_date") and answers.get("age_stated")):
        return True
    born = answers["birth_date"].rstrip("~")
    middle = {10: born, 7: f"{born}-15", 4: f"{born}-07-01"}[len(born)]
    years = (today - date.fromisoformat(middle)).days / 365.25
    return abs(years - int(answers["age_stated"]) - 0.5) <= (0.51 if len(born) == 10 else 1.1)


def _child(answers: Answers, _today: date) -> bool:
    if not answers.get("age_stated"):
        return True
    return _is_of(answers, "child_possible", "yes" if int(answers["age_stated"]) < 18 else "no")


def _childs_life(answers: Answers, _today: date) -> bool:
    if answers.get("child_possible") != "yes":
        return True
    return _is_of(answers, "marital", "single") and _is_of(answers, "dependants_count", "0")


def _home(answers: Answers, _today: date) -> bool:
    country = answers.get("nationality", "")
    names = ("birth_country", "residence_country", "rec_country", "leg_from_country",
             "contact_country", "doc_country")  # fmt: skip
    return not country or all(_is_of(answers, name, country) for name in names)


def _passport(answers: Answers, today: date) -> bool:
    lasts = not answers.get("doc_expires") or answers["doc_expires"] > f"{today:%Y-%m}"
    made_up = not answers.get("doc_number") or answers["doc_number"].startswith("X0")
    ordered = _in_order(answers, "doc_issued", "kw_entry_date", "doc_withheld_from")
    return lasts and made_up and ordered and _is_of(answers, "doc_type", "passport")


def _journey(answers: Answers, today: date) -> bool:
    names = ("rec_date", "leg_date", "ex_from", "ex_to")
    known = [answers[name] for name in (*names, "means_last") if answers.get(name)]
    ordered = _in_order(answers, *names) and _in_order(answers, "means_first", "means_last")
    return ordered and all(month[:7] <= f"{today:%Y-%m}" for month in known)


def _airport(answers: Answers, _today: date) -> bool:
    return answers.get("leg_mode") != "air" or _is_of(answers, "leg_crossing", "kwi")


def _residence(answers: Answers, today: date) -> bool:
    if not answers.get("ex_sector"):
        return True
    article = "20" if answers["ex_sector"] == "domestic" else "18"
    ends = answers.get("residence_expires", "9999")
    valid = answers.get("residence_status") != "resident_valid" or ends >= f"{today:%Y-%m}"
    return valid and _is_of(answers, "residence_article", article)


def _language(answers: Answers, _today: date) -> bool:
    spoken = _LANGUAGES.get(answers.get("nationality", ""), "")
    names = ("language_preferred", "rights_language", "languages", "stmt_language")
    return not spoken or all(_is_of(answers, name, spoken) for name in names)


def _interpreter(answers: Answers, _today: date) -> bool:
    if not answers.get("language_preferred"):
        return True
    arabic = answers["language_preferred"] in _ARABIC
    return _is_of(answers, "int_mode", "none" if arabic else "in_person")


def _money(answers: Answers, _today: date) -> bool:
    home = _MONEY.get(answers.get("nationality", ""), "")
    wages = all(_is_of(answers, f"{name}_currency", "KWD") for name in _WAGES)
    return wages and (not home or _is_of(answers, "fee_paid_currency", home))


def _wage(answers: Answers, _today: date) -> bool:
    promised = int(answers.get("wage_promised_amount") or 0)
    paid = int(answers.get("ex_wage_paid_amount") or 0)
    if not promised:
        return True
    same = _is_of(answers, "ex_wage_agreed_amount", str(promised))
    return same and 60 <= promised <= 400 and paid < promised


def _sums_of_the_statement(answers: Answers, _today: date) -> bool:
    """Arabic digits are Latin here: a wage of «150 ديناراً»."""
    words, promised = answers.get("stmt_arabic", ""), answers.get("wage_promised_amount", "")
    debt = answers.get("debt_start_amount") or promised
    return not promised or "ديناراً" not in words or promised in words or debt in words


def _refusal(answers: Answers, _today: date) -> bool:
    refused = answers.get("consent_prosecution") == "refused"
    return not (refused and "consent" in answers.get("referral_basis", "").split())


def _difficulties(answers: Answers, _today: date) -> bool:
    names = [name for name in answers if name.startswith("disability_")]
    return all(_is_of(answers, name, "none", "some") for name in names)


RULES: Mapping[str, Callable[[Answers, date], bool]] = {
    "the age is that of the birth date": _age,
    "who is under 18 is called a child, and nobody else": _child,
    "a child is single and keeps nobody": _childs_life,
    "papers, birth, family and recruitment are of the own country": _home,
    "the passport was issued before the journey, taken after it, and lasts": _passport,
    "recruited, on the way, at work, gone, in this order and before today": _journey,
    "who came by air came through the airport": _airport,
    "the residence is that of the work, and has not ended if it is valid": _residence,
    "languages are those of the own country": _language,
    "who speaks no Arabic is heard through an interpreter, and nobody else": _interpreter,
    "wages are dinars, and what was paid at home is the money of home": _money,
    "the wage is one of Kuwait, as promised, and less was paid": _wage,
    "the statement names the sum that stands beside it": _sums_of_the_statement,
    "who refuses is not handed over by consent": _refusal,
    "nobody has grave difficulties that no story tells": _difficulties,
}


def faults(answers: Answers, today: date) -> list[str]:
    """The rules that these answers, by question name, break."""
    return [rule for rule, holds in RULES.items() if not holds(answers, today)]
