"""What a form says about a set of answers: relevance, calculations, constraints, state.

A refused answer and a section that closes begin here. `plan.make_plan` orders a definition by
dependency once, `recalculation.recalculated` follows one answer along it, `evaluation.Evaluation`
judges in that order, rings together, and `rules.make_state` says what is asked now and which
answers stand. What an answer of its own section asks is known before it does (`plan.AskedBy`).
Callers hold a `rules.FormRules`.
"""
