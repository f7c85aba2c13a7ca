"""The card of a quick intake: everything that it asks on one screen, and nothing on it moves.

Above stands what is known, with its source; below it each question in a line of its own, in two
columns; below them one place in which every question is answered; at the side the notice to the
Prosecution as it would be printed now. `card.NightCard` is the part of the interview that shows it
(`night_page.NightPage`) instead of the sections.

A question is answered
    1. `questions.card_questions` says which questions stand where, by the form alone: a line keeps
       its place whether its question is asked now or not.
    2. `answering_place.AnsweringPlace` offers up to nine choices by their digits; of a longer list
       eight and a search (`questions.offered`), or the field of the question itself
       (`ui.form.question.QuestionRow`), so that whatever holds for it in the interview holds here.
    3. What was answered goes through `ui.interview.answer_keeper.AnswerKeeper` as in the interview.
       An answer that the form refuses stays in its line, counts as none, and holds the cursor.

The notice
    `notice_side.NoticeSide` plans it on the GUI thread and draws it in a JOB, 200 ms after an
    answer. `two_copies.TwoCopies` prints the copy for the Prosecution and the one for the file in
    one go, each entered by itself. Whether a copy of what the file says now lies on paper is read
    from what was entered (`desk.paper.printing_room.PrintingRoom.changed`): until then nobody can
    say that it was handed over.
"""
