"""What is measured. Each task is done once per call and gives the one answer whose cost counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import sqlalchemy as sa

from bench.cohort import MENTOR, ORGANIZER
from bench.servers import Server
from bench.visitor import Answer, Fields, Visitor, form_with, put
from config import Default

Task = Callable[[], Answer]
#: A list is as long as a file may be; it is measured alone, with few rounds, because the cohort grows by it.
PEOPLE, IMPORT_PREVIEW, IMPORT = 5_000, "import preview", "import"
SECTION = "background"
TEXT = (
    "Pelayanan {} hari menjadi 3 hari; data rekapitulasi loket tahun berjalan, diperiksa bersama tim efektif."
)


class Tasks:
    """The people of one server at their work."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.mentor = Visitor(server.address).sign_in(MENTOR, Default.DEMO_PASSWORD)
        self.count = 0

    def reads(self) -> dict[str, Task]:
        """Pages."""
        plan, reviewed = self._plan("submitted", 2), self._plan("in_review", 5)
        compared = self._plan("in_review", 9)  # in its second version
        organizer = Visitor(self.server.address).sign_in(ORGANIZER, Default.DEMO_PASSWORD)
        return {
            "board": lambda: organizer.get("/cohorts/1"),
            "dashboard": lambda: self.mentor.get("/reviews/"),
            "plan page": lambda: self.mentor.get(f"/plans/{plan}"),
            "review desk": lambda: self.mentor.get(f"/reviews/{reviewed}"),
            "diff page": lambda: self.mentor.get(f"/reviews/{compared}"),
            "conflict page": self._meeting(),
            "plan as PDF": lambda: self.mentor.get(f"/plans/{plan}/versions/1/paper.pdf"),
            "plan as DOCX": lambda: self.mentor.get(f"/plans/{plan}/versions/1/paper.docx"),
            IMPORT_PREVIEW: lambda: self._list_of_people(organizer, 0),
            "search": lambda: self.mentor.get("/practices/?q=pelayanan+warga"),
        }

    def writes(self) -> dict[str, Task]:
        """What changes rows."""
        return {
            "save a section": self._saving(),
            "add a comment": self._commenting(),
            "decision": self._deciding(),
            "submit": self._submitting(),
            IMPORT: self._importing(),
        }

    def _saving(self) -> Task:
        visitor, path = self._participant(1), f"/plans/{self._plan('draft', 1)}/sections/{SECTION}"
        # The base is for browsers without scripts (it stands inside noscript), and this one saves by itself.
        fields = [pair for pair in form_with(visitor.get(path).text, "seen") if pair[0] != "base"]
        place = _text_field(fields)
        seen = dict(fields)["seen"]

        def save() -> Answer:
            nonlocal seen
            answer = visitor.post(path, put(fields, {place: self._text(), "seen": seen}), json=True)
            before, seen = seen, str(json.loads(answer.body)["seen"])
            if seen == before:
                raise RuntimeError("the section was not saved")
            return answer

        return save

    def _meeting(self) -> Task:
        """Press the button in a window that is older than the text: both texts come back."""
        visitor, path = self._participant(1), f"/plans/{self._plan('draft', 1)}/sections/{SECTION}"
        fields = form_with(visitor.get(path).text, "seen")
        outdated = dict(fields)["seen"].rpartition(":")[0] + ":0"
        base = urlencode([pair for pair in fields if pair[0] not in ("csrf_token", "seen", "base")])
        place = _text_field(fields)
        mine = put(fields, {place: TEXT.format(1), "seen": outdated, "base": base})
        return lambda: visitor.post(path, mine, expected=409)

    def _commenting(self) -> Task:
        plan = self._plan("in_review", 5)
        fields = form_with(self.mentor.get(f"/reviews/{plan}").text, "form_key")
        path = f"/reviews/{plan}/sections/{SECTION}/comments"
        fields = put(fields, {"review": dict(fields)["review"].rpartition(":")[0] + f":{SECTION}"})
        return lambda: self.mentor.post(
            path, put(fields, {"body": self._text(), "form_key": uuid4().hex}), json=True
        )

    def _importing(self) -> Task:
        """Confirm a list of people who are new each time; only the confirmation counts."""
        organizer = Visitor(self.server.address).sign_in(ORGANIZER, Default.DEMO_PASSWORD)

        def confirm() -> Answer:
            self.count += 1
            fields = form_with(self._list_of_people(organizer, self.count).text, "rows")
            answer = organizer.post("/cohorts/1/import/confirm", fields)
            if answer.status != 303:
                raise RuntimeError(f"the list was not imported: {answer.status}")
            return answer

        return confirm

    def _list_of_people(self, organizer: Visitor, number: int) -> Answer:
        """Choose a file of new people, and get what it would do."""
        fields = form_with(organizer.get("/cohorts/1/import").text, "region")
        return organizer.send(
            "/cohorts/1/import", [f for f in fields if f[0] != "file"], "file", people(number)
        )

    def _submitting(self) -> Task:
        visitor, plan = self._participant(2), self._plan("submitted", 2)

        def submit() -> Answer:
            _act(visitor, plan, "withdraw")
            return _act(visitor, plan, "submit")

        return submit

    def _deciding(self) -> Task:
        owner, plan = self._participant(6), self._plan("approved", 6)

        def approve() -> Answer:
            _act(owner, plan, "reopen", message=self._text())
            _act(owner, plan, "submit")
            _act(self.mentor, plan, "start-review")
            fields = form_with(self.mentor.get(f"/reviews/{plan}").text, "verdict_reason")
            fields = [pair for pair in put(fields, {"verdict_reason": self._text()}) if pair[0] != "verdict"]
            self.mentor.post(
                f"/reviews/{plan}/assessment", [*fields, ("verdict", "capable"), ("support", "mandate")]
            )
            return _act(self.mentor, plan, "approve")

        return approve

    def _text(self) -> str:
        self.count += 1
        return TEXT.format(30 + self.count)

    def _participant(self, number: int) -> Visitor:
        return Visitor(self.server.address).sign_in(f"peserta{number:02}@demo.test", Default.DEMO_PASSWORD)

    def _plan(self, state: str, number: int) -> int:
        """The plan of this participant, which must be in this state."""
        wanted = sa.text(
            "SELECT p.id FROM action_plan p JOIN app_user u ON u.id = p.owner_id"
            " WHERE u.email = :email AND p.state = :state"
        )
        engine = self.server.engine()
        with engine.connect() as connection:
            found = connection.scalar(wanted, {"email": f"peserta{number:02}@demo.test", "state": state})
        engine.dispose()
        if found is None:
            raise RuntimeError(f"peserta{number:02} has no plan in state {state}")
        return int(found)


