"""The review of a file: completion, return, approval, remarks, voiding, consents.

`page.ReviewPage` lists what is missing and leads there; a supervisor returns it with
`remarks.ask_remarks`, picks restricted answers with `remarks.ask_picks`; `voiding.void_file` and
`voiding.lift_voiding` ask reason and passphrase; `consents.consents_card` lists what was agreed to
and takes it back.

`same_files.SameFilesCard` says in which other files the person is said to be the same.
`elsewhere.ElsewherePart` asks an approver at another computer, and says who was asked.
"""
