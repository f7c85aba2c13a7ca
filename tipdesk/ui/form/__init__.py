"""A form on the screen: sections, questions and their editors. Knows neither pages nor the desk.

`section.SectionView` shows a section, `question.QuestionRow` a question, `editors.make_editor` the
editor of its type, `repeats.RepeatView` rows. Why an answer is refused, and what closed:
`section_state.row_said`, `section.ClosedCard`. `indicators.IndicatorsView` lies behind a veil,
`clarify.ClarifyView` gathers what the next step still needs.
"""