def _text_field(fields: Fields) -> str:
    """The name of a field in which somebody wrote much."""
    return next(
        name for name, value in fields if len(value) > 60 and name not in ("csrf_token", "seen", "base")
    )


def _act(visitor: Visitor, plan: int, action: str, **values: str) -> Answer:
    """Do one action on its page, as a person does: open, then press the button."""
    path = f"/plans/{plan}/{action}"
    answer = visitor.post(path, put(form_with(visitor.get(path).text, "seen"), values))
    if answer.status != 303 or urlsplit(answer.headers["Location"]).path == "/login":
        raise RuntimeError(f"{action} was not done: {answer.status}")
    return answer


def people(number: int) -> bytes:
    """A list of participants as an office has it, the same for the same number."""
    head = "No;Nama Lengkap;NIP;Email;Pangkat/Gol;Jabatan;Unit Kerja;Perangkat Daerah;Kelompok;Email Mentor\n"
    lines = (
        f"{n};Dr. Pejabat {n}, M.Si.;{number:08}{n:07}{n % 900 + 1:03};p{number}.{n}@example.go.id;Pembina (IV/a);"
        f"Kepala Bidang {n % 50};Bidang {n % 50};Dinas {n % 40};Kelompok {n % 10};{MENTOR}\n"
        for n in range(1, PEOPLE + 1)
    )
    return (head + "".join(lines)).encode("cp1252")
