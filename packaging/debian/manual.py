"""tipdesk(1), in English and Arabic: what the commands say of themselves, as roff."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from command_table import Command, Row, Table, marked
from tipdesk.core.settings import Language

_BEFORE, _AFTER = "\x01", "\x02"  # round what is typed, until the rest is made safe


class Words(NamedTuple):
    """What no command says: headings, and what belongs to the program as a whole."""

    name: str
    summary: str
    synopsis: str
    description: str
    about: str
    window: str
    commands: str
    every_action: str
    environment: str
    variables: Mapping[str, str]
    files: str
    places: Mapping[str, str]
    see_also: str
    more: str
    comma: str


WORDS: Mapping[Language, Words] = {
    "en": Words(
        "Name",
        "offline desk for interviews of victims of trafficking in persons",
        "Synopsis",
        "Description",
        "An officer takes the first interview, Arabic first, into an encrypted vault on a computer"
        " without any network. A supervisor approves the file, documents are printed, and a signed"
        " and encrypted case bundle goes to the Prosecution on a USB drive.",
        "Without a command the window opens. It takes:",
        "Commands",
        "Every action takes:",
        "Environment",
        {"TIPDESK_VAULT": "The folder of the vault, where `--vault` names none."},
        "Files",
        {
            "~/.local/share/tipdesk/vault": "The vault, where nothing else is named. Removing the"
            " program leaves it where it is.",
            "~/.config/tipdesk/settings.toml": "How the window looks and when it locks.",
            "/usr/lib/tipdesk": "The program; `MANIFEST.sha256` in it lists every file of it.",
        },
        "See also",
        "The pages in `/usr/share/doc/tipdesk/docs`: `install.md`, `stations.md` (first steps),"
        " `keys.md`, `commands.md` and others.",
        ", ",
    ),
    "ar": Words(
        "الاسم",
        "مكتب الاستقبال: برنامج لمقابلة المجني عليهم في الاتجار بالأشخاص، بلا أي شبكة",
        "الصيغة",
        "الوصف",
        "يسجّل الموظف المقابلة الأولى بالعربية في خزنة مشفّرة على حاسوب لا يتصل بأي شبكة، ويعتمد"
        " المشرف الملف، وتُطبع المستندات، ثم تُنقل حافظة إحالة موقَّعة ومشفّرة إلى النيابة العامة على"
        " وحدة USB.",
        "تُفتح النافذة حين لا يُذكر أمر، وخياراتها:",
        "الأوامر",
        "خيارات تقبلها هذه الأوامر كلها:",
        "متغيرات البيئة",
        {"TIPDESK_VAULT": "مجلد الخزنة حين لا يحدده `--vault`."},
        "الملفات",
        {
            "~/.local/share/tipdesk/vault": "الخزنة حين لا يُحدَّد لها مكان آخر، وتبقى في مكانها إذا"
            " أُزيل البرنامج.",
            "~/.config/tipdesk/settings.toml": "مظهر النافذة ومتى تُقفل.",
            "/usr/lib/tipdesk": "البرنامج، وفيه `MANIFEST.sha256` يسرد ملفاته كلها.",
        },
        "انظر أيضاً",
        "الصفحات الموجودة في `/usr/share/doc/tipdesk/docs`، ومنها `install.ar.md` (التثبيت)"
        " و`stations.ar.md` (الخطوات الأولى) و`keys.ar.md` (المفاتيح) و`commands.ar.md` (الأوامر).",
        "، ",
    ),
}


def manual(table: Table, language: Language, notes: Mapping[str, str]) -> str:
    """The whole page; `notes` are sentences by the name of a command, as Markdown."""
    words = WORDS[language]
    lines = [
        r".\" Made by packaging/commands.py. Do not edit.",
        ".ds AD l",
        '.TH TIPDESK 1 "" tipdesk',
        ".nh",
        *_section(words.name, [rf"tipdesk \- {_safe(words.summary)}"]),
        *_section(words.synopsis, _synopsis(table)),
        *_section(words.description, [_safe(words.about), ".PP", _safe(words.window)]),
        *_rows(table.window, words),
        f'.SH "{words.commands}"',
    ]
    for command in table.commands:
        lines += _command(command, words, notes)
    lines += _section(words.environment, _terms(words.variables))
    lines += _section(words.files, _terms(words.places))
    lines += _section(words.see_also, [_text(words.more)])
    return "\n".join(lines) + "\n"


def _section(title: str, lines: Iterable[str]) -> list[str]:
    return [f'.SH "{title}"', *lines]


def _synopsis(table: Table) -> Iterator[str]:
    options = " ".join(_in_brackets(row) for row in table.window)
    yield f".B tipdesk\n{options}"
    for command in table.commands:
        for typed in [action.typed for action in command.actions] or [command.typed]:
            yield f".br\n.B tipdesk {_typed(typed)}\n[...]"


def _in_brackets(row: Row) -> str:
    value = "|".join(row.choices) or row.value
    return f"[{_typed(' '.join(word for word in (row.option, value) if word))}]"


def _command(command: Command, words: Words, notes: Mapping[str, str]) -> Iterator[str]:
    yield f'.SS "tipdesk {_typed(command.typed)}"'
    yield from _about(command, notes)
    if command.shared:
        yield ".PP"
        yield words.every_action
        yield from _rows(command.shared, words)
    yield from _rows(command.rows, words)
    for action in command.actions:
        yield f'.SS "tipdesk {_typed(action.typed)}"'
        yield from _about(action, notes)
        yield from _rows(action.rows, words)


def _about(command: Command, notes: Mapping[str, str]) -> Iterator[str]:
    sentences = (command.purpose, notes.get(command.name), command.epilog)
    yield " ".join(_text(sentence) for sentence in sentences if sentence)


def _rows(rows: Iterable[Row], words: Words) -> Iterator[str]:
    for row in rows:
        choices = "" if row.named else words.comma.join(f"`{choice}`" for choice in row.choices)
        purpose = " ".join(_text(text) for text in (row.purpose, choices) if text)
        yield f".TP\n.B {_typed(row.typed)}"
        yield purpose or r"\&"


def _terms(terms: Mapping[str, str]) -> Iterator[str]:
    for term, meaning in terms.items():
        yield f".TP\n.B {_typed(term)}\n{_text(meaning)}"


# --- roff -------------------------------------------------------------------------------------


def _text(text: str) -> str:
    """A sentence, with what is typed in bold; Markdown's marks are known, a link loses its page."""
    text = re.sub(r"\[([^]]*)]\([^)]*\)", r"\1", marked(text, _BEFORE, _AFTER))
    text = re.sub(r"`([^`]*)`", rf"{_BEFORE}\1{_AFTER}", text)
    parts = re.split(f"{_BEFORE}([^{_AFTER}]*){_AFTER}", text)
    bold = (
        rf"\fB{_typed(part)}\fP" if at % 2 else _safe(part, begins=at == 0)
        for at, part in enumerate(parts)
    )
    return "".join(bold)


def _safe(text: str, *, begins: bool = True) -> str:
    """Words as they are: no character of theirs is taken for a request."""
    text = text.replace("\\", r"\e")
    return rf"\&{text}" if begins and text[:1] in (".", "'") else text


def _typed(text: str) -> str:
    """As it is typed: with the minus of the keyboard, in one line."""
    for mark, written in (
        ("\\", r"\e"),
        ("-", r"\-"),
        ("~", r"\(ti"),
        ("'", r"\(aq"),
        (" ", r"\ "),
    ):
        text = text.replace(mark, written)
    return text
