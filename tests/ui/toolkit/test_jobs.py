import gc
import threading
import weakref
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.seeing import faults
from tests.ui.gestures import bare, dialogs, later, texts
from tipdesk.core.errors import Cancelled, DiskFull
from tipdesk.ui.toolkit.dialogs import Cover, Dialog, show_error
from tipdesk.ui.toolkit.jobs import JobRunner, papers_text, wait_for


@pytest.fixture
def jobs(qtbot):
    runner = JobRunner()
    yield runner
    runner.close()


class Waiter(QObject):
    def __init__(self):
        super().__init__()
        self.got = []

    def on_done(self, value):
        self.got.append((value, threading.current_thread() is threading.main_thread()))

    def on_failed(self, error):
        self.got.append(error)


def test_results_arrive_in_order_on_the_gui_thread(qtbot, jobs):
    waiter = Waiter()
    for number in range(50):
        jobs.run(lambda n=number: n, done=waiter.on_done, failed=waiter.on_failed)
    qtbot.waitUntil(lambda: len(waiter.got) == 50)
    assert waiter.got == [(number, True) for number in range(50)]
    assert not jobs.busy


def test_an_expected_error_goes_to_failed(qtbot, jobs):
    waiter = Waiter()

    def full():
        raise DiskFull

    jobs.run(full, done=waiter.on_done, failed=waiter.on_failed)
    qtbot.waitUntil(lambda: bool(waiter.got))
    assert isinstance(waiter.got[0], DiskFull)


