"""Made-up people and statements for the demo and the tests; they belong to nobody.

Names are common given and family names put together at random by the program; nobody is meant.
Civil IDs carry a birth date in 2099, passports a made-up series, telephone numbers lie in ranges
that are not given out (Kuwait's 3…, and the country code 999, which the ITU keeps in reserve).
Statements in Arabic are put together from resources/demo/statements.toml. `person` joins them to
what a form knows of somebody.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from tipdesk.core.settings import resource

# --- names and numbers ------------------------------------------------------------------------


CIVIL_ID_WEIGHTS = (2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Name:
    """One name, as in the passport and in Arabic."""

    latin: str
    arabic: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody comes from and what people are called there."""

    country: str  # ISO 3166-1 alpha-3
    language: str  # ISO 639-3
    country_ar: str
    female: tuple[Name, ...]
    male: tuple[Name, ...]
    family: tuple[Name, ...]


def _names(text: str) -> tuple[Name, ...]:
    pairs = (pair.split("=") for pair in text.split("·"))
    return tuple(Name(latin.strip(), arabic.strip()) for latin, arabic in pairs)


def _origin(
    country: str, language: str, country_ar: str, female: str, male: str, family: str
) -> Origin:
    return Origin(country, language, country_ar, _names(female), _names(male), _names(family))


