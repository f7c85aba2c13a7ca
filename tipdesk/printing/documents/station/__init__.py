"""Documents about the station and no file: one page each, by numbers and codes alone.

`shift_handover.shift_handover` is the handover of a shift, in the words of `shift_words`, which the
screen uses too; `calendar_sheet.calendar_sheet` a week of the calendar. What has no room is
counted.
"""
