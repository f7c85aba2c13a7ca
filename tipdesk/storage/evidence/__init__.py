"""Sealed files beside the database: attachments and recordings."""
