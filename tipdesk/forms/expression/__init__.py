"""Expressions of a form: the XPath 1.0 / ODK XForms subset, read once and evaluated often."""
