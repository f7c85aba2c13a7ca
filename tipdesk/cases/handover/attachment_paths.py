"""Where an attachment lies in a bundle, relative to its record's folder."""

from __future__ import annotations

from pathlib import PurePosixPath

from tipdesk.cases.model import Attachment

_LONGEST_SUFFIX = 8


def attachment_path(number: int, attachment: Attachment) -> str:
    """A neutral path such as att/0001.pdf: nothing of the person's file name but a plain suffix.

    Args:
        number: from 1, in the order of the file's attachments.
    """
    suffix = PurePosixPath(attachment.name).suffix.lstrip(".").casefold()
    plain = suffix.isascii() and suffix.isalnum() and len(suffix) <= _LONGEST_SUFFIX
    return f"att/{number:04d}.{suffix if plain else 'bin'}"
