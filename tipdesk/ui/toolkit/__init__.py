"""What every window is built from: theme, dialogs, cards, strips, wizard, jobs, fields."""
