"""Exporting a bundle, importing receipts; the receiving station."""
