"""A line to the server, on a loopback port of its own, that can be cut, held and robbed of its answers."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress

#: What the line can do: nothing special; refuse and reset everything; keep requests back until it does something
#: else; pass requests on and lose their answers; answer that the server is busy.
WAYS = ("", "cut", "held", "answers lost", "busy")
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Network:
    """Forwards bytes between a browser and a server. ``do`` says how, from now on and for open lines too."""

    def __init__(self, port: int) -> None:
        self.target = ("127.0.0.1", port)
        self.does = ""
        self.changed = threading.Condition()
        self.lines: set[socket.socket] = set()
        self.counts = dict.fromkeys(WAYS, 0)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self._welcome, daemon=True).start()

    def do(self, way: str) -> None:
        """Behave so; what was held goes on its way, late."""
        with self.changed:
            self.does = way
            self.counts[way] += 1
            self.changed.notify_all()
        if way == "cut":
            for line in list(self.lines):
                self._reset(line)

    def close(self) -> None:
        """Take no more lines, and end those there are."""
        self.do("cut")
        self.door.close()

    def _welcome(self) -> None:
        with suppress(OSError):
            while True:
                browser, _address = self.door.accept()
                if self.does == "cut":
                    self._reset(browser)
                    continue
                server = socket.create_connection(self.target)
                self.lines |= {browser, server}
                for one, other, pump in ((browser, server, self._ask), (server, browser, self._answer)):
                    threading.Thread(target=self._run, args=(pump, one, other), daemon=True).start()

    def _run(self, pump, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while (data := one.recv(65536)) and pump(other if pump == self._ask else one, other, data, one):
                pass
        self._reset(one)
        self._reset(other)

    def _ask(self, server: socket.socket, _other, data: bytes, browser: socket.socket) -> bool:
        with self.changed:
            self.changed.wait_for(lambda: self.does != "held")
            does = self.does
        if does == "busy" and data.startswith(b"POST"):
            browser.sendall(BUSY)
            return False
        if does != "cut":
            server.sendall(data)
        return does != "cut"

    def _answer(self, _server, browser: socket.socket, data: bytes, _one) -> bool:
        if self.does in ("cut", "answers lost"):
            return False
        browser.sendall(data)
        return True

    def _reset(self, line: socket.socket) -> None:
        """Without a farewell: the other end sees a connection that broke."""
        self.lines.discard(line)
        with suppress(OSError):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            line.shutdown(socket.SHUT_RDWR)
        line.close()
