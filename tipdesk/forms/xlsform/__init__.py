"""The sheets of an XLSForm, and the compiler that makes a definition of them.

`sheets.read_sheets` reads CSV, `compiler.compile_form` makes a definition or a list of faults with
sheet, row and column (`faults.SheetFault`), `checks.check_rules` tries every rule, and
`export.sheets_of` goes the way back. What of XLSForm is taken stands in docs/forms.md.
"""
