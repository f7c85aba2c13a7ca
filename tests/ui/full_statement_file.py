"""A file in which much has been told: a journey, papers, what happened and when."""

from tipdesk.cases.model import Answer

_ANSWERS = {
    "iv_private": "yes",
    "iv_suspect_near": "no",
    "iv_start": "2026-11-24T06:10:00+00:00",
    "case_type": "tip",
    "consent_interview": "granted",
    "fit_now": "yes",
    "recent_assault": "no",
    "self_harm": "no",
    "sex": "female",
    "birth_date": "1999-03-05",
    "rec_date": "2023-09~",
    "rec_country": "IND",
    "legs[1]/leg_from_country": "IND",
    "legs[1]/leg_from_place": "حيدر أباد",
    "legs[1]/leg_to_country": "ARE",
    "legs[1]/leg_to_place": "دبي",
    "legs[1]/leg_date": "2024-02",
    "legs[1]/leg_mode": "air",
    "legs[2]/leg_from_country": "ARE",
    "legs[2]/leg_from_place": "دبي",
    "legs[2]/leg_to_country": "SAU",
    "legs[2]/leg_date": "2024-03/2024-05",
    "legs[2]/leg_mode": "truck",
    "legs[3]/leg_to_country": "KWT",
    "legs[3]/leg_to_place": "السالمية",
    "legs[3]/leg_date": "2024-06-11",
    "legs[3]/leg_mode": "car",
    "kw_entry_date": "2024-06-11",
    "documents[1]/doc_type": "passport",
    "documents[1]/doc_number": "P4821193",
    "documents[1]/doc_country": "IND",
    "documents[1]/doc_issued": "2023-11-20",
    "documents[1]/doc_expires": "2033-11-19",
    "documents[1]/doc_holder": "employer",
    "documents[1]/doc_withheld_from": "2024-06/..",
    "documents[2]/doc_type": "visa",
    "documents[3]/doc_holder": "victim",
    "episodes[1]/ex_form": "domestic_servitude",
    "episodes[1]/ex_country": "KWT",
    "episodes[1]/ex_from": "2024-06",
    "episodes[1]/ex_to": "2025-02~",
    "episodes[2]/ex_form": "forced_labour",
    "episodes[2]/ex_country": "KWT",
    "episodes[2]/ex_from": "../2025-05",
    "episodes[2]/ex_exit": "ongoing",
    "injuries[1]/inj_type": "burn",
    "injuries[1]/inj_date": "2025|في الصيف",
    "stmt_timeline[1]/timeline_when": "2024-08",
    "stmt_timeline[1]/timeline_where": "بيت في السالمية",
    "stmt_timeline[1]/timeline_what": "أُخذ الهاتف",
    "stmt_timeline[2]/timeline_when": "|قبل رمضان بأيام",
    "stmt_timeline[2]/timeline_what": "اتصال بالأهل",
    "stmt_timeline[3]/timeline_what": "نُقلت إلى بيت آخر",
    "iv_breaks[1]/break_from": "2026-11-24T06:40:00+00:00",
    "iv_breaks[1]/break_to": "2026-11-24T06:50:00+00:00",
    "iv_breaks[1]/break_reason": "prayer",
}


def full_answers(**more: str) -> dict[str, Answer]:
    """The answers by path, with the rows that they stand in."""
    given = {**_ANSWERS, **more}
    rows = {path.partition("/")[0]: "1" for path in given if "/" in path}
    return {path: Answer(value) for path, value in (rows | given).items()}


def open_full_statement(session):
    """A new file with all of it."""
    case = session.new_files.open_case()
    session.answers.save_answers(case.id, full_answers())
    return session.files.case(case.id)
