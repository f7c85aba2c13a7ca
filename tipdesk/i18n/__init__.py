"""Language, direction, digits, dates and names: what every layer needs to speak Arabic.

`text.set_language` once, then `text.texts` and `_`; `text.isolate` round every code,
number and Latin name inside Arabic, on screen and paper; `text.kuwait_day` is the only day of a
time. `language_cards.language_card` is what a person reads or hears in the own language, and
`command_line.Parser` is argparse in the language of the messages.
"""
