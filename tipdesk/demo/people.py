"""Synthetic persons for the demo: who they are, and what a form knows of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tipdesk.demo.names import (
    ORIGINS,
    Name,
    Origin,
    any_civil_id,
    foreign_phone,
    kuwait_phone,
    passport_number,
)
from tipdesk.demo.statements import Work, account, dialogue, works

_SEASONS = ("في شتاء", "في ربيع", "في صيف", "في خريف")
_ARABIC = frozenset({"ara", "arz", "apc", "apd"})
_CASE_TYPES = ("tip",) * 7 + ("tip_som", "residency_trade", "unclear")
_SITES = ("shelter", "tip_department", "border_port", "pam_office", "police_station", "hospital")
_SECTORS = {
    "domestic": "domestic",
    "restaurant": "restaurant",
    "construction": "construction",
    "farm": "agriculture",
    "salon": "salon_massage",
    "cleaning": "cleaning",
    "ship": "fishing",
    "delivery": "delivery",
}
_IN_DINARS = (
    "wage_promised_currency",
    "fee_paid_currency",
    "debt_start_currency",
    "ex_wage_agreed_currency",
    "ex_wage_paid_currency",
    "ex_deductions_currency",
    "som_agreed_fee_currency",
    "som_paid_fee_currency",
    "som_debt_currency",
    "wage_claim_currency",
)
_URGENCIES = ("routine", "within_72h", "within_24h", "immediate")


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up person and the story that goes with the name."""

    origin: Origin
    sex: str  # female or male
    given: Name
    family: Name
    born: str  # partial date, EDTF
    years: int
    work: Work
    statement: str
    civil_id: str
    passport: str
    phone: str
    contact_phone: str


def person(random: Random, today: date, number: int = 0) -> Person:
    """A made-up person; `number` walks through origins and kinds of work, so that a list of
    forty is varied."""
    origin = ORIGINS[number % len(ORIGINS)]
    sex = "male" if number % 5 in (1, 3) else "female"
    years = 15 if number % 20 == 19 else random.randrange(20, 48)
    born = today - timedelta(days=round(years * 365.25) + random.randrange(10, 350))
    work = works()[number % len(works())]
    when = f"{random.choice(_SEASONS)} {today.year - random.randrange(1, 3)}"
    told = (
        dialogue(random, work)
        if number % 7 == 3
        else account(random, origin.country_ar, when, work)
    )
    return Person(
        origin=origin,
        sex=sex,
        given=random.choice(origin.female if sex == "female" else origin.male),
        family=random.choice(origin.family),
        born=_as_told(born, number),
        years=years,
        work=work,
        statement=told,
        civil_id=any_civil_id(random),
        passport=passport_number(random),
        phone=kuwait_phone(random),
        contact_phone=foreign_phone(random),
    )


def _as_told(born: date, number: int) -> str:
    """A birth date as exactly as people know theirs: full, month, year, about."""
    forms = (f"{born:%Y-%m-%d}", f"{born:%Y-%m-%d}", f"{born:%Y-%m}", f"{born:%Y}~")
    return forms[number % len(forms)]


def known_answers(someone: Person, random: Random, number: int = 0) -> dict[str, str]:
    """What the form's questions get for this person, by question name. Names that a form does
    not have are ignored by `filling.fill`."""
    border = _SITES[number % len(_SITES)] == "border_port"
    return {
        **_identity(someone),
        **_contact(someone),
        **_told(someone, random),
        **_further_session(someone),
        "intake_site_type": _SITES[number % len(_SITES)],
        "intake_port": random.choice(("kwi", "nuwaiseeb", "salmi")) if border else "",
        "case_type": _CASE_TYPES[number % len(_CASE_TYPES)],
        "person_role": "presumed_victim",
        "urgency": _URGENCIES[number % len(_URGENCIES)],
        "immediate_actions": random.choice(("rest food_clothing", "separated safe_place")),
        "case_source": random.choice(("hotline", "embassy", "labour_complaint", "self")),
        "rights_explained": "purpose voluntary silence record_use stop assistance_independent "
        "interpreter lawyer not_sworn medical complaint",
        "consent_interview": "granted",
        "consent_prosecution": "granted" if number % 6 else "refused",
        "consent_stats": "granted",
        "processing_basis": "consent legal_duty",
        "consent_by": "self",
        "consent_sign_mode": random.choice(("wet", "thumbprint", "declined")),
        "fit_now": "yes",
        "self_harm": "no",
        "recent_assault": "no",
        "iv_private": "yes",
        "iv_suspect_near": "no",
        "iv_stop": "complete",
        "int_mode": "none" if _speaks_arabic(someone) else "in_person",
        "int_independent": "yes",
        "int_accepted": "yes",
        "int_declaration": "yes",
        "child_accomp": "unaccompanied",
        "risk_level": random.choice(("low", "medium", "medium", "high")),
        "safety_plan": "الإقامة في مركز الإيواء، وعدم الخروج دون مرافقة في الأسبوع الأول.",
        "need_type": random.choice(("legal_aid", "wages", "medical", "voluntary_return")),
        "need_wanted": "yes",
        "stmt_arabic": someone.statement,
        "stmt_language": someone.origin.language,
        "stmt_readback": "yes",
        "stmt_sign_mode": random.choice(("wet", "thumbprint", "declined")),
        "assess_reasons": "أقوال متسقة، ووثائق محتجزة لدى صاحب العمل.",
        "withhold_wishes": "يرغب الشخص في عدم إبلاغ الأسرة قبل أن يتواصل معها بنفسه.",
    }


