"""Text is typed while browsers are killed, tabs closed, sessions ended and lines cut, at random but seeded points.

The browser is a real process, which gets SIGKILL and starts again on its profile; the network is a real line, which is reset,
held back or robbed of its answers (network.py). Afterwards the server holds exactly what was typed last, every row and comment once, and the device holds no copy.
"""

from __future__ import annotations

import json
from random import Random
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from tests.browser.device import PASSWORD, Device
from tests.browser.network import WAYS, Network
from tests.browser.people import mentor_of, open_review_again

pytestmark = pytest.mark.long

RUNS = {"sqlite": 200, "postgresql": 20}
COPIES = """() => new Promise((done) => {
  const asked = indexedDB.open("pka-tracker");
  asked.onsuccess = () => {
    const found = asked.result.transaction("copies").objectStore("copies").getAll();
    found.onsuccess = () => { asked.result.close(); done(found.result); };
  };
})"""
#: Asks again and again, for at most so many milliseconds, whether something is true of the last such field.
UNTIL = """async ([selector, text, patience, fresh]) => {
  const copies = COPIES;
  for (const end = Date.now() + patience; Date.now() < end; await new Promise((done) => setTimeout(done, 15))) {
    const field = [...document.querySelectorAll(selector)].pop();
    const saved = field?.form.querySelector("[data-save-state]").dataset.state === "saved";
    const found = ANSWER;
    if (found) return found;
  }
  return null;
}""".replace("COPIES", COPIES)
#: The device has the text, or the server said that it does.
SAFE = UNTIL.replace(
    "ANSWER",
    "saved || (await copies()).some((copy) => [...new URLSearchParams(copy.text).values()].includes(text))",
)
#: The server said that it has what the field says, and so the copy is gone.
RECEIVED = UNTIL.replace(
    "ANSWER",
    "!field || field.form.querySelector('[data-save-state] button[type=button]') ? 'signed out'"
    " : (saved ? field.value === text : field.value === '' && fresh) && !(await copies()).length ? 'received'"
    " : window.dispatchEvent(new Event('online')) && null",
)


class Writer:
    """One page with one field, on a device that can be mistreated."""

    selector = ""

    def __init__(self, device, path, engine):
        self.device, self.path, self.engine = device, path, engine
        self.text, self.log = "", []
        self.open()

    def open(self):
        self.life, self.fresh = self.device.lives, True
        self.page = self.device.context.new_page()
        self.load()

    def load(self):
        self.page.goto(self.device.network.address + self.path)

    @property
    def field(self):
        return self.page.locator(self.selector).last

    def begin(self):
        """Go on where the last run ended, also where another's end took the whole browser along."""
        if self.life != self.device.lives:
            self.open()
        if "/login" in self.page.url:
            self.device.sign_in(self.page)
            self.load()

    def type(self, text):
        self.fresh = False
        self.field.fill(text)
        self.text = text
        assert self.page.evaluate(SAFE, [self.selector, text, 5000]), "no copy on the device"

    def send(self):
        self.page.evaluate("window.dispatchEvent(new Event('focus'))")

    def close(self):
        self.page.close()
        self.device.network.do("")
        self.open()

    def kill(self):
        self.device.kill()
        self.device.network.do("")
        self.device.start()
        self.open()

    def settle(self):
        """Everything works again; wait until the page says that all is saved."""
        self.device.network.do("")
        for _ in range(5):
            found = self.page.evaluate(RECEIVED, [self.selector, self.text, 3000, self.fresh])
            if found == "received":
                return
            if found == "signed out":
                self.sign_in_again()
        shown = [self.field.input_value(), *self.page.locator("[data-save-state]").all_inner_texts()]
        raise AssertionError("not saved", self.text, shown, self.page.evaluate(COPIES))

    def sign_in_again(self):
        if "/login" in self.page.url:  # reopened without a session
            self.device.sign_in(self.page)
        else:
            button = self.page.locator("[data-save-state] button[type=button]").last
            button.press("Enter")
            self.page.fill("dialog input[name=password]", PASSWORD)
            self.page.press("dialog input[name=password]", "Enter")
            button.wait_for(state="detached")

    def ask(self, sql, **values):
        with self.engine.connect() as connection:
            found = connection.scalars(sa.text(sql), values).all()
        return [json.loads(one) if isinstance(one, str) and one[:1] == "{" else one for one in found]


class Section(Writer):
    selector = "[name=gap]"

    def check(self):
        plan = self.path.split("/")[-3]
        (content,) = self.ask(
            "SELECT content FROM plan_section WHERE plan_id = :plan AND key = 'background'", plan=int(plan)
        )
        assert content["gap"] == self.text


