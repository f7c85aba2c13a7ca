"""How much of a paper's text readers give back, word for word: one content, several readers."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from pypdf import PdfReader

from tests.printing.samples import form
from tests.programs import program
from tipdesk.forms.model import LocalText
from tipdesk.i18n.text import isolated
from tipdesk.printing.layout.blocks import Band, paragraph
from tipdesk.printing.layout.bodies import Value
from tipdesk.printing.layout.flow import Block
from tipdesk.printing.layout.grid import Cell, rows
from tipdesk.printing.layout.narrative import narrative
from tipdesk.printing.layout.page import Frame, sheet_of
from tipdesk.printing.layout.reading import Reading
from tipdesk.printing.layout.tables import PrintedColumn, TableCell, table
from tipdesk.printing.plan import BlankForm, PrintOptions
from tipdesk.printing.preview import text
from tipdesk.printing.text.layout import Align, styles
from tipdesk.printing.wording import Voice

FLOORS = {"pdftotext": 86, "MuPDF": 93, "pypdf": 82, "PDFium": 88, "pdf.js": 98}
"""Per cent of the words: what the best maker compared before reached in each reader."""
_CONTROLS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")

_CELLS = (
    ("الاسم الكامل", "Full name", "سلوى عبد الكريم محمود الراشد"),
    ("الاسم كما في جواز السفر", "Name in the passport", "AL RASHED, Salwa Abdulkareem"),
    ("رقم جواز السفر", "Passport number", "N00417233"),
    ("تاريخ الميلاد", "Date of birth", "٠٣/٠٧/١٩٩١"),
    ("تاريخ الدخول", "Date of entry", "2024-02-17"),
    ("الهاتف", "Telephone", "+965 000 41 72 33"),
    ("البريد الإلكتروني", "E-mail", "salwa.r@example.org"),
    ("رقم الملف", "File number", "MOI-2026-000417"),
    ("الأجر الشهري", "Monthly pay", "120 د.ك (نحو 390 USD)"),
    ("العنوان", "Address", "حولي، شارع ابن خلدون، قطعة 4، مبنى 27، شقة 9"),
    ("صاحب العمل", "Employer", "Al-Noor Trading Co. (W.L.L.)"),
    ("الدواء", "Medicine", "Amlodipine 5 mg مرة في اليوم"),
)
_STORY = """قالت إنها وُلدت في مدينة ساحلية سنة 1991، وإنها سافرت للعمل بعد أن عرض عليها وسيط (يُدعى «أبو سالم») عقدًا بأجر 120 دينارًا في الشهر. دفعت له 450 دولارًا في 17/06/2024، ووعدها بأن يكون العمل ثماني ساعات في اليوم لا أكثر.
وأضافت أنّ صاحب المنزل أخذ جواز سفرها (N00417233) وهاتفها يوم وصولها، وأنّها كانت تعمل من الساعة 5:30 صباحًا حتى 11:45 ليلًا، ولم تتلقَّ سوى 60% من أجرها. سجّلت ما بقي لها في دفتر صغير: 75 ثم 40 ثم 15 دينارًا.
حاولت الاتصال برقم +965 000 41 72 33 مرتين، وأرسلت رسالة عبر WhatsApp إلى صديقة لها في Manila. هدّدها بأن يبلغ عنها الشرطة إن خرجت، وقال لها: «لن يصدّقك أحد». ولم يكن الباب يُفتح إلا بمفتاحه.
في ٠٣/١١/٢٠٢٥ نُقلت إلى المستشفى (رقم المراجعة H-77120/25)، وذكر التقرير كدمات في الساعد الأيسر. سُئلت عمّا إذا كانت تريد أن تبلغ أهلها فأجابت بأنها تخشى عليهم، لأنّ الوسيط يعرف عنوانهم (Building 27, 3rd floor).
وخُتمت المقابلة بشرح حقوقها والخدمات المتاحة لها، وطلبت ألّا يُذكر عنوانها في أي مراسلة، وأن يُستعمل الرمز K7Q-4MX بدلًا من اسمها. وحُدّد موعد المتابعة في 2026-03-21 الساعة 10:20.
"""
_REMARKS = (
    "أُحيلت إلى العيادة، موعد في 10:30", "نُسخ التقرير (4 صفحات)", "دُفع 60% من المبلغ",
    "لا جواب على البريد a.b@example.org", "لم تعد إلى المنزل بعد", "تحدثت إليها المترجمة بالهاتف",
    "سُلّمت نسخة إلى النيابة", "طلبت موعدًا آخر",
)  # fmt: skip
_ROWS = tuple(
    (
        str(number),
        ("مريم سالم الحداد", "Grace Dela Cruz", "يوسف (5 سنوات)", "هدى عبد الله منصور")[number % 4],
        f"{number % 28 + 1:02}/{number % 12 + 1:02}/2025",
        f"AMM-2025-{number * 137 % 9973:04}/{number}",
        _REMARKS[number % len(_REMARKS)],
    )
    for number in range(1, 42)
)  # fmt: skip


def content() -> tuple[bytes, list[str]]:
    """A paper of labelled cells, a table over pages and a long account; and its words."""
    voice, look = Voice("ar"), styles("ar")
    labels = [LocalText(main, other) for main, other, _ in _CELLS]
    cells = [
        Cell(voice, label, Value(value, look.answer, look, str, ltr=value.isascii()))
        for label, (_, _, value) in zip(labels, _CELLS, strict=True)
    ]
    heads = [
        LocalText(ar, en)
        for ar, en in (
            ("م", "No."), ("الاسم", "Name"), ("التاريخ", "Date"), ("الرقم", "Number"), ("ملاحظات", "Remarks"),
        )
    ]  # fmt: skip
    columns = [
        PrintedColumn(head, Align.CENTRE if at in (0, 2, 3) else Align.START)
        for at, head in enumerate(heads)
    ]
    lines = [
        [TableCell(isolated(cell) if at in (2, 3) else cell) for at, cell in enumerate(row)]
        for row in _ROWS
    ]
    bands = [
        LocalText(ar, en)
        for ar, en in (("البيانات", "Data"), ("الأشخاص", "People"), ("الأقوال", "Statement"))
    ]
    blocks: list[Block] = [
        Band(voice, "1", bands[0]), *rows(cells),
        Band(voice, "2", bands[1]), table(voice, columns, lines),
        Band(voice, "3", bands[2]), *narrative(voice, _STORY),
        *(paragraph(part, look.body) for part in _STORY.split("\n")),
    ]  # fmt: skip
    sheet = sheet_of(Reading("intake", BlankForm(form()), PrintOptions()), bands[0])
    expected = [
        *(word for main, other, value in _CELLS for word in f"{main} {other} {value}".split()),
        *(word for head in heads + bands for word in f"{head.ar} {head.en}".split()),
        *(word for row in _ROWS for cell in row for word in cell.split()),
        *(_STORY * 2).split(),
    ]
    return Frame(sheet).render(blocks), expected


def rate(expected: list[str], extracted: str) -> float:
    """Per cent of the words that stand in what was found, letter for letter."""
    return 100 * (1 - len(missed(expected, extracted)) / len(expected))


def missed(expected: list[str], extracted: str) -> list[str]:
    """The words that do not."""
    plain = _CONTROLS.sub("", extracted)
    return [word for word in expected if word not in plain]


def _pypdf(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def _started(words: list[str], pdf: bytes, folder: Path) -> str:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    command = [program(words[0]), *(str(path) if word == "PAPER" else word for word in words[1:])]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")


READERS: dict[str, Callable[[bytes, Path], str]] = {
    "pdftotext": lambda pdf, folder: _started(["pdftotext", "PAPER", "-"], pdf, folder),
    "MuPDF": lambda pdf, folder: _started(
        ["mutool", "draw", "-q", "-F", "text", "PAPER"], pdf, folder
    ),
    "PDFium": lambda pdf, folder: text(pdf),
    "pypdf": lambda pdf, folder: _pypdf(pdf),
}
