"""Widgets: values in, signals out. They know neither pages, jobs nor the desk."""