ORIGINS: tuple[Origin, ...] = (
    _origin("PHL", "fil", "الفلبين",
            "MARICEL=ماريسيل·JOSEPHINE=جوزفين·ANALYN=أنالين·ROWENA=روينا",
            "RODEL=روديل·ARNEL=أرنيل·JOEL=جويل",
            "DELA CRUZ=ديلا كروز·SANTOS=سانتوس·REYES=رييس·BAUTISTA=باوتيستا"),
    _origin("IND", "hin", "الهند",
            "LAKSHMI=لاكشمي·SUNITA=سونيتا·REKHA=ريكا·ANJALI=أنجالي",
            "RAJESH=راجيش·SURESH=سوريش·ANIL=أنيل·MANOJ=مانوج",
            "KUMAR=كومار·NAIR=ناير·REDDY=ريدي·VARMA=فارما"),
    _origin("LKA", "sin", "سريلانكا",
            "CHANDRIKA=تشاندريكا·NILMINI=نيلميني·KUMARI=كوماري",
            "NUWAN=نوان·SAMAN=سامان·CHAMINDA=تشاميندا",
            "PERERA=بيريرا·FERNANDO=فرناندو·SILVA=سيلفا·BANDARA=باندارا"),
    _origin("NPL", "npi", "نيبال",
            "SITA=سيتا·MAYA=مايا·BIMALA=بيمالا·DEVAKI=ديفاكي",
            "RAM BAHADUR=رام بهادور·DIPAK=ديباك·KRISHNA=كريشنا",
            "TAMANG=تامانغ·GURUNG=غورونغ·THAPA=ثابا·RAI=راي"),
    _origin("BGD", "ben", "بنغلاديش",
            "SHIRIN=شيرين·NASIMA=نسيمة·ROKEYA=رقية",
            "MOHAMMAD RAFIQ=محمد رفيق·ABDUL KARIM=عبد الكريم·SHAHIN=شاهين",
            "AKTER=أختر·HOSSAIN=حسين·ISLAM=إسلام·MIAH=ميا"),
    _origin("ETH", "amh", "إثيوبيا",
            "TIGIST=تيغيست·HANA=هنا·ALMAZ=ألماز·MEKDES=مكدس",
            "DAWIT=داويت·TESFAYE=تسفاي·ABEBE=أبيبي",
            "BEKELE=بيكيلي·TADESSE=تاديسي·GIRMA=غيرما·WOLDE=ولدي"),
    _origin("KEN", "swh", "كينيا",
            "WANJIRU=وانجيرو·AKINYI=أكيني·MERCY=ميرسي",
            "OTIENO=أوتيينو·KAMAU=كاماو·BRIAN=براين",
            "MWANGI=موانغي·ODHIAMBO=أوديامبو·NJOROGE=نجوروغي"),
    _origin("UGA", "lug", "أوغندا",
            "NAKATO=ناكاتو·SARAH=سارة·AISHA=عائشة",
            "WASSWA=واسوا·RONALD=رونالد·ISMA=إسما",
            "NAMUKASA=ناموكاسا·SSEKANDI=سيكاندي·OKELLO=أوكيلو"),
    _origin("GHA", "eng", "غانا",
            "ABENA=أبينا·AKOSUA=أكوسوا·ESI=إيسي",
            "KWAME=كوامي·KOFI=كوفي·YAW=ياو",
            "MENSAH=منساه·OWUSU=أووسو·ASANTE=أسانتي"),
    _origin("NGA", "eng", "نيجيريا",
            "BLESSING=بليسنغ·NGOZI=نغوزي·AMINA=أمينة",
            "EMEKA=إيميكا·SUNDAY=صنداي·IBRAHIM=إبراهيم",
            "OKAFOR=أوكافور·BELLO=بيلو·ADEYEMI=أديمي"),
    _origin("IDN", "ind", "إندونيسيا",
            "SITI=سيتي·DEWI=ديوي·RATNA=راتنا",
            "AGUS=أغوس·BUDI=بودي·SLAMET=سلامت",
            "WULANDARI=وولانداري·SUSANTO=سوسانتو·LESTARI=ليستاري"),
    _origin("EGY", "arz", "مصر",
            "HODA=هدى·SAMAR=سمر·MONA=منى",
            "MAHMOUD=محمود·SAYED=سيد·KARIM=كريم",
            "ABDELAZIZ=عبد العزيز·EL SHERIF=الشريف·MANSOUR=منصور"),
    _origin("SYR", "apc", "سوريا",
            "RANIA=رانيا·LAMA=لمى·SAFAA=صفاء",
            "OMAR=عمر·FIRAS=فراس·NIZAR=نزار",
            "HADDAD=حداد·NAJJAR=نجار·KHATIB=خطيب"),
    _origin("PAK", "urd", "باكستان",
            "SHAZIA=شازية·NASREEN=نسرين·FARIDA=فريدة",
            "IMRAN=عمران·TARIQ=طارق·WASEEM=وسيم",
            "KHAN=خان·MALIK=مالك·BHATTI=بهاتي"),
    _origin("SDN", "apd", "السودان",
            "IKHLAS=إخلاص·SUAD=سعاد",
            "OSMAN=عثمان·BABIKER=بابكر·ELTAYEB=الطيب",
            "ABDALLA=عبد الله·IDRIS=إدريس·HAMID=حامد"),
    _origin("VNM", "vie", "فيتنام",
            "THI HOA=ثي هوا·THI MAI=ثي ماي",
            "VAN NAM=فان نام·MINH=مين",
            "NGUYEN=نغوين·TRAN=تران·PHAM=فام"),
    _origin("MDG", "mlg", "مدغشقر",
            "HANTA=هانتا·VOAHANGY=فواهانجي",
            "RIVO=ريفو·HERY=هيري",
            "RAKOTO=راكوتو·RANDRIA=راندريا"),
    _origin("SLE", "eng", "سيراليون",
            "FATMATA=فاطماتا·MARIATU=مارياتو",
            "MOHAMED=محمد·ALIMAMY=أليمامي",
            "KAMARA=كامارا·SESAY=سيساي·KOROMA=كوروما"),
)  # fmt: skip


def civil_id(serial: int, month: int = 1, day: int = 1) -> str | None:
    """A civil ID with a passing check digit and a birth date in 2099, or None when the serial
    has no check digit of one place.

    Args:
        serial: 0 to 9999.
    """
    body = f"399{month:02d}{day:02d}{serial:04d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, CIVIL_ID_WEIGHTS, strict=True))
    check = 11 - total % 11
    return f"{body}{check}" if check < 10 else None


