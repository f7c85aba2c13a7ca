"""tipdesk: an offline desk for interviews of victims of trafficking in persons (Kuwait)."""

__version__ = "0.2.0"
