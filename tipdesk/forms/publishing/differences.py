"""What changed from one version of a form to the next, said in words in both languages.

`loosens` tells which changes protect an answer less: it goes further, or counts for less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from tipdesk.forms.model import Choice, FormDefinition, Group, LocalText, Question, Release
from tipdesk.forms.rules.plan import PlanPlace, places
from tipdesk.i18n.text import N_, isolate, isolated, texts

# The sentences. Arabic is in the catalogue.


SENTENCES: Mapping[str, str] = {
    "form_other": N_("These are two different forms: {old} and {new}."),
    "version": N_("The version was {old} and is now {new}."),
    "title": N_("The title was “{old}” and is now “{new}”."),
    "section_new": N_("The section {name} is new: “{label}”."),
    "section_gone": N_("The section {name} is gone: “{label}”."),
    "group_new": N_("The group {name} in {place} is new: “{label}”."),
    "group_gone": N_("The group {name} in {place} is gone: “{label}”."),
    "question_new": N_("The question {name} in {place} is new: “{label}”."),
    "question_gone": N_(
        "The question {name} in {place} is gone: “{label}”. Earlier records keep their answers."
    ),
    "unseen_new": N_("{name} in {place} is new; it is calculated: {rule}"),
    "unseen_gone": N_(
        "{name} in {place} is gone; it was calculated: {rule}. Earlier records keep its values."
    ),
    "type": N_("{name} was of type {old} and is now of type {new}."),
    "moved": N_("{name} was in {old} and is now in {new}."),
    "order": N_("The contents of {name} have another order: {new}."),
    "set": N_("{name}: {what} is new: “{new}”."),
    "unset": N_("{name}: {what} is gone; it was “{old}”."),
    "changed": N_("{name}: {what} was “{old}” and is now “{new}”."),
    "list_new": N_("The list {name} is new: {new}."),
    "list_gone": N_("The list {name} is gone."),
    "list_order": N_("The list {name} has another order: {new}."),
    "choice_new": N_("The list {name} has the new choice {code}: “{label}”."),
    "choice_gone": N_("The list {name} no longer has the choice {code}: “{label}”."),
    "choice_label": N_("The choice {code} of the list {name} was “{old}” and is now “{new}”."),
    "choice_cell": N_(
        "The choice {code} of the list {name} had “{old}” in column {column} and now has “{new}”."
    ),
}
"""By code of a Difference."""

SUBJECT = N_("“{label}” ({name})")
"""Of which question or group a sentence speaks, where its text is not what changed."""

VALUES: Mapping[str, Mapping[str, str]] = {
    "release": {
        "PP": N_("to the Prosecution"),
        "PP?": N_("to the Prosecution if picked"),
        "RF": N_("to whom a need is referred"),
        "ST": N_("to statistics"),
        "AX": N_("to one prosecutor, in the protective annex"),
        "IN": N_("stays in the unit"),
    },
    "required": {
        "S": N_("saving"),
        "E": N_("handing over"),
        "K": N_("closing"),
    },
}
"""Words for the marks of a property."""

PROPERTIES: Mapping[str, str] = {
    "label_ar": N_("the Arabic text"),
    "label_en": N_("the English text"),
    "label_ar_f": N_("the Arabic text for a woman"),
    "label_ar_m": N_("the Arabic text for a man"),
    "hint_ar": N_("the Arabic hint"),
    "hint_en": N_("the English hint"),
    "hint_ar_f": N_("the Arabic hint for a woman"),
    "hint_ar_m": N_("the Arabic hint for a man"),
    "guidance_ar": N_("the Arabic advice"),
    "guidance_en": N_("the English advice"),
    "guidance_ar_f": N_("the Arabic advice for a woman"),
    "guidance_ar_m": N_("the Arabic advice for a man"),
    "constraint_message_ar": N_("the Arabic message of the rule"),
    "constraint_message_en": N_("the English message of the rule"),
    "constraint_message_ar_f": N_("the Arabic message of the rule for a woman"),
    "constraint_message_ar_m": N_("the Arabic message of the rule for a man"),
    "list_name": N_("the list"),
    "relevant": N_("when it is asked"),
    "constraint": N_("what an answer must satisfy"),
    "calculation": N_("how it is calculated"),
    "default": N_("what it begins with"),
    "choice_filter": N_("which choices are open"),
    "required_if": N_("when it is needed"),
    "known": N_("how it is known"),
    "count": N_("the number of rows"),
    "appearance": N_("the appearance"),
    "release": N_("where it may go"),
    "prints": N_("the documents it appears on"),
    "read_only": N_("that it is filled by the program"),
    "quick": N_("that it belongs to the quick intake"),
    "event": N_("that an event may say it"),
    "level": N_("the level"),
    "required": N_("the step it is needed for"),
    "phase": N_("the phase"),
    "code": N_("the letter"),
}
"""What each property of a question or group is called inside those sentences."""


# --- changes that protect an answer less ------------------------------------------------------


GENERAL_NAME = "export_as"  # column of a choice: what leaves instead of it
_LEAVES: Mapping[Release, int] = {
    Release.ANNEX: 1,
    Release.PROSECUTION_IF_PICKED: 2,
    Release.PROSECUTION: 3,
}
_BESIDE = frozenset({Release.REFERRAL, Release.STATISTICS})


def loosens(key: str, old: Question | Group, new: Question | Group) -> bool:
    """Whether the change of the property `key` of a question protects its answers less."""
    if not isinstance(old, Question) or not isinstance(new, Question):
        return False
    match key:
        case "level":
            return new.level < old.level
        case "release":
            return _goes_further(old.release, new.release)
        case "prints":
            return bool(new.prints - old.prints)
    return False


def _goes_further(old: frozenset[Release], new: frozenset[Release]) -> bool:
    return bool(_rank(new) > _rank(old) or (new - old) & _BESIDE or Release.INTERNAL in old - new)


def _rank(release: frozenset[Release]) -> int:
    """How far towards the Prosecution; what is internal does not go there at all."""
    if Release.INTERNAL in release:
        return 0
    return max((_LEAVES.get(destination, 0) for destination in release), default=0)


_LANGUAGES = ("ar", "en")
_TEXTS = ("label", "hint", "guidance", "constraint_message")
_WORDS = ("list_name", "relevant", "constraint", "calculation", "default", "choice_filter",
          "required_if", "known", "count")  # fmt: skip
_SETS = ("appearance", "release", "prints")
_FLAGS = ("read_only", "quick", "event")
_PLAIN = ("level", "required", "phase", "code")
_LABEL = 60  # characters of a label that say which question is meant


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed. `name` is the question, group or list; '' speaks of the form."""

    code: str
    name: str
    text: LocalText
    loosens: bool = False  # answers are protected less than before


