"""A form on the screen: sections, questions and their editors. Knows neither pages nor the desk.

Everything is built from the definition and the state of the file, and from nothing else: no
question is placed by hand. What the page wants of it (names hidden, read only, what is needed)
comes in one value, `section_state.SectionContents`; what somebody does goes out by signals, and the
page (`ui.interview.section_stage.SectionStage`) answers with another state.

A section is shown
    1. `section.SectionView` makes the row of a question when it is asked for the first time, and
       keeps it. On the first visit what fits the first screen comes at once (`section.FirstScreen`)
       and the rest right after it was painted (`section.SectionView.complete`).
    2. Questions stand in two columns (`groups.Columns`), under headings (`groups.GroupView`), as a
       table where they share one list (`groups.TableView`), two statements beside each other
       (`section.TwoTexts`).
    3. `section.SectionView.refresh` shows, hides and orders what is there; `section.settle` brings
       one row up to date: needed, hidden, allowed, or wrong there. Focus and cursor stay.

A question
    `question.QuestionRow` has its words and marks (`question.QuestionWords`), the place of the
    answer (`question.AnswerPlace`: an editor, why there is none, why nothing can be chosen, or that
    F7 hides it), and what is said of it (`question_notes.QuestionNotes`). `editors.make_editor` is
    the one mapping from the type of a question to its editor; every editor is a
    `ui.toolkit.combo_editor.Editor`.

Somebody answers
    1. The editor says that something changed; `question.QuestionRow.answer` reads it in stored
       form, or raises AnswerRefused: what was typed stays in the field, and is no answer yet
       (`question.QuestionRow.show_typed` puts it back after a lock).
    2. What does not fit is said below the field when it is left, never while somebody types
       (`section.SectionView.check`). Words that are a choice of the list in another spelling are
       found (`ui.toolkit.combo_editor.FoldingCompleter`).
    3. Why there is no answer, and where one comes from, is chosen in a small menu
       (`question.AnswerMenu`); such a reason is an answer too (`question.ReasonChip`).
    4. What Ctrl+Z would bring back is read before a lock and put back after it
       (`text_editors.typing_in`, `text_editors.resume`).

Nothing moves
    What an answer of its own section asks has its place from the beginning, dim, and says when it
    is asked (`waiting.HintPlace`); a note has its room before it is there (`waiting.NotePlace`); a
    reason takes as much room as its field; what is said of what is typed has a line that is always
    there (`ui.toolkit.combo_editor.SecondLine`); an offer that comes stands at the end of the
    section, and one that is gone stays, pale, until it is left (`section_state.SuggestionStrips`).

Why a question cannot be answered
    Another answer decides it: `section_state.nothing_open` names which. A colleague's answer stands
    there: half-typed words are kept beside it (`question_notes.KeptOffer`). Nothing is asked there
    any more: what was written is only read (`section.ClosedCard`). The file is complete: rows are
    read only.

Names are hidden (F7)
    `question.QuestionRow.set_masked` puts a cover in the place of what tells who somebody is, and
    the cursor waits where it was: what is typed meanwhile goes nowhere.

Rows
    `repeats.RepeatView` adds, takes away and brings back rows, one of them open at a time; the line
    of a row says which one it is and what it waits for (`section_state.row_said`). Legs of a
    journey are drawn above their rows (`journey_line.JourneyLine`).

The indicators
    `indicators.IndicatorsView` lies behind a veil (`indicators.RoomVeil`): at every visit the
    officer says that the person has left the room, and a cover, a lock, F7 or another section hide
    it again. Behind it stands what was recorded, without score or verdict
    (`indicators.IndicatorPanel`); each indicator leads to the answers that it rests on
    (`place_links.PlaceLinks`).

What is still open, as a short list: `clarify.ClarifyView`; a question that was answered there stays
until the page is turned, so that nothing moves under the cursor. What is read to the person in the
own language stands beside the Arabic (`place_links.SpokenPrompt`), in its own direction and script.
"""
