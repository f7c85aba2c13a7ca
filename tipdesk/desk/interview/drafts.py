"""What each officer has typed and not recorded, and how each looks at a file: theirs alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import cast

from tipdesk.cases.interview import statement
from tipdesk.cases.interview.unfinished import NO_DRAFT, Draft, RemarksDraft, turned, without
from tipdesk.cases.model import Case, CaseId
from tipdesk.core.errors import RestrictedClosed, TipdeskError
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.files.sealing import Sealing
from tipdesk.desk.open_vault import OpenVault
from tipdesk.i18n.language_cards import language_cards
from tipdesk.storage import interview_rows, station_rows
from tipdesk.storage.keys.case_keys import close_text, text_for


class Drafts:
    """Keeps unfinished typing. No audit log entry is made and nobody is told: it is no evidence."""

    def __init__(
        self, desk: OpenVault, contents: Contents, restricted: Restricted, sealing: Sealing
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._contents = contents
        self._restricted = restricted
        self._sealing = sealing

    def draft(self, case_id: CaseId) -> Draft:
        """What the officer of this session has typed in a file and not recorded."""
        case = self._contents.readable(case_id)
        form = self._desk.forms.rules_of(case).definition
        stored = interview_rows.find(self._vault, case_id, self._desk.officer.login)
        draft = self._restricted.open_draft(case, form, stored)
        return without(draft, statement.FIELDS)  # an older program took them from anybody

    def others_drafts(self, case_id: CaseId) -> tuple[str, ...]:
        """The logins of colleagues whose unfinished typing is kept; what it is stays theirs."""
        holders = interview_rows.holders(self._vault, self._contents.readable(case_id).id)
        return tuple(login for login in holders if login != self._desk.officer.login)

    def keep_draft(self, case_id: CaseId, draft: Draft, at: datetime | None = None) -> datetime:
        """Replace the officer's draft of a file; fsynced when it returns, with the time (`at`:
        that of the answers which it is kept with).

        Raises:
            AnswerRefused: it holds what only a supervisor answers.
            DiskFull, VaultReadOnly: the former draft is still there.
        """
        at = at or self._desk.now()
        statement.refuse_typed((*draft.typed, *draft.amended))
        case = self._contents.readable(case_id)
        form = self._desk.forms.rules_of(case).definition
        closed = self._restricted.close_draft(case, form, draft)
        closed = replace(closed, why=self._sealing.text(case, "why", draft.why))
        interview_rows.keep(self._vault, case_id, self._desk.officer.login, closed, at)
        return at

    def unsent_remarks(self, case_id: CaseId) -> RemarksDraft:
        """What the officer of this session has written for a return that was not confirmed."""
        opens = self._restricted.opens(self._contents.readable(case_id).id)
        stored = interview_rows.find_remarks(self._vault, case_id, self._desk.officer.login)
        return turned(stored, lambda words: text_for(opens, "remarks", words) or "")

    def keep_remarks(self, case_id: CaseId, remarks: RemarksDraft) -> None:
        """Replace the officer's remarks for a return; fsynced when it returns.

        Raises:
            DiskFull, VaultReadOnly: the former ones are still there.
        """
        case = self._contents.readable(case_id)
        login, now = self._desk.officer.login, self._desk.now()
        sealed = turned(remarks, lambda words: self._sealing.text(case, "remarks", words))
        interview_rows.keep_remarks(self._vault, case_id, login, sealed, now)

    def unentered(self, case_id: CaseId) -> Mapping[str, Mapping[str, str]]:
        """What the officer of this session has written of entries of the case work and not entered:
        fields by what the entry is and is about."""
        opens = self._restricted.opens_work(self._contents.readable_for_work(case_id).id)
        stored = interview_rows.find_unentered(self._vault, case_id, self._desk.officer.login)
        words = text_for(opens, "work", stored)
        return cast("Mapping[str, Mapping[str, str]]", json.loads(words)) if words else {}

    def keep_unentered(self, case_id: CaseId, written: Mapping[str, Mapping[str, str]]) -> None:
        """Replace that; fsynced when it returns. It is closed as what is of level 4, if that is
        open to the officer: else nothing of that level can be written.

        Raises:
            DiskFull, VaultReadOnly: what was there before still is.
        """
        case = self._contents.readable_for_work(case_id)
        words = json.dumps({key: dict(fields) for key, fields in written.items() if fields})
        words = "" if words == "{}" else words
        if words and self._restricted.is_open(case.id):
            generation, key = self._restricted.keys.writing(case.id)
            words = close_text(key, generation, case.id, "work", words)
        elif words and self._restricted.reads_work(case.id):
            words = self._restricted.close_work(case, "work", words)
        login, now = self._desk.officer.login, self._desk.now()
        interview_rows.keep_unentered(self._vault, case_id, login, words, now)


class Views:
    """Keeps how the officer of this session looks at a file, and where they stood last."""

    def __init__(self, desk: OpenVault, contents: Contents, restricted: Restricted) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._contents = contents
        self._restricted = restricted

    def quick_view(self, case: Case) -> bool:
        """Whether the officer of this session sees the file in quick mode."""
        chosen = interview_rows.chosen_view(self._vault, case.id, self._desk.officer.login)
        return case.quick if chosen is None else chosen

    def choose_view(self, case_id: CaseId, *, quick: bool) -> None:
        """Keep that this officer sees the file in quick mode, or all of it."""
        interview_rows.choose_view(self._vault, case_id, self._desk.officer.login, quick=quick)

    def spoken_view(self, case_id: CaseId) -> str:
        """The language that stands beside the Arabic for this officer (ISO 639-3), '' for none."""
        chosen = interview_rows.spoken_view(self._vault, case_id, self._desk.officer.login)
        return chosen if chosen in {card.language for card in language_cards()} else ""

    def choose_spoken(self, case_id: CaseId, language: str) -> None:
        """Keep the language that stands beside the Arabic, '' for none."""
        interview_rows.choose_spoken(self._vault, case_id, self._desk.officer.login, language)

    def remember_place(self, place: station_rows.Place | None) -> None:
        """Keep where the officer of this session stands (None: nowhere). Its words, and what can be
        undone, are closed as drafts of those answers would be; of an answer that is closed to the
        officer nothing is kept."""
        if place is not None and (place.words or place.edits):
            case = self._contents.case(CaseId(place.case_id))
            form = self._desk.forms.rules_of(case).definition

            def close(draft: Draft) -> Draft:
                try:
                    return self._restricted.close_draft(case, form, draft)
                except RestrictedClosed:
                    return NO_DRAFT

            place = _turned(place, close)
        station_rows.remember_place(self._vault, self._desk.officer.login, place)

    def last_place(self) -> station_rows.Place | None:
        """Where the officer of this session stood at the last lock, or None. The words are left out
        when the file, or the answer, is not open to the officer any more."""
        place = station_rows.last_place(self._vault, self._desk.officer.login)
        if place is None or not (place.words or place.edits):
            return place
        try:
            case = self._contents.readable(CaseId(place.case_id))
            form = self._desk.forms.rules_of(case).definition
            return _turned(place, lambda draft: self._restricted.open_draft(case, form, draft))
        except TipdeskError:  # the file itself says what is the matter with it
            return replace(place, words="", edits={})


def _turned(place: station_rows.Place, turn: Callable[[Draft], Draft]) -> station_rows.Place:
    """The place with other words. Those of the field are a draft of its answer, beside the answers
    one of the section; what can be undone is whole, or gone."""
    at = place.path or place.section
    words = turn(Draft({at: place.words})).typed.get(at, "")
    edits = turn(Draft(place.edits)).typed
    whole = edits.keys() == place.edits.keys()
    return replace(place, words=words, edits=dict(edits) if whole else {})
