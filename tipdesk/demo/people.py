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


@dataclass(frozen=True, slots=True)
class Terms:
    """What a statement says and answers repeat: dinars promised a month, a debt, months worked;
    and which of its sentences it is put together of."""

    promised: int
    debt: int
    months: int
    arrival: int
    cost: int
    leaving: int


def terms(random: Random) -> Terms:
    """Any."""
    parts = _sentences()
    return Terms(
        promised=random.choice((90, 110, 120, 140, 150, 180)),
        debt=random.choice((450, 600, 800, 950, 1200)),
        months=random.choice((4, 5, 7, 8, 9)),
        arrival=random.randrange(len(parts.arrival)),
        cost=random.randrange(len(parts.cost)),
        leaving=random.randrange(len(parts.leaving)),
    )


def made_up_statement(
    random: Random, country_ar: str, when: str, work: Occupation, agreed: Terms
) -> str:
    """One statement of six to eight short paragraphs.

    Args:
        when: an adverb in Arabic, e.g. «في ربيع 2025».
    """
    parts = _sentences()
    paragraphs = [
        parts.arrival[agreed.arrival],
        parts.cost[agreed.cost],
        *random.sample(work.done, k=2),
        *random.sample(parts.control, k=random.choice((1, 2))),
        parts.leaving[agreed.leaving],
        random.choice(parts.closing),
    ]
    details = {
        "country": country_ar,
        "when": when,
        "told": work.promised,
        "promised": agreed.promised,
        "debt": agreed.debt,
        "months": agreed.months,
        "day": random.choice(parts.days),
    }
    return "\n".join(paragraph.format(**details) for paragraph in paragraphs)


