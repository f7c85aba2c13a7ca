"""What is said when an error gives a reason: more than its own sentence could say.

Keys are an error's name and the `reason` of its details.
"""

from __future__ import annotations

from collections.abc import Mapping

from tipdesk.i18n.catalogue import N_

REASONS: Mapping[tuple[str, str], str] = {
    ("AnswerRefused", "not_a_number"): N_("This is not a number."),
    ("AnswerRefused", "not_whole"): N_("Only a whole number fits here."),
    ("AnswerRefused", "ambiguous_number"): N_(
        "It is not clear whether the comma groups thousands or begins decimals."
    ),
    ("AnswerRefused", "not_a_date"): N_("This is not a date."),
    ("AnswerRefused", "not_a_time"): N_("This is not a time."),
    ("AnswerRefused", "not_a_date_time"): N_("This is not a date with a time."),
    ("AnswerRefused", "not_a_choice"): N_("This is not one of the choices."),
    ("AnswerRefused", "not_a_login"): N_("This is not an officer's code."),
    ("AnswerRefused", "too_long"): N_("The answer is longer than this question allows."),
    ("AnswerRefused", "not_answerable"): N_("This question is filled in by the program."),
    ("AnswerRefused", "value_and_reason"): N_(
        "There is both an answer and a reason for not answering."
    ),
    ("AnswerRefused", "note"): N_("An amendment needs its reason."),
    ("AnswerRefused", "empty"): N_("Some words are needed here."),
    ("TransitionRefused", "role"): N_("This is not open to your role."),
    ("TransitionRefused", "same_person"): N_(
        "Whoever completed a file, or amended it since, does not approve it."
    ),
    ("ExportNotReady", "too_big"): N_(
        "The file with its attachments is larger than one bundle may be."
    ),
    ("AuthorityInvalid", "exists"): N_("There is an authority in this folder already."),
    ("AuthorityInvalid", "missing"): N_(
        "There is no authority in this folder, or a part of it is missing."
    ),
    ("AuthorityInvalid", "state"): N_("The authority's records are damaged or do not agree."),
    ("WrongPassphrase", "authority"): N_("The authority's key does not open with this passphrase."),
    ("AuthorityInvalid", "key"): N_("The authority's key does not open with this passphrase."),
}
