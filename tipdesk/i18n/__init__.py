"""Language, direction, digits, dates and names: what every room needs to speak Arabic."""
