"""What authors of forms bring: sheets, workbooks, definitions. Knows neither vault nor window."""