def dialogue(random: Random, work: Occupation, agreed: Terms) -> str:
    """A short statement typed as question and answer (س / ج)."""
    parts = _sentences()
    lines = (
        ("كيف بدأ هذا العمل؟", f"قيل لي إن العمل سيكون {work.promised}."),
        ("هل يمكن وصف يوم من أيام العمل؟", work.done[0]),
        ("كيف كان التواصل مع الأهل؟", parts.control[0]),
        ("كيف كانت المغادرة؟", parts.leaving[agreed.leaving].format(day=random.choice(parts.days))),
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
_PLACES = {
    "domestic": "private_home",
    "restaurant": "restaurant",
    "construction": "construction_site",
    "farm": "farm",
    "salon": "shop",
    "cleaning": "office",
    "ship": "vessel",
    "delivery": "street",
}
# Of each sentence on how somebody came: channel and recruiter. On how it ended: how, and how the
# case came to notice.
_ARRIVALS = (
    ("licensed_agency", "agency"),
    ("social_media", "stranger"),
    ("relative_friend", "friend"),
    ("unlicensed_broker", "agency"),
    ("unlicensed_broker", "stranger"),
)
_LEAVINGS = (
    ("escaped", "embassy"),
    ("rescued_police", "hotline"),
    ("hospital", "hospital"),
    ("inspection", "labour_inspection"),
    ("third_party", "ngo"),
    ("rescued_police", "border_control"),
)
_UNREAD_CONTRACT, _UNREAD_PAPER = 1, 4  # sentences on arrival, and on what it cost
_PAID_BEFORE, _OWED = 1, (0, 1)  # sentences on what it cost: nothing before; a debt
# What people pay at home with, and how much of it a dinar is, roughly.
_CURRENCIES = {
    "PHL": ("PHP", 190), "IND": ("INR", 275), "LKA": ("LKR", 970), "NPL": ("NPR", 440),
    "BGD": ("BDT", 390), "ETH": ("ETB", 400), "KEN": ("KES", 420), "UGA": ("UGX", 12_000),
    "GHA": ("GHS", 40), "NGA": ("NGN", 5_000), "IDN": ("IDR", 53_000), "EGY": ("EGP", 160),
    "SYR": ("SYP", 42_000), "PAK": ("PKR", 910), "SDN": ("SDG", 1_950), "VNM": ("VND", 82_000),
    "MDG": ("MGA", 14_700), "SLE": ("SLE", 75),
}  # fmt: skip
_CHILDS_AGE = 15
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
    agreed: Terms
    arrived: date
    left: date  # the place of work

    @property
    def is_child(self) -> bool:
        """Whether it is the story of a child."""
        return self.years < 18


def person(random: Random, today: date, number: int = 0) -> Person:
    """A made-up person; `number` walks through origins and kinds of work, so that a list of
    forty is varied."""
    origin = ORIGINS[number % len(ORIGINS)]
    sex = "male" if number % 5 in (1, 3) else "female"
    years = _CHILDS_AGE if number % 20 == 17 else random.randrange(22, 48)
    born = today - timedelta(days=round(years * 365.25) + random.randrange(10, 350))
    work = works()[number % len(works())]
    agreed = terms(random)
    left = today - timedelta(days=random.randrange(5, 40))
    arrived = left - timedelta(days=round(agreed.months * 30.5))
    when = f"{_SEASONS[arrived.month % 12 // 3]} {arrived.year}"
    statement = (
        dialogue(random, work, agreed)
        if number % 7 == 3
        else made_up_statement(random, origin.country_ar, when, work, agreed)
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
        agreed=agreed,
        arrived=arrived,
        left=left,
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
        **_documents(someone, number),
        **_health(number),
        **_contact(someone),
        **_came(someone),
        **_job_answers(someone),
        **_further_session(someone),
        "intake_site_type": _SITES[number % len(_SITES)],
        "intake_port": random.choice(("kwi", "nuwaiseeb", "salmi")) if border else "",
        "case_type": _CASE_TYPES[number % len(_CASE_TYPES)],
        "person_role": "presumed_victim",
        "urgency": _URGENCIES[number % len(_URGENCIES)],
        "immediate_actions": random.choice(("rest food_clothing", "separated safe_place")),
        "case_source": _LEAVINGS[someone.agreed.leaving][1],
        "prior_any": "no",
        "rights_explained": "purpose voluntary silence record_use stop assistance_independent "
        "interpreter lawyer not_sworn medical complaint",
        "consent_interview": "granted",
        # The first is the one whose papers are made for all to look at.
        "consent_prosecution": "refused" if _refuses(number) else "granted",
        "person_wish": "objects" if _refuses(number) else "agrees",
        "referral_basis": "duty_art40" if _refuses(number) else "duty_art40 consent",
        "rights_how": "spoken",
        "understood_check": "yes",
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
        "stmt_form": "q_and_a" if someone.statement.startswith("س:") else "free_narrative",
        "stmt_readback": "yes",
        "stmt_sign_mode": random.choice(("wet", "thumbprint", "declined")),
        "assess_reasons": "أقوال متسقة، ووثائق محتجزة لدى صاحب العمل.",
        "withhold_wishes": "يرغب الشخص في عدم إبلاغ الأسرة قبل أن يتواصل معها بنفسه.",
    }


def _refuses(number: int) -> bool:
    """Whether this person does not want the Prosecution to see what stays without consent."""
    return number % 6 == 5


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
        "birth_country": someone.origin.country,
        "residence_country": someone.origin.country,
        "languages": someone.origin.language,
        "marital": "single" if someone.is_child or someone.years % 2 else "married",
        "education": "primary" if someone.is_child else "secondary",
        "dependants_count": "0" if someone.is_child or someone.years % 2 else "2",
        "child_possible": "yes" if someone.is_child else "no",
        "language_preferred": someone.origin.language,
        "rights_language": someone.origin.language,
        "literacy": "reads_ar" if _speaks_arabic(someone) else "reads_own",
        "civil_id": someone.civil_id,
    }


def _documents(someone: Person, number: int) -> dict[str, str]:
    """The passport of her own country, issued before the journey and held by the employer, and the
    residence that goes with the work."""
    issued = someone.arrived - timedelta(days=150)
    domestic = someone.work.name == "domestic"
    reported = number % 3 == 1
    return {
        "doc_type": "passport",
        "doc_number": someone.passport,
        "doc_country": someone.origin.country,
        "doc_issued": f"{issued:%Y-%m}",
        "doc_expires": f"{issued.year + 10}-{issued:%m}",
        "doc_seen": "told",
        "doc_holder": "employer",
        "doc_authenticity": "not_examined",
        "doc_withheld_from": f"{someone.arrived:%Y-%m}",
        "kw_entry_manner": "domestic_visa" if domestic else "work_visa",
        "residence_status": "resident_valid",
        "residence_article": "20" if domestic else "18",
        "residence_expires": f"{someone.arrived.year + 1}-{someone.arrived:%m}",
        "sponsor_is_employer": "yes",
        "absence_report": "filed_active" if reported else "none",
        "absence_report_date": f"{someone.left:%Y-%m}" if reported else "",
    }


