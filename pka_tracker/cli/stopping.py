"""How a command that goes on until it is stopped hears that it is to end."""

from __future__ import annotations

import signal
import threading


def stop_on_signals() -> threading.Event:
    """Set when the process is asked to end, so that what is under way is finished first."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_args: stop.set())
    return stop
