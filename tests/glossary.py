"""The glossary (`resources/words/glossary.csv`) as a rule: what a text calls by another word.

A never-word is found with the articles and prefixes that Arabic writes to it, with and without
vowel signs, and with the English plural. It is right in another sense only where `SENSES` says so,
with the reason. Some never-words are everyday words that no pattern can judge: they are wrong only
beside the other language's name of the very term (`EVERYDAY`).

The words that the wording page replaced, since they judge a person or expose her, are held to here
too (`REPLACED_AR`, `REPLACED_EN`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tipdesk.core.settings import resource

GLOSSARY = resource("words") / "glossary.csv"


class Term(NamedTuple):
    """One thing, its word in each language, and the words it is never called."""

    term: str
    ar: str
    en: str
    never_ar: tuple[str, ...]
    never_en: tuple[str, ...]


class Sense(NamedTuple):
    """Where a never-word is right: the phrase it stands in, or what the partner text names."""

    word: str
    phrase: str
    reason: str
    beside: str = ""


class Fault(NamedTuple):
    """A word that the glossary forbids, and what it says instead."""

    word: str
    instead: str


@cache
def terms() -> tuple[Term, ...]:
    """Every row of the glossary."""
    with GLOSSARY.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Term(
                row["term"], row["ar"], row["en"], _words(row["never_ar"]), _words(row["never_en"])
            )
            for row in csv.DictReader(lines)
        )


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(";") if word.strip())


# Calques and old words that were struck with the glossary and are no term of their own.
GONE_AR: dict[str, str] = {
    "يرجى": "اختر، أدخل، صِل: فعل الأمر",
    "توصل سماعة": "صِل سماعة",
    "رواية|روايات": "الأقوال",
    "إثبات (?:ال)?أقوال": "الأقوال",
    "(?<!ال)أصول موقعة|أصولا موقعة": "صور الأصول الموقّعة",
    "بقيود": "بشروط",
    "المستوى الرابع": "الدرجة الرابعة",
    "على الأكثر": "أقصى عدد، بصيغة الجمع الصحيحة",
    "حزم(?:ة)? (?:ال)?ثقة": "قائمة الثقة",
    "فقد يثق بنا|الثقة بنا|يثق بنا": "يتحقق المستلم من دون برنامجنا",
    "تقتل البرنامج": "تُنهيه قسراً",
    "شيفرة شبكات": "لا يتصل بأي شبكة ولا يحوي ما يتصل بها",
    "هو الأول": "مصلحته مقدَّمة",
    "تقل ذلك جهة تصديق": "إلا بشهادة من جهة التصديق",
    "مستخدمون": "العاملون",
    "إصابة رأس": "إصابة في الرأس",
    "تكملة|صفحة متابعة": "تتمة",
    r"(?<!\w)(?:ال)?قبو(?!\w)|خزينة|مخزن": "الخزنة",
    "ذاكرة خارجية": "وحدة USB",
    "كلمة (?:ال)?مرور": "عبارة المرور",
    "وصل (?:ال)?استلام|إشعار (?:ال)?استلام": "إيصال الاستلام",
}
GONE_EN: dict[str, str] = {
    r"\bstands? here\b": "appears here",
    r"\bLook whether\b": "Check that",
    r"\bLook at the (?:chain|times)\b": "View",
    r"\bReasons for looking\b": "Access reasons",
    r"\b(?:does|do) not name you\b|\bnames others\b|\bwhom (?:it|the file) names\b": "assigned staff",
    r"\bTake (?:it|the \w+) back\b": "Remove, Undo, Withdraw",
    r"\bMend\w*\b": "correct, fix",
    r"\bFAULTS\b": "ERRORS",
    r"\bvault is well\b": "intact",
    r"\bwritten anew\b(?=.*chain)": "rewritten",
    r"\btrust packs?\b|\btrust file\b": "trust list",
    r"\bquick mode\b": "quick intake",
    r"\b(?:a|the|this|that|these|every|each|printed|signed|whole) papers?\b(?! (?:pack|file))|^papers?\b": "document",
    r"\blinks? of the chain\b": "audit log entry",
    r"\breferral files?\b": "case bundle",
    r"\b(?:the|a|new|encrypted|this) stores?\b": "vault",
    r"\b(?:flash drive|memory stick)\b": "USB drive",
    r"\bcertificate authority\b": "certification authority",
    r"\bnobody can be named\b": "signer: unknown",
}
# What the wording page replaced: the words of the field in place of those that judge or expose.
# A pattern ends a word where the plain word may stand.
REPLACED_AR: dict[str, str] = {
    r"(?<!التجنيد \()الاستقطاب": "التجنيد (الاستقطاب)",
    r"(?<!مكتب )(?<!مكاتب )استقدام": "التجنيد",
    r"المستقدِ?م\b": "المجنِّد",
    r"غير محل[َّ]*فة": "دون حلف يمين",
    r"(?<!أنها )محر[َّ]*فة": "يُشتبه في أنها محوَّرة تحويراً مادياً",
    r"(?<!أنها )مزورة": "يُشتبه في أنها مزورة",
    r"سلامة الوثيقة": "صحة الوثيقة",
    r"تم التعرف عليه": "ثبتت صفته بقرار الجهة المختصة",
    r"يرغب في الشكوى": "يرغب في السير في الدعوى",
    r"مستفيد من الخدمة": "زبون",
    r"خدمات جنسية": "أفعال جنسية مفروضة",
    r"(?<!استغلال في ال)دعارة": "استغلال في الدعارة",
    r"هروب|\bتُرك\b": "تمكّن من المغادرة",
    r"متواطئ": "موظف عام يُنسب إليه التسهيل",
    r"(?:^|\s)(?:ال)?مستغِ?ل(?:\s|$)": "يُنسب إليه الاستغلال",
    r"مزوّ?ر(?:\s|$)": "يُنسب إليه التزوير",
    r"عدم وجود اتجار": "لم تتوافر مؤشرات كافية",
    r"استعباد الدين": "إسار الدين",
    r"حافظة القضية": "حافظة الإحالة",
    r"مقيم بصورة غير قانونية": "غير محدد الجنسية",
    r"القضايا|رقم القضية": "الملفات، رقم الملف",
    r"لم تُ?جب": "سبب عدم الإجابة",
    r"ستر الشاشة|مكتب الاستماع": "حجب الشاشة، مكتب الاستقبال",
    r"محالة للنيابة": "محالة إلى النيابة",
    r"الأراضي الفلسطينية": "فلسطين",
    r"الإقرار والموافقة": "الموافقة والتوقيع",
    r"أم[ّ]?ي[ّ]?(?:\s|/|$)": "لا يقرأ ولا يكتب",
    r"متسلل|اعتراف": "مهاجر مهرَّب، أقوال",
    r"تناقض|كاذب|يكذب": "(no credibility words)",
}
REPLACED_EN: dict[str, str] = {
    r"\b(?:escap|ran away|run ?away|abscond(?!ing removal))": "was able to leave",
    r"\bprostitute": "sexual acts that were imposed",
    r"\baccomplice|\bcomplicit": "an official is said to have facilitated it",
    r"\bdebt slavery|\bslaves?\b": "debt bondage",
    r"\billegal(?:ly)? (?:resident|alien|migrant|immigrant)": "of undetermined nationality",
    r"\binfiltrat|\bconfess": "smuggled migrant, statement",
    r"\billiterate": "does not read or write",
    r"(?<!suspected )(?<!suspected to be )\b(?:forged|fake)\b": "suspected to be forged",
    r"\btestimony": "statement",
    r"\bl(?:iar|ied|ying)\b|\bcredib": "(no credibility words)",
    r"\bcase file number|\bcase number": "file number",
}
# A person gives a statement; a certificate is of a birth or of a key, and the English says so.
TESTIMONY = r"(?<!لا يلزم )شهادة(?! ميلاد)"
CERTIFICATES = (
    r"(?i)certif|certs?\b|\.pem|hallmark|attest|^holder$|^You sign no|^It is temporary, until"
)
# A thing that is named in full before it is named in short: the short word and the full one.
IN_FULL_EN: dict[str, str] = {
    r"\bbundles?\b": r"\bcase bundles?\b",
    r"(?<!competent )(?<!ministry or )\bauthority\b": r"\bcertification authority\b",
}
IN_FULL_AR: dict[str, str] = {r"بصم(?:ة|ات|ت\w+|ات\w+)": r"رقمي|الإبهام|إبهام"}

# Everyday words, that no pattern can judge: wrong only where the other language's text names the term.
EVERYDAY = frozenset({
    "record", "document", "paper", "send", "code", "duty", "close", "quit", "user", "admin", "node",
    "deleted", "error", "invalid", "class", "connection", "history", "alert", "check (as noun)",
    "name (as verb)", "the mark", "print (alone)", "case (alone)", "package (alone)", "sound", "well", "readers",
    "خروج", "الرقم السري", "القاعدة", "تسمية", "علاقة", "محذوف", "إرسال", "إغلاق", "المستخدم",
    "الملف (وحدها حين تلتبس)", "ورقة",
})  # fmt: skip
# What IN_FULL judges instead.
IN_FULL = frozenset({"بصمة (وحدها)", "authority (alone)"})

SENSES: tuple[Sense, ...] = (
    Sense("إغلاق", r"قفل وإغلاق", "a term of its own"),
    Sense("حزمة", r"\S*حزم\S*", "a pack of forms on paper for emergencies", r"\bpack"),
    Sense(
        "الاستماع",
        r"(?<!مكتب )(?<!\S)\S*استماع",
        "listening to a recording",
        "listen|heard|play|where it is",
    ),
    Sense("قيد", r"قيد (?:ال)?(?:انتظار|حفظ|تغيير|عمل|مقابلة|تحقيق)", "an idiom: in hand"),
    Sense("قيد", r"(?:رقم|سجل) (?:ال)?قيد|قيد البلاغ", "the number of a register"),
    Sense("قيد", r"قيد الربط", "a link between files, a term of its own"),
    Sense("قيد", r"ما قيد من", "the verb: what is restricted"),
    Sense("الفحص", r"\S*فحص (?:ال)?طب\S*", "a doctor's examination"),
    Sense("الفحص", r"الفحص (?:اختيار|للطبيب)|يعرض الفحص", "a doctor's examination"),
    Sense("خطأ", r"\S*خطأ", "a mistake, none of an answer", "mis|wrong|went|error|struck|fault"),
    Sense(
        "بلاغ", r"بلاغ", "to the police, or of absence: the law's word", "report|absence|complaint"
    ),
    Sense(
        "بلاغ",
        r"(?:لا يوجد|رفع) بلاغ|بلاغ (?:قائم|ملغى)|بتقديم بلاغ",
        "of absence, as the list says",
    ),
    Sense("القضية", r"(?:ال)?قضية", "before a court", "case|court|absconding"),
    Sense("السلطة", r"سلطة", "power over somebody: the law's word", "authority"),
    Sense("الفرع", r"فرع", "a descendant: the law's word", "descendant"),
    Sense("النقطة", r"\S*نقطة", "a crossing, or a dot", "crossing|dot|point"),
    Sense("المستوى", r"المستوى التعليمي", "schooling"),
    Sense("التخلي", r"\S*تخلي", "leaving somebody behind", "abandon"),
    Sense("علاقة", r"علاقة", "between people", "relation"),
    Sense("القاعدة", r"\S*قاعدة", "a rule, or a database", "rule|database"),
    Sense("ورقة", r"\S*ورق\S*|\S*أوراق", "a sheet", "sheet|slip|survey|share|paper"),
    Sense("ضحية", r"ضحية", "the law's word", "victim"),
    Sense("account", r"(?i)accounts? of the suspect|bank account", "with a bank, or online"),
    Sense("illegal", r"(?i)illegal adoption", "the law's word"),
    Sense("victim", r"(?i)victims?", "as the law and the forms of the field say it"),
    Sense("fingerprint", r"(?i)fingerprints?", "the short number that is read out (decision 051)"),
    Sense("signed original", r"(?i)scans? of (?:the |an? )?signed originals?", "the term itself"),
    Sense("check", r"(?i)checks? digits?|travel-ban check", "of a number, or of a ban"),
    Sense("close", r"(?i)closes with the lock|lock and close", "a section closes; so is the term"),
    Sense("paper", r"(?i)(?:on|blank|has|of) paper|paper (?:pack|copy)", "the material"),
    Sense("record", r"(?i)approved record", "what a case bundle carries of a file"),
    Sense("story", r"(?i)number or story", "none of a person: made-up data"),
    Sense("expression", r"(?i)expressions?", "as XLSForm calls it, for authors of forms", "^$"),
)
# A never-word that is one kind of word: how that kind is found.
PATTERNS = {
    "check (as noun)": r"(?i)\b(?:an?|the|this|that|no|integrity|quick)\s+(?:\w+ )?check\b(?! digit)|\bcheck of\b",
    "name (as verb)": r"(?i)(?:^|[.,;:] |\bto |\bor )name\b(?= (?:an?|the|another|every|files)\b)",
    "case (alone)": r"(?i)\bcases?\b(?! (?:bundle|file|work))",
    "print (alone)": r"(?i)\bprints?\b",
    "سمِّ": r"(?<!\w)سم(?!\w)",
    "الملف (وحدها حين تلتبس)": r"الملف(?! الإلكتروني)",
}


def _bare(text: str) -> str:
    """`text` without vowel signs and marks of direction, so that spellings are one."""
    return re.sub("[\u0640\u064b-\u0652\u0670\u200e\u200f\u2066-\u2069]", "", text)


@cache
def _pattern(word: str, arabic: bool) -> re.Pattern[str]:
    if word in PATTERNS:
        return re.compile(PATTERNS[word])
    plain = _plain(word)
    if not arabic:
        return re.compile(rf"(?i)(?<![\w-]){re.escape(plain)}(?:s|es)?(?![\w-])")
    article = "" if plain in _INDEFINITE else "(?:ال)?"
    parts = [f"{article}{re.escape(part.removeprefix('ال'))}" for part in plain.split()]
    return re.compile(rf"(?<!\w)[وف]?(?:[بكل]|لل)?{' '.join(parts)}(?!\w)")


def _plain(word: str) -> str:
    """A word of the glossary without its note and without vowel signs."""
    return _bare(re.sub(r"\s*\(.*\)", "", word))


def faults(text: str, other: str = "", *, arabic: bool) -> list[Fault]:
    """What `text` calls by a word that the glossary forbids; `other` says it in the other language."""
    plain = _bare(text)
    return [
        *_never_words(plain, _bare(other), arabic),
        *_gone(plain, GONE_AR if arabic else GONE_EN),
        *_replaced(text, other, arabic),
        *_short(plain, _bare(other), IN_FULL_AR if arabic else IN_FULL_EN),
    ]


def _never_words(text: str, other: str, arabic: bool) -> Iterator[Fault]:
    for term in terms():
        for word in term.never_ar if arabic else term.never_en:
            if word in IN_FULL or word.startswith("(") or not _pattern(word, arabic).search(text):
                continue
            if word in EVERYDAY and not _named(term, other, arabic=not arabic):
                continue
            if word in _TERM_WORDS and _named(_TERM_WORDS[word], other, arabic=not arabic):
                continue  # the other term is what is meant
            if _pattern(word, arabic).search(_without_senses(word, text, other)):
                yield Fault(word, term.ar if arabic else term.en)


def _named(term: Term, text: str, *, arabic: bool) -> bool:
    """Whether `text` names the term by its word of that language."""
    return bool(_pattern(term.ar if arabic else term.en, arabic).search(text))


def _without_senses(word: str, text: str, other: str) -> str:
    """`text` without the phrases in which `word` is right."""
    for sense in SENSES:
        fits = not sense.beside or not other or re.search(sense.beside, other, re.IGNORECASE)
        if sense.word in (word, _plain(word)) and fits:
            text = re.sub(_bare(sense.phrase), "", text)
    return text


def _gone(text: str, table: dict[str, str]) -> Iterator[Fault]:
    for pattern, instead in table.items():
        if match := re.search(_bare(pattern), text):
            yield Fault(match[0], instead)


def _replaced(text: str, other: str, arabic: bool) -> Iterator[Fault]:
    """What the wording page replaced; its Arabic patterns read the vowel signs."""
    marked = text.replace("\u200e", "")
    for pattern, instead in (REPLACED_AR if arabic else REPLACED_EN).items():
        if match := re.search(pattern, marked, 0 if arabic else re.IGNORECASE):
            yield Fault(match[0].strip(), instead)
    if arabic and other and not re.search(CERTIFICATES, other):
        yield from (Fault(match[0], "أقوال") for match in re.finditer(TESTIMONY, marked))


def _short(text: str, other: str, table: dict[str, str]) -> Iterator[Fault]:
    """What is called by its short word before it was named in full."""
    for short, full in table.items():
        if "authority" in short and other and "تصديق" not in other:
            continue  # a ministry, a court, a power over somebody
        first = re.search(short, text, re.IGNORECASE)
        if first and not re.search(full, text[: first.end()], re.IGNORECASE):
            if table is IN_FULL_AR and re.search(full, text):
                continue  # one mention in the sentence is enough
            yield Fault(first[0], full)


# What is only wrong without the article: with it, it is the term's own word.
_INDEFINITE = {"استقبال سريع", "أصل موقع", "أصلا موقعا"}
_TERM_WORDS = {
    **{term.ar: term for term in terms()},
    **{term.en: term for term in terms()},
}