def _health(number: int) -> dict[str, str]:
    """A few do not see well; nobody has an injury or a difficulty that the story does not tell."""
    easy = ("hearing", "walking", "remembering", "selfcare", "communicating")
    return {
        **dict.fromkeys((f"disability_{name}" for name in easy), "none"),
        "disability_seeing": "some" if number % 9 == 4 else "none",
        "inj_type": "",
        "inj_body": "",
        "pregnancy": "",
        "forensic_exam_consent": "",
    }


def _came(someone: Person) -> dict[str, str]:
    """Recruited at home, two months later on the way, by air."""
    country = someone.origin.country
    recruited, arrived = someone.arrived - timedelta(days=61), f"{someone.arrived:%Y-%m}"
    channel, relation = _ARRIVALS[someone.agreed.arrival]
    return {
        "rec_country": country,
        "rec_date": f"{recruited:%Y-%m}",
        "rec_channel": channel,
        "rec_relation": relation,
        "leg_from_country": country,
        "leg_to_country": "KWT",
        "leg_date": arrived,
        "leg_mode": "air",
        "leg_crossing": "kwi",
        "kw_entry_date": arrived,
    }


def _contact(someone: Person) -> dict[str, str]:
    return {
        "phone_safe": someone.phone,
        "phone_safe_when": "مساءً بين الخامسة والسابعة",
        "contact_name": someone.family.arabic,
        "contact_relation": "mother" if someone.is_child else "sister",
        "contact_country": someone.origin.country,
        "contact_phone": someone.contact_phone,
    }


def _job_answers(someone: Person) -> dict[str, str]:
    """What the panels beside the statement hold, as the statement says it. No injury and no assault
    is made up."""
    agreed = someone.agreed
    currency, of_a_dinar = _CURRENCIES[someone.origin.country]
    began, ended = f"{someone.arrived:%Y-%m}", f"{someone.left:%Y-%m}"
    unread = agreed.arrival == _UNREAD_CONTRACT or agreed.cost == _UNREAD_PAPER
    paid = "" if agreed.cost == _PAID_BEFORE else str(300 * of_a_dinar)
    return {
        "job_promised": someone.work.promised,
        "contract_state": "written_not_understood" if unread else "verbal",
        **_sum("wage_promised", str(agreed.promised), "KWD"),
        "wage_promised_period": "month",
        **_sum("fee_paid", paid, currency),
        **_sum("debt_start", str(agreed.debt) if agreed.cost in _OWED else "", "KWD"),
        "ex_form": "domestic_servitude" if someone.work.name == "domestic" else "forced_labour",
        "ex_sector": _SECTORS[someone.work.name],
        "ex_place_type": _PLACES[someone.work.name],
        "ex_country": "KWT",
        "ex_from": began,
        "ex_to": ended,
        "ex_exit": _LEAVINGS[agreed.leaving][0],
        "ex_hours_day": "14",
        "ex_days_week": "7",
        **_sum("ex_wage_agreed", str(agreed.promised), "KWD"),
        "ex_wage_agreed_period": "month",
        **_sum("ex_wage_paid", str(2 * agreed.promised // agreed.months), "KWD"),
        "ex_wage_paid_period": "month",
        "ex_unpaid_months": str(agreed.months - 2),
        **_sum("ex_deductions", "", "KWD"),
        **dict.fromkeys(("som_agreed_fee_currency", "som_paid_fee_currency"), currency),
        "som_debt_currency": currency,
        "wage_claim_currency": "KWD",
        "ex_others_children": "no",
        "ex_sexual_raised": "",
        "ex_conditions": "no_own_space no_phone",
        "means_physical": "",
        "means_sexual": "",
        "means_documents": "yes",
        "means_takes_earnings": "yes",
        "means_first": began,
        "means_last": ended,
        "sus_role": "employer",
        "sus_relation": "employer",
        "sus_official": "no",
        "sus_age": "45",
        "sus_nationality": "",
        "child_assent": "granted",
        "child_not_offender": "no",
    }


def _sum(name: str, amount: str, currency: str) -> dict[str, str]:
    """Where nothing is said of a sum, nothing is said of its currency."""
    return {f"{name}_amount": amount, f"{name}_currency": currency if amount else ""}


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
