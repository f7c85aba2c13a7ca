"""The words that the wording page replaced: data, for sheets and sentences.

One word for one thing is the glossary's rule: `tests/glossary.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# What the wording page replaced. A pattern ends a word where the plain word may stand.
REPLACED = {
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
# A statement is none; a certificate of a key is one, and the screens speak of those.
TESTIMONY = {r"(?<!لا يلزم )شهادة(?! ميلاد)": "أقوال"}
# The same in English: a table of our own, since the wording page is Arabic.
REPLACED_EN = {
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
WAS = (
    "الاستقطاب",
    "الاستقدام",
    "المستقدِم",
    "غير محلَّفة",
    "محرَّفة",
    "مزورة",
    "سلامة الوثيقة",
    "مجني عليه تم التعرف عليه",
    "يرغب في الشكوى",
    "مستفيد من الخدمة",
    "خدمات جنسية خاصة",
    "دعارة",
    "الهروب",
    "تُرك",
    "موظف متواطئ",
    "المستغِل",
    "مزوّر",
    "تبيّن عدم وجود اتجار",
    "استعباد الدين",
    "حافظة القضية",
    "مقيم بصورة غير قانونية",
    "القضايا",
    "رقم القضية",
    "لم تُجب؟",
    "ستر الشاشة",
    "مكتب الاستماع",
    "محالة للنيابة",
    "الأراضي الفلسطينية",
    "الإقرار والموافقة",
    "أمّي/ة",
)
NOW = (
    "التجنيد (الاستقطاب)",
    "مكتب استقدام العمالة المنزلية",
    "المجنِّد",
    "دون حلف يمين",
    "يُشتبه في أنها مزورة",
    "استغلال في الدعارة",
    "يرغب في السير في الدعوى",
    "حافظة الإحالة",
    "شهادة ميلاد رسمية",
)


def replaced(text: str, more: Mapping[str, str] = TESTIMONY) -> list[str]:
    """What should be said in place of the words of `text` that were replaced."""
    bare = text.replace("\u200e", "")
    return [now for was, now in {**REPLACED, **more}.items() if re.search(was, bare)]


def replaced_english(text: str) -> list[str]:
    """The same for an English text."""
    return [now for was, now in REPLACED_EN.items() if re.search(was, text, re.IGNORECASE)]
