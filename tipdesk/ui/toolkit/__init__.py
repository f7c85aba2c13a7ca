"""What every window is built from: theme, dialogs, cards, strips, wizard, jobs, fields.

Begin with `services.Services`, which says how a page is written. `jobs.JobRunner` runs slow work,
`dialogs.show_error` says an error, `dialogs.ask` a question, `confirming.ask_confirmation` a
passphrase, `parts.Banner` and `station_card.StationCard` are parts of pages,
`wizard.WizardFrame` is one of several steps. `theme.wear` dresses the program: colours, size and
language are put on between two windows. `privacy.Layers` shows one thing,
`keyboard.KeyboardWatch` tells a reader by its speed.
"""
