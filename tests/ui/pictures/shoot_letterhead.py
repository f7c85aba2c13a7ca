"""Pictures of the letterhead's dialog, and of the papers of a supervisor that are about no interview."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QColor, QImage

from tests.ui.pictures.photographer import Photographer
from tipdesk.desk.paper.letterheads import Letterhead, read_emblem
from tipdesk.ui.paper.letterhead_dialog import LetterheadDialog
from tipdesk.ui.paper.page import PaperPage
from tipdesk.ui.station.page import StationPage
from tipdesk.ui.toolkit.services import Services

LINES = (
    "دولة الكويت",
    "وزارة الداخلية – الإدارة العامة للمباحث الجنائية",
    "إدارة مكافحة الاتجار بالأشخاص وحماية الآداب العامة – قسم الاستقبال",
)
ENGLISH = ("State of Kuwait", "Ministry of Interior – Criminal Investigation Department")
FOOT = "يُذكر رقم الملف في كل مراسلة – بريد المحطة: مبنى الوزارة، الدور الثالث"


def opened(services: Services, page: StationPage) -> LetterheadDialog:
    """As on a small laptop: the screen of the pictures is smaller."""
    dialog = LetterheadDialog(services, page)
    dialog.resize(1366, 728)
    return dialog


def letterhead(camera: Photographer, services: Services, page: StationPage, folder: Path) -> None:
    """Before anything is chosen, with lines and emblem, refused; then the handover under it."""
    camera.allow("PNG", "JPEG", *" ".join(ENGLISH).split())
    camera.dialog("letterhead", opened(services, page).exec)
    picture = QImage(600, 400, QImage.Format.Format_RGB32)
    picture.fill(QColor(120, 20, 40))
    path = folder / "شعار.png"
    picture.save(str(path))
    chosen = Letterhead(LINES, ENGLISH, FOOT, read_emblem(path))
    services.session.letterheads.keep(chosen)
    camera.dialog("letterhead-own", opened(services, page).exec)
    refused = opened(services, page)
    refused._arabic[1].setText("مركز إيواء العمالة الوافدة – جليب الشيوخ")
    refused._draw()
    camera.dialog("letterhead-refused", refused.exec)
    page.load()
    camera.page(page, "station-letterhead")
    paper = PaperPage(services)
    paper.load(None, "handover")
    camera.page(paper, "paper-handover")
