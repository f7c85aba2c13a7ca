"""Taking an interview: new files, answers, drafts, the statement's end, review and approval.

A file begins with `new_files.NewFiles`. An answer: autosave hands it to `answers.Answers`,
`answer_checks.checked` refuses what may not be written, and one durable transaction follows in
`answer_log.AnswerLog`. What is typed and no answer yet: `drafts.Drafts`. The statement is read
back, stopped and added to by `statement.Statement`, which also holds the waiver for a child.
Review, completion, return and approval: `steps.Steps`.
"""