def differences(old: FormDefinition, new: FormDefinition) -> tuple[Difference, ...]:
    """Everything that changed, in the order of the new form; what is gone comes after it."""
    return (*_form(old, new), *_elements(old, new), *_orders(old, new), *_lists(old, new))


def _say(code: str, name: str, /, **details: LocalText | str) -> Difference:
    """A difference whose sentence quotes `details`; what it quotes is isolated in Arabic."""
    quoted: dict[str, LocalText | str] = {"name": name, **details}

    def sentence(language: str) -> str:
        values = {key: _quoted(value, language) for key, value in quoted.items()}
        return texts(language).gettext(SENTENCES[code]).format(**values)

    return Difference(code, name, LocalText(*(sentence(language) for language in _LANGUAGES)))


def _quoted(value: LocalText | str, language: str) -> str:
    """A wording has its own direction; names, codes and rules stand from left to right."""
    if isinstance(value, LocalText):
        return isolate(value.text(language)) if language == "ar" else value.text(language)
    return isolated(value) if language == "ar" else value


def _form(old: FormDefinition, new: FormDefinition) -> Iterator[Difference]:
    if old.form_id != new.form_id:
        yield _say("form_other", "", old=old.form_id, new=new.form_id)
    if old.version != new.version:
        yield _say("version", "", old=str(old.version), new=str(new.version))
    if old.title != new.title:
        yield _say("title", "", old=old.title, new=new.title)


def _elements(old: FormDefinition, new: FormDefinition) -> Iterator[Difference]:
    before, now = _by_name(old), _by_name(new)
    for name, place in now.items():
        if name not in before:
            yield _came_or_went(place, "new")
            continue
        then = before[name]
        if _type(then) != _type(place):
            yield _say("type", name, old=_type(then), new=_type(place))
        if then.parent != place.parent:
            yield _say("moved", name, old=then.parent or "—", new=place.parent or "—")
        yield from _properties(name, then.element, place.element)
    for name, place in before.items():
        if name not in now:
            yield _came_or_went(place, "gone")


def _came_or_went(place: PlanPlace, fate: str) -> Difference:
    """What is shown to nobody has no text: it is known by its rule."""
    element = place.element
    rule = element.calculation if isinstance(element, Question) else ""
    if rule and not (element.label.ar or element.label.en):
        return _say(f"unseen_{fate}", element.name, rule=rule, place=place.parent)
    kind = "group" if isinstance(element, Group) else "question"
    code = f"{kind if place.parent else 'section'}_{fate}"
    return _say(code, element.name, label=_title(place), place=place.parent)


def _by_name(form: FormDefinition) -> dict[str, PlanPlace]:
    return {place.element.name: place for place in places(form.sections)}


def _type(place: PlanPlace) -> str:
    element = place.element
    return element.kind.value if isinstance(element, Group) else element.type.value


def _title(place: PlanPlace) -> LocalText:
    label, name = place.element.label, place.element.name
    return label if label.ar or label.en else LocalText(name, name)


