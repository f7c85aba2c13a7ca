"""The interview page and everything that stands beside the questions.

An answer: an editor changes, `autosave.Autosave` waits 400 ms (2 s at the latest; at once when
something is left or locked), `answer_keeper.AnswerKeeper` hands it to the desk. Beside it:
`section_list.SectionList`, `timeline.TimelineSide`, `closing_note.ClosingNote` (what an answer
closed, and taking it back), `documents.DocumentReading` (a reader or typed lines),
`elsewhere_advice.ElsewhereAdvice`, `language_help.LanguageHelp`, `recording_offer.RecordingOffer`,
`amending.Amending`. Reading out and its end: `readback.ReadbackPage`, `statement_end.ask_end`,
`statement_end.stop_statement`. What stands beside the questions is a `part.InterviewPart`; the page
opens, leaves and masks them all.
"""
