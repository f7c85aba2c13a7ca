"""Paper from the desk: which copy holds what, and what the chain tells of it."""

import pytest

from tests.desk.paper_words import plain
from tests.desk.world import World
from tests.printing.print_sizes import printed
from tipdesk.cases.handover.release import Pick
from tipdesk.cases.interview.statement import FROZEN, STOPPED
from tipdesk.cases.model import Answer, CaseId
from tipdesk.cases.paper.prints import Print, PrinterKind, PrintOutcome, Purpose
from tipdesk.core.errors import TransitionRefused
from tipdesk.core.settings import Language
from tipdesk.core.work import Work
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.custody.chain_reader import read_chain
from tipdesk.desk.paper.printing_room import BlankForm, PrintOptions, PrintPlan, draw, render
from tipdesk.i18n.text import format_datetime
from tipdesk.printing.documents.registry import DOCUMENTS
from tipdesk.printing.preview import page_count, text
from tipdesk.storage import paper_rows
from tipdesk.texts.custody import entry_detail
from tipdesk.texts.custody_events import print_words

PHONE = "+96530001234"


def test_a_copy_for_the_prosecution_holds_released_fields_only(world: World) -> None:
    case_id = world.interview(phone_safe=PHONE, stmt_arabic="روايةٌ أولى")
    room = world.officers.printing
    plan = room.print_plan(case_id, "intake", PrintOptions(copy="prosecution"))
    assert "phone_safe" not in plan.options.fields
    assert PHONE[-8:] not in text(render(plan))
    assert world.officers.files.case(case_id).number in text(render(plan))


def test_level_four_is_printed_for_a_supervisor_who_asks_only(world: World) -> None:
    case_id = world.interview(phone_safe=PHONE)
    wanted = PrintOptions(copy="file", include_level4=True)
    with pytest.raises(TransitionRefused):
        world.officers.printing.print_plan(case_id, "intake", wanted)
    assert PHONE[-8:] not in text(render(world.officers.printing.print_plan(case_id, "intake")))
    room = world.reopen(SUPERVISOR).printing
    assert PHONE[-8:] in text(render(room.print_plan(case_id, "intake", wanted)))


def test_large_print_follows_her_eyes_until_somebody_chooses_and_stays_with_the_file(
    world: World,
) -> None:
    weak = world.interview(disability_seeing="a_lot")
    other = world.interview(disability_seeing="none")
    room = world.officers.printing
    assert (room.large_print(weak), room.large_print(other)) == (True, False)
    room.choose_large_print(weak, large=False)
    room.choose_large_print(other, large=True)
    room = world.reopen(SUPERVISOR).printing  # another person, later
    assert (room.large_print(weak), room.large_print(other)) == (False, True)
    sizes = {
        large: max_size(room.print_plan(other, "consent", PrintOptions(copy="file", large=large)))
        for large in (False, True)
    }
    assert sizes[True] > sizes[False]
    outside = PrintOptions(copy="prosecution", large=True)
    assert max_size(room.print_plan(other, "consent", outside)) < sizes[False]


def max_size(plan: PrintPlan) -> float:
    """Of what is text or an answer and stands below the head of the first page."""
    return max(piece.size for piece in printed(render(plan)) if piece.is_text)


def test_blank_forms_need_no_file(world: World) -> None:
    for document in ("notice", "intake", "consent", "statement", "cover"):
        assert page_count(render(world.officers.printing.print_plan(None, document))) >= 1
    case_id = world.interview()
    alone = [document.key for document in DOCUMENTS.values() if not document.is_of_a_file]
    for document in alone:  # whichever file is open
        assert isinstance(world.officers.printing.print_plan(case_id, document).source, BlankForm)


def test_printing_stands_in_the_chain_with_the_records_digest(world: World) -> None:
    case_id = world.approved(Pick("residence_status", "لتدابير الحماية"))
    room = world.officers.printing
    plan = room.print_plan(case_id, "statement", PrintOptions(copy="prosecution"))
    assert "residence_status" in plan.options.fields
    room.record_printed(case_id, "statement", Print(PrintOutcome.PRINTED, Purpose.FILE))
    event = world.officers.files.load(case_id).custody[-1]
    assert (event.action, event.detail["document"]) == ("printed", "statement")
    assert event.detail["record"] == plan.source.digest


def test_the_statement_says_when_it_was_closed_after_its_reading(world: World) -> None:
    case_id = world.interview(stmt_arabic="روايةٌ أولى")
    page, _when = _english(world, case_id)
    assert "closedafteritsreadingon:nobodycan" in page  # a line to write on
    world.officers.statement.end_reading(case_id, "thumbprint", whole=True)
    page, when = _english(world, case_id)
    assert f"closedafteritsreadingon:{when}nobodycan" in page
    arabic = plain(text(render(_statement(world, case_id, "ar"))))
    label = plain("أُقفلت الأقوال بعد تلاوتها في:")
    assert arabic.partition(label)[2][: len(when)] in (when, f"{when[-5:]}{when[:-5]}")


def test_the_statement_says_when_it_was_stopped_and_is_not_called_read(world: World) -> None:
    case_id = world.interview(stmt_arabic="روايةٌ أولى")
    world.officers.statement.stop(case_id)
    page, when = _english(world, case_id)
    assert f"stoppedandreferredon:{when}nobodycan" in page