def _properties(name: str, old: Question | Group, new: Question | Group) -> Iterator[Difference]:
    for key in _TEXTS:
        yield from _text(name, key, getattr(old, key, None), getattr(new, key, None))
    for key in (*_WORDS, *_SETS, *_FLAGS, *_PLAIN):
        looser = loosens(key, old, new)
        before, now = _marks_of(old, key), _marks_of(new, key)
        for difference in _changed(name, key, before, now, subject=_subject(new)):
            yield replace(difference, loosens=looser)


def _subject(element: Question | Group) -> LocalText | str:
    """A question or group as people know it, with the name that the sheets give it."""
    label = element.label
    if not (label.ar or label.en):
        return element.name

    def in_language(language: str) -> str:
        line = " ".join(label.text(language).split())
        short = line if len(line) <= _LABEL else f"{line[:_LABEL].rstrip()}…"
        name = _quoted(element.name, language)
        return texts(language).gettext(SUBJECT).format(label=short, name=name)

    return LocalText(*(in_language(language) for language in _LANGUAGES))


def _text(
    name: str, key: str, old: LocalText | None, new: LocalText | None
) -> Iterator[Difference]:
    """Each wording of a text by itself: of either language, and for a woman or a man."""
    for part in ("ar", "en", "ar_f", "ar_m"):
        before, now = getattr(old, part, ""), getattr(new, part, "")
        yield from _changed(name, f"{key}_{part}", before, now)


def _marks_of(element: Question | Group, key: str) -> str:
    value = getattr(element, key, None)
    if isinstance(value, frozenset):
        return " ".join(sorted(str(word) for word in value))
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)


def _changed(
    name: str, key: str, old: str, new: str, *, subject: LocalText | str = ""
) -> Iterator[Difference]:
    if old == new:
        return
    property_name = LocalText(
        *(texts(language).gettext(PROPERTIES[key]) for language in _LANGUAGES)
    )
    code = "changed" if old and new else "set" if new else "unset"
    before, now = (_in_words(key, marks) for marks in (old, new))
    yield _say(code, name, name=subject or name, what=property_name, old=before, new=now)


def _in_words(key: str, marks: str) -> LocalText | str:
    """The marks of a property as they are said; any other value stands as the sheets have it."""
    if key not in VALUES:
        return marks

    def in_language(language: str) -> str:
        words = (VALUES[key].get(mark, mark) for mark in marks.split())
        return ("، " if language == "ar" else ", ").join(map(texts(language).gettext, words))

    return LocalText(*(in_language(language) for language in _LANGUAGES))


def _orders(old: FormDefinition, new: FormDefinition) -> Iterator[Difference]:
    """Groups in which what was there already stands in another order."""
    before = dict(_children(old))
    for name, names in _children(new):
        was = before.get(name, ())
        if _other_order(was, names):
            yield _say("order", name or new.form_id, new=", ".join(names))


def _children(form: FormDefinition) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "", tuple(section.name for section in form.sections)
    for place in places(form.sections):
        if isinstance(place.element, Group):
            yield place.element.name, tuple(child.name for child in place.element.children)


def _other_order(old: Iterable[str], new: Iterable[str]) -> bool:
    old, new = list(old), list(new)
    both = set(old) & set(new)
    return [name for name in old if name in both] != [name for name in new if name in both]


def _lists(old: FormDefinition, new: FormDefinition) -> Iterator[Difference]:
    for name, choices in new.choices.items():
        if name not in old.choices:
            yield _say("list_new", name, new=", ".join(choice.name for choice in choices))
            continue
        yield from _choices(name, _choices_by_name(old, name), _choices_by_name(new, name))
        names = ([choice.name for choice in old.choices[name]], [choice.name for choice in choices])
        if _other_order(*names):
            yield _say("list_order", name, new=", ".join(names[1]))
    for name in old.choices:
        if name not in new.choices:
            yield _say("list_gone", name)


def _choices_by_name(form: FormDefinition, name: str) -> Mapping[str, Choice]:
    return {choice.name: choice for choice in form.choices[name]}


def _choices(
    name: str, old: Mapping[str, Choice], new: Mapping[str, Choice]
) -> Iterator[Difference]:
    for code, choice in new.items():
        then = old.get(code)
        if then is None:
            yield _say("choice_new", name, code=code, label=choice.label)
            continue
        for language in _LANGUAGES:
            before, now = then.label.text(language), choice.label.text(language)
            if before != now:
                yield _say("choice_label", name, code=code, old=before, new=now)
        if (then.label.ar_f, then.label.ar_m) != (choice.label.ar_f, choice.label.ar_m):
            agreed = [f"{version.label.ar_f} / {version.label.ar_m}" for version in (then, choice)]
            yield _say("choice_label", name, code=code, old=agreed[0], new=agreed[1])
        for column in sorted(then.filter.keys() | choice.filter.keys()):
            before, now = then.filter.get(column, "—"), choice.filter.get(column, "—")
            if before != now:
                difference = _say(
                    "choice_cell", name, code=code, column=column, old=before, new=now
                )
                yield replace(difference, loosens=column == GENERAL_NAME and before != "—")
    for code, choice in old.items():
        if code not in new:
            yield _say("choice_gone", name, code=code, label=choice.label)
