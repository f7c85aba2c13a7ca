"""What is asked: definitions, values, rules. Plain values in and out; imports no other layer.

A form is a `model.FormDefinition`. `values.normalise` brings what was typed into the shape of its
question; `values.parse_partial_date` reads dates that are half known. What a set of answers
means (what is asked, what stands, what is calculated) is `rules.rules.rules_for`.
"""
