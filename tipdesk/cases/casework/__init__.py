"""Case work: what is promised to a person after the interview, and what becomes of it.

A log of its own for each file (`entries.WorkEntry`), beside the record of the interview and never
in it: neither status nor digest of a file move. `seed.seed_of` reads what the interview recorded
of needs, risk and the end of the case; `folding.fold` follows the log from there to what stands
(`case_work.CaseWork`), and `folding.fold_on` goes on from that. `entering.may_enter` says
beforehand why an entry is refused, `entering.check_entry` raises it. `deadlines.owed` is the one
table of what is owed, until when and by whom. `as_it_stands.as_it_stands` is the file for a paper
that goes on with the person. `shift.Shift` is the one page that a shift hands over.
"""
