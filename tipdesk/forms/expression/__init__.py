"""Expressions of a form: the XPath 1.0 / ODK XForms subset, read once and evaluated often.

`expression.read` takes the text of a cell and gives an `expression.Expression`; the functions are
in `functions` and `code_functions`. Every evaluation spends a `budget.Budget`, so that no form can
hold a computer up; patterns run in `safe_regex.matches_whole`. `faults.every_fault` names all
mistakes of an expression at once.
"""