def _statement(world: World, case_id: CaseId, language: Language) -> PrintPlan:
    options = PrintOptions(copy="file", language=language)
    return world.officers.printing.print_plan(case_id, "statement", options)


def _english(world: World, case_id: CaseId) -> tuple[str, str]:
    """The words of the English statement, and the time of the last entry that ends the statement."""
    chain = world.officers.files.load(case_id).custody
    ends = [event.at for event in chain if event.action in (FROZEN, STOPPED)]
    when = plain(format_datetime(ends[-1], "en")) if ends else ""
    return plain(text(render(_statement(world, case_id, "en")))), when


def test_each_copy_that_leaves_has_its_own_number(world: World) -> None:
    case_id = world.interview(stmt_arabic="روايةٌ أولى")
    room = world.officers.printing
    numbers = []
    for document in ("statement", "statement", "intake", "statement"):
        numbers.append(room.print_plan(case_id, document).options.copy_number)
        room.record_printed(case_id, document, Print(PrintOutcome.PRINTED, Purpose.FILE))
    assert numbers == [1, 2, 1, 3]
    assert room.print_plan(None, "statement").options.copy_number == 0


def test_an_answer_that_changed_changes_its_pages_only(world: World) -> None:
    case_id = world.interview(stmt_arabic="روايةٌ أولى")
    room = world.officers.printing
    options = PrintOptions(copy="file")
    plan = room.print_plan(case_id, "intake", options)
    drawn = draw(plan)
    count = len(drawn.digests)
    assert room.changed(plan, drawn) is None
    room.record(plan, drawn, Print(PrintOutcome.CANCELLED, Purpose.FILE), (1,))
    assert room.changed(plan, drawn) is None  # nobody knows what came out
    room.record(plan, drawn, Print(PrintOutcome.PRINTED, Purpose.FILE), range(1, count + 1))
    assert room.changed(plan, drawn) == ()
    pages = paper_rows.printed(world.officers._desk.vault, case_id)[-1].pages
    assert pages is not None
    assert not {digest[:8] for digest in pages.digests} & {
        digest[:8] for digest in drawn.digests
    }  # keyed
    world.officers.answers.save_answers(case_id, {"name_ar_family": Answer("الفرحان")})
    plan = room.print_plan(case_id, "intake", options)
    drawn = draw(plan)
    changed = room.changed(plan, drawn)
    assert changed is not None
    assert 0 < len(changed) < count
    room.record(plan, drawn, Print(PrintOutcome.PRINTED, Purpose.FILE), changed)
    notice = room.print_plan(case_id, "notice", options)
    room.record(notice, draw(notice), Print(PrintOutcome.PRINTED, Purpose.FILE), (1,))
    assert room.changed(plan, drawn) == ()  # whatever else was printed meanwhile
    english = room.print_plan(case_id, "intake", PrintOptions(copy="file", language="en"))
    assert room.changed(english, draw(english)) is None  # another paper
    hidden = room.print_plan(case_id, "intake", PrintOptions(copy="file", hide_names=True))
    assert room.changed(hidden, drawn) is None
    # The language of a card makes another paper of a card alone, whatever the person prefers now.
    nepali = PrintOptions(copy="file", card="npi")
    assert room.changed(room.print_plan(case_id, "intake", nepali), drawn) == ()
    card = room.print_plan(case_id, "card", nepali)
    room.record(card, paper := draw(card), Print(PrintOutcome.PRINTED, Purpose.PERSON), (1,))
    assert room.changed(card, paper) is not None
    assert room.changed(room.print_plan(case_id, "card", options), paper) is None


def test_of_restricted_answers_no_digest_is_kept(world: World) -> None:
    case_id = world.interview(phone_safe=PHONE)
    session = world.reopen(SUPERVISOR)
    wanted = PrintOptions(copy="file", include_level4=True)
    plan = session.printing.print_plan(case_id, "intake", wanted)
    drawn = draw(plan)
    session.printing.record(plan, drawn, Print(PrintOutcome.PRINTED, Purpose.FILE), (1,))
    assert session.printing.changed(plan, drawn) is None
    (row,) = paper_rows.printed(session._desk.vault, case_id)
    assert (row.pages, row.copy) == (None, 1)


def test_the_chain_tells_what_for_and_its_words_are_shown_here_only(world: World) -> None:
    case_id = world.interview()
    printed = Print(PrintOutcome.PRINTED, Purpose.OTHER, "لمحاميها\u202e", PrinterKind.LOCAL)
    world.officers.printing.record_printed(case_id, "notice", printed)
    reading = read_chain(world.officers.custody.plan(case_id), Work())
    (entry,) = [entry for entry in reading.entries if entry.event.action == "printed"]
    assert entry.words == "لمحاميها"
    assert "لمحاميها" not in str(entry.event.detail)
    sentence = print_words(entry.event, "ar", entry.words)
    assert sentence == "غرض آخر: «لمحاميها» · على طابعة موصولة بهذا الجهاز"
    assert "لمحاميها" not in entry_detail(entry, "ar", {}, {})
    printed = Print(PrintOutcome.PRINTED, Purpose.FILE, "كُتبت قبل أن يتغير الغرض")
    world.officers.printing.record_printed(case_id, "notice", printed)
    *_before, row = paper_rows.printed(world.officers._desk.vault, case_id)
    assert (row.purpose, row.words) == ("file", "")
