"""Made-up people for the demo and the tests: names, numbers and phones that belong to nobody.

Names are common given and family names put together at random by the program; nobody is meant.
Civil IDs carry a birth date in 2099, passports a made-up series, telephone numbers lie in ranges
that are not given out (Kuwait's 3…, and the country code 999, which the ITU keeps in reserve).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

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
    rest = sum(int(digit) * weight for digit, weight in zip(body, CIVIL_ID_WEIGHTS, strict=True))
    check = 11 - rest % 11
    return f"{body}{check}" if check < 10 else None


def any_civil_id(random: Random) -> str:
    """A random civil ID of 2099."""
    while True:
        found = civil_id(random.randrange(10_000), random.randrange(1, 13), random.randrange(1, 29))
        if found:
            return found


def passport_number(random: Random) -> str:
    """A number of a made-up series (X0 and six digits)."""
    return f"X0{random.randrange(1_000_000):06d}"


def kuwait_phone(random: Random) -> str:
    """E.164, in a range of Kuwait's plan that is not given out."""
    return f"+9653000{random.randrange(10_000):04d}"


def foreign_phone(random: Random) -> str:
    """E.164, under the reserved country code 999."""
    return f"+99900{random.randrange(1_000_000):06d}"