def test_a_bug_goes_to_the_excepthook(qtbot, jobs):
    waiter = Waiter()
    with qtbot.capture_exceptions() as caught:
        jobs.run(lambda: 1 // 0, done=waiter.on_done, failed=waiter.on_failed)
        qtbot.waitUntil(lambda: not jobs.busy)
    assert caught[0][0] is ZeroDivisionError
    assert waiter.got == []


def test_nothing_is_delivered_to_a_widget_that_is_gone(qtbot, jobs):
    waiter = Waiter()
    got = waiter.got
    gate = threading.Event()
    jobs.run(gate.wait, done=waiter.on_done, failed=waiter.on_failed)
    shiboken6.delete(waiter)
    gate.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert got == []


def test_progress_reaches_the_window_and_cancel_reaches_the_work(qtbot, jobs):
    waiter = Waiter()
    seen = []
    work = jobs.work(lambda done, total: seen.append((done, total)))

    def endless():
        done = 0
        while True:
            done += 1
            work.step(done, 10)

    jobs.run(endless, done=waiter.on_done, failed=waiter.on_failed)
    qtbot.waitUntil(lambda: bool(seen))
    work.cancel()
    qtbot.waitUntil(lambda: bool(waiter.got))
    assert isinstance(waiter.got[0], Cancelled)


def test_closing_stops_what_runs_and_drops_what_waits(qtbot):
    runner = JobRunner()
    waiter = Waiter()
    work = runner.work()
    started = threading.Event()

    def endless():
        started.set()
        while True:
            work.step(0, 1)

    ran = []
    runner.run(endless, done=waiter.on_done, failed=waiter.on_failed)
    runner.run(lambda: ran.append(1), done=waiter.on_done, failed=waiter.on_failed)
    started.wait()
    runner.close()
    assert ran == []


def test_a_result_that_nobody_takes_is_given_back(qtbot, jobs):
    """The widget is gone, the vault was locked, the window is closed."""
    waiter, back = Waiter(), []

    def start(number):
        jobs.run(lambda: number, done=waiter.on_done, failed=waiter.on_failed, unwanted=back.append)

    start(1)
    shiboken6.delete(waiter)
    qtbot.waitUntil(lambda: back == [1])
    waiter = Waiter()
    start(2)
    jobs.abandon()
    qtbot.waitUntil(lambda: back == [1, 2])
    start(3)
    qtbot.waitUntil(lambda: waiter.got == [(3, True)])
    start(4)
    jobs.close()
    assert back in ([1, 2], [1, 2, 4])  # 4 may not even have begun
    assert len(waiter.got) == 1


def test_closing_gives_back_what_has_just_ended(qtbot):
    jobs, waiter, back, ended = JobRunner(), Waiter(), [], threading.Event()

    def task():
        ended.set()
        return 5

    jobs.run(task, done=waiter.on_done, failed=waiter.on_failed, unwanted=back.append)
    assert ended.wait(300)
    jobs.close()
    assert back == [5]
    assert waiter.got == []


def test_an_abandoned_work_is_asked_to_stop(qtbot, jobs):
    begun, never = threading.Event(), threading.Event()
    work, waiter = jobs.work(), Waiter()

    def long():
        begun.set()
        while not never.wait(0.005):
            work.step(1, 2)

    jobs.run(long, done=waiter.on_done, failed=waiter.on_failed)
    assert begun.wait(300)
    jobs.abandon()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert waiter.got == []


def test_of_what_somebody_stopped_nothing_is_said_and_its_dialog_can_be_used_again(qtbot):
    with dialogs():
        show_error(None, Cancelled())
    assert Cover.unsaid == []
    dialog = Dialog(None, "x", job="go")
    qtbot.addWidget(dialog)
    dialog.add_end()
    dialog.show()
    for error, is_said in ((Cancelled(), False), (DiskFull(), True)):
        dialog.set_busy(True)
        dialog.say_error(error)
        assert bool(faults(dialog)) is is_said
        assert dialog.ok.isEnabled()
    dialog.reject()
    assert not dialog.isVisible()


class Ring(QObject):
    """Refers to itself, as pages do: only the collector finds it."""

    def __init__(self):
        super().__init__()
        self.me = self


def test_what_refers_to_itself_goes_on_the_gui_thread(qtbot, jobs):
    """However many objects a worker makes: Qt falls over a widget that goes on another thread."""
    waiter, threads = Waiter(), []
    weakref.finalize(Ring(), lambda: threads.append(threading.current_thread()))
    jobs.run(
        lambda: [[number] for number in range(100_000)],
        done=waiter.on_done, failed=waiter.on_failed,
    )  # fmt: skip
    qtbot.waitUntil(lambda: bool(waiter.got), timeout=60_000)
    qtbot.waitUntil(lambda: bool(threads), timeout=60_000)
    assert threads == [threading.main_thread()]


def test_after_the_last_runner_python_collects_by_itself_again(qtbot):
    was_on = gc.isenabled()
    first, second = JobRunner(), JobRunner()
    assert not gc.isenabled()
    first.close()
    first.close()
    assert not gc.isenabled()
    shiboken6.delete(second)  # closed by nobody
    assert gc.isenabled() == was_on


class Secret:
    pass


def test_what_a_failed_task_held_is_free_without_the_collector(qtbot, jobs):
    def refuse(_secret):
        raise DiskFull

    secret, seen = Secret(), []
    held = weakref.ref(secret)
    jobs.run(
        partial(refuse, secret), done=seen.append, failed=lambda error: seen.append(error.code)
    )
    del secret
    jobs.run(lambda: None, done=seen.append, failed=seen.append)  # the worker has left the first
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert held() is None


def test_work_made_while_another_job_ends_tells_how_far_it_is_and_can_be_stopped(qtbot, jobs):
    waiter, reported, begun, stopped = Waiter(), [], threading.Event(), threading.Event()
    jobs.run(begun.wait, done=waiter.on_done, failed=waiter.on_failed)
    work = jobs.work(lambda done, total: reported.append((done, total)))
    begun.set()
    qtbot.waitUntil(lambda: not jobs.busy)

    def steps():
        work.step(1, 2)
        stopped.wait()
        work.step(2, 2)

    jobs.run(steps, done=waiter.on_done, failed=waiter.on_failed)
    try:
        qtbot.waitUntil(lambda: reported == [(1, 2)])
        jobs.cancel_all()
    finally:
        stopped.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert isinstance(waiter.got[-1], Cancelled)


def test_documents_are_counted_as_documents(qtbot, jobs):
    ended, shown = threading.Event(), []

    def task(work):
        work.step(2, 5)
        ended.wait()

    def look():
        dialog = QApplication.activeModalWidget()
        text = bare(texts(dialog)) if dialog is not None else ""
        if bare(papers_text(5)) not in text:
            return False
        shown.append(text)
        ended.set()
        return True

    with later(look):
        wait_for(jobs, None, "…", task, unit=papers_text)
    assert bare(papers_text(2)) in shown[0]