def any_civil_id(random: Random) -> str:
    """A random civil ID of 2099."""
    while True:
        number = civil_id(
            random.randrange(10_000), random.randrange(1, 13), random.randrange(1, 29)
        )
        if number:
            return number


def passport_number(random: Random) -> str:
    """A number of a made-up series (X0 and six digits)."""
    return f"X0{random.randrange(1_000_000):06d}"


def kuwait_phone(random: Random) -> str:
    """E.164, in a range of Kuwait's plan that is not given out."""
    return f"+9653000{random.randrange(10_000):04d}"


def foreign_phone(random: Random) -> str:
    """E.164, under the reserved country code 999."""
    return f"+99900{random.randrange(1_000_000):06d}"


# --- statements -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Occupation:
    """The kind of work a statement is about. `promised` fits after «قيل لي إن العمل سيكون»."""

    name: str
    promised: str
    done: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sentences:
    arrival: tuple[str, ...]
    cost: tuple[str, ...]
    control: tuple[str, ...]
    leaving: tuple[str, ...]
    closing: tuple[str, ...]
    days: tuple[str, ...]
    works: tuple[Occupation, ...]


@cache
def _sentences() -> _Sentences:
    table = tomllib.loads(resource("demo", "statements.toml").read_text(encoding="utf-8"))
    works = tuple(
        Occupation(row["name"], row["told"], tuple(row["done"])) for row in table.pop("work")
    )
    return _Sentences(works=works, **{key: tuple(rows) for key, rows in table.items()})


def works() -> tuple[Occupation, ...]:
    """Every kind of work that statements speak of."""
    return _sentences().works


def made_up_statement(random: Random, country_ar: str, when: str, work: Occupation) -> str:
    """One statement of six to eight short paragraphs.

    Args:
        when: an adverb in Arabic, e.g. «في ربيع 2025».
    """
    parts = _sentences()
    paragraphs = [
        random.choice(parts.arrival),
        random.choice(parts.cost),
        *random.sample(work.done, k=2),
        *random.sample(parts.control, k=random.choice((1, 2))),
        random.choice(parts.leaving),
        random.choice(parts.closing),
    ]
    details = {
        "country": country_ar,
        "when": when,
        "told": work.promised,
        "promised": random.choice((90, 110, 120, 140, 150, 180)),
        "debt": random.choice((450, 600, 800, 950, 1200)),
        "months": random.choice((4, 5, 7, 8, 9)),
        "day": random.choice(parts.days),
    }
    return "\n".join(paragraph.format(**details) for paragraph in paragraphs)


def dialogue(random: Random, work: Occupation) -> str:
    """A short statement typed as question and answer (س / ج)."""
    parts = _sentences()
    lines = (
        ("كيف بدأ هذا العمل؟", f"قيل لي إن العمل سيكون {work.promised}."),
        ("هل يمكن وصف يوم من أيام العمل؟", work.done[0]),
        ("كيف كان التواصل مع الأهل؟", parts.control[0]),
        ("كيف كانت المغادرة؟", random.choice(parts.leaving).format(day=random.choice(parts.days))),
        ("ما الذي تحتاج إليه الآن؟", random.choice(parts.closing)),
    )
    return "\n".join(f"س: {question}\nج: {answer}" for question, answer in lines)


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
    work: Occupation
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
    statement = (
        dialogue(random, work)
        if number % 7 == 3
        else made_up_statement(random, origin.country_ar, when, work)
    )
    return Person(
        origin=origin,
        sex=sex,
        given=random.choice(origin.female if sex == "female" else origin.male),
        family=random.choice(origin.family),
        born=_as_told(born, number),
        years=years,
        work=work,
        statement=statement,
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
        **_job_answers(someone, random),
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


def _job_answers(someone: Person, random: Random) -> dict[str, str]:
    """What the panels beside the statement hold. No injury and no assault is made up."""
    promised = random.randrange(90, 160)
    return {
        **dict.fromkeys(_IN_DINARS, "KWD"),
        "rec_country": someone.origin.country,
        "rec_channel": "licensed_agency",
        "rec_relation": "agency",
        "job_promised": someone.work.promised,
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
