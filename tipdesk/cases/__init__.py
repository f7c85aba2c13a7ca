"""What was recorded: cases, answers, statuses, review, custody. Imports forms only.

The values are in `model` (`model.Case`, `model.Answer`, `model.CaseFile`, `model.CustodyEvent`).
Who may do what is one table, `permissions.ROLES`; which answers count is `answers.counting`;
`form_duties.form_faults` is what a form owes the program, `acquisition.Acquisition` how a file was
acquired. Each feature has its folder, or its module where one is enough (`evidence.listed`);
none of them does input or output.
"""
