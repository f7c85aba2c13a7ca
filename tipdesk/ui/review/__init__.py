"""The review of a file: completion, return, approval, remarks, voiding, consents.

`page.ReviewPage` lists what is missing and leads there; a supervisor returns it with
`remarks.ask_remarks`, picks restricted answers with `remarks.ask_picks`; `voiding.void_file` and
`voiding.lift_voiding` ask reason and passphrase; `consents.consents_card` lists what was agreed to
and takes it back.

`elsewhere.ElsewherePart` asks an approver at another computer, and says who was asked.
"""