def _speaks_arabic(someone: Person) -> bool:
    return someone.origin.language in _ARABIC


def _identity(someone: Person) -> dict[str, str]:
    return {
        "name_ar_first": someone.given.arabic,
        "name_ar_family": someone.family.arabic,
        "name_latin_given": someone.given.latin,
        "name_latin_surname": someone.family.latin,
        "sex": someone.sex,
        "birth_date": someone.born,
        "age_stated": str(someone.years),
        "age_basis": "official_id" if len(someone.born) == 10 else "stated",
        "nationality": someone.origin.country,
        "nationality_status": "national",
        "language_preferred": someone.origin.language,
        "rights_language": someone.origin.language,
        "literacy": "reads_ar" if _speaks_arabic(someone) else "reads_own",
        "civil_id": someone.civil_id,
        "doc_number": someone.passport,
        "doc_holder": "employer",
    }


def _contact(someone: Person) -> dict[str, str]:
    return {
        "phone_safe": someone.phone,
        "phone_safe_when": "مساءً بين الخامسة والسابعة",
        "contact_name": someone.family.arabic,
        "contact_country": someone.origin.country,
        "contact_phone": someone.contact_phone,
    }


def _told(someone: Person, random: Random) -> dict[str, str]:
    """What the panels beside the account hold. No injury and no assault is made up."""
    promised = random.randrange(90, 160)
    return {
        **dict.fromkeys(_IN_DINARS, "KWD"),
        "rec_country": someone.origin.country,
        "rec_channel": "licensed_agency",
        "rec_relation": "agency",
        "job_promised": someone.work.told,
        "wage_promised_amount": str(promised),
        "wage_promised_period": "month",
        "leg_from_country": someone.origin.country,
        "leg_to_country": "KWT",
        "leg_mode": "air",
        "ex_form": "domestic_servitude" if someone.work.name == "domestic" else "forced_labour",
        "ex_sector": _SECTORS[someone.work.name],
        "ex_country": "KWT",
        "ex_hours_day": str(random.randrange(13, 18)),
        "ex_days_week": "7",
        "ex_wage_paid_amount": str(promised // 3),
        "ex_wage_paid_period": "month",
        "ex_sexual_raised": "",
        "ex_conditions": "no_own_space no_phone",
        "means_physical": "",
        "means_sexual": "",
        "means_documents": "yes",
        "means_takes_earnings": "yes",
        "sus_role": "employer",
        "sus_official": "no",
        "pregnancy": "",
        "inj_type": "",
        "inj_body": "",
        "forensic_exam_consent": "",
        "child_assent": "granted",
        "child_not_offender": "no",
    }


def _further_session(someone: Person) -> dict[str, str]:
    """A further session is as safe as the first one."""
    return {
        "session_place": "private_room",
        "session_private": "yes",
        "session_suspect_near": "no",
        "session_fit": "yes",
        "session_present": "الموظف القائم بالمقابلة",
        "session_int_mode": "none" if _speaks_arabic(someone) else "in_person",
        "session_int_independent": "yes",
        "session_int_accepted": "yes",
        "session_stop": "complete",
    }
