"""Said once, after a trust list has come: it names a certificate that nobody here asked for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from tipdesk.desk.station.signing_and_trust import UnaskedCertificate
from tipdesk.i18n.text import _, isolated, language, listed
from tipdesk.texts.messages import certificate_role_label
from tipdesk.ui.toolkit.dialogs import say


def tell_unasked(parent: QWidget, unasked: Sequence[UnaskedCertificate]) -> None:
    """Somebody else may be signing in this station's name. Nothing where there is none."""
    if not unasked:
        return
    lines = [
        _("{login}, service number {number}: {roles}").format(
            login=isolated(item.login),
            number=isolated(item.service_number),
            roles=listed(map(certificate_role_label, item.roles), language()),
        )
        for item in unasked
    ]
    text = _(
        "The list names a certificate that this station did not ask for. If none of you has asked "
        "for it, call the certification authority today, both of its people, by a number that you "
        "know: whoever has it can sign in that name."
    )
    title = _("A certificate that was not asked for here")
    say(parent, title, "\n".join((text, *lines)), done=False)