class Rows(Writer):
    selector = "[data-row] [name$='-name']"

    def load(self):
        super().load()
        if not hasattr(self, "rows"):
            self.rows = [field.input_value() for field in self.page.locator(self.selector).all()]

    def another(self):
        self.page.click("[data-row-add]")
        self.rows.append("")

    def check(self):
        self.rows[-1] = self.text
        plan = self.path.split("/")[-3]
        (content,) = self.ask(
            "SELECT content FROM plan_section WHERE plan_id = :plan AND key = 'team'", plan=int(plan)
        )
        assert [row["name"] for row in content["rows"]] == self.rows
        assert len({row["id"] for row in content["rows"]}) == len(self.rows)


class Note(Writer):
    selector = "[name=observe-facts]"

    def check(self):
        (content,) = self.ask(
            "SELECT content FROM atm_note WHERE id = :note", note=int(self.path.split("/")[-2])
        )
        assert content["observe"]["facts"] == self.text


class Comment(Writer):
    selector = "#goals form[data-autosave] textarea"

    def load(self):
        super().load()
        if "/login" not in self.page.url:
            self.page.evaluate(
                "document.querySelector('#goals summary[data-key=c]').parentElement.open = true"
            )
        if not hasattr(self, "bodies"):
            self.bodies = []

    def another(self):
        self.load()
        self.bodies.append("")

    def check(self):
        self.bodies[-1] = self.text
        asked = "SELECT body FROM comment WHERE plan_id = :plan AND section = 'goals' AND body LIKE 'Lari %' ORDER BY id"
        assert self.ask(asked, plan=int(self.path.split("/")[-1])) == self.bodies


def mistreat(writer, chance, number):
    """A few words, a few disasters."""
    writer.begin()
    if hasattr(writer, "another") and (chance.random() < 0.3 or not writer.text or writer.fresh):
        writer.another()
    for step in range(chance.randint(1, 3)):
        way = chance.choice(WAYS)
        writer.device.network.do(way)
        happens = chance.choice(["nothing", "sent", "sent", "sent", "signed out"])
        writer.log.append((number, way, happens))
        if happens == "signed out":
            writer.device.context.clear_cookies()
        writer.type(f"Lari {number}.{step} {'kata ' * chance.randint(0, 9)}{chance.randint(0, 10**6)}")
        if happens != "nothing":
            writer.send()
        writer.page.wait_for_timeout(chance.choice([0, 5, 20, 60]))
    end = chance.random()
    if end < 0.3:
        writer.log.append("killed" if end < 0.1 else "closed")
        (writer.kill if end < 0.1 else writer.close)()


def path_of(page, path):
    page.goto(path)
    return urlsplit(page.url).path


@pytest.fixture
def device(browser, live_server, tmp_path):
    """Starts a browser of somebody's own, signed in, behind a line of its own."""
    made = []

    def start(account):
        network = Network(urlsplit(live_server).port)
        made.append(Device(browser, tmp_path / account, network, account))
        page = made[-1].context.new_page()
        page.goto(f"{network.address}/login")
        made[-1].sign_in(page)
        return made[-1], page

    yield start
    for one in made:
        one.kill()
        one.network.close()


@pytest.fixture
def writers(device, live_database):
    engine = sa.create_engine(live_database)
    phone, page = device("peserta18")
    home = phone.network.address
    plan = path_of(page, f"{home}/plans/new")
    page.goto(f"{home}/notes/new")
    page.click("main form .button--primary")
    note = urlsplit(page.url).path
    laptop, page = device(mentor_of(live_database, "peserta12"))
    number = open_review_again(page, live_database, "peserta12", laptop.network.address)
    yield [
        Section(phone, f"{plan}/sections/background", engine),
        Rows(phone, f"{plan}/sections/team", engine),
        Note(phone, note, engine),
        Comment(laptop, f"/reviews/{number}", engine),
    ]
    engine.dispose()


def test_no_character_is_lost_and_nothing_is_there_twice(writers, database):
    for number in range(RUNS[database]):
        chance = Random(number)
        writer = chance.choice(writers)
        try:
            mistreat(writer, chance, number)
            writer.settle()
            writer.check()
        except Exception as error:
            raise AssertionError(type(writer).__name__, writer.log[-8:], writer.page.url) from error
    kills = sum(writer.log.count("killed") for writer in writers)
    assert kills >= RUNS[database] // 20, "whole browsers were killed"
    for device in {writer.device for writer in writers}:
        assert all(device.network.counts.values()), "the line did everything it can do"
