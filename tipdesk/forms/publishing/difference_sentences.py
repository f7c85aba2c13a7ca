"""The sentences for what changed between two versions of a form. Arabic is in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.i18n.catalogue import N_

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
    "moved": N_("{name} stood in {old} and now stands in {new}."),
    "order": N_("What stands in {name} has another order: {new}."),
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
    "count": N_("the number of rows"),
    "appearance": N_("the appearance"),
    "release": N_("where it may go"),
    "prints": N_("the papers it stands on"),
    "read_only": N_("that it is filled by the program"),
    "quick": N_("that it belongs to quick mode"),
    "level": N_("the level"),
    "required": N_("the step it is needed for"),
    "phase": N_("the phase"),
    "code": N_("the letter"),
}
"""What each property of a question or group is called inside those sentences."""
