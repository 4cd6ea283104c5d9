"""Text is typed while tabs are killed, sessions end, and requests or their answers vanish, at random but seeded points.

Afterwards the server holds exactly what was typed last, every row and comment once, and the device holds no copy.
"""

from __future__ import annotations

import json
from random import Random

import pytest
import sqlalchemy as sa

RUNS = {"sqlite": 200, "postgresql": 20}
PASSWORD = "amati-tiru-modifikasi"
COPIES = """() => new Promise((done) => {
  const asked = indexedDB.open("pka-tracker");
  asked.onsuccess = () => {
    const found = asked.result.transaction("copies").objectStore("copies").getAll();
    found.onsuccess = () => { asked.result.close(); done(found.result); };
  };
})"""
#: Saves pass through, or they or their answers get lost on the way, or the server is busy.
NETWORK = """
const send = window.fetch;
window.fetch = async (address, options) => {
  if (!window.network || !options?.headers?.["X-Account"]) return send(address, options);
  if (window.network === "request lost") throw new TypeError("lost");
  if (window.network === "busy") return new Response("", { status: 503 });
  const answer = await send(address, options);
  if (window.network === "answer lost") throw new TypeError("lost");
  return answer;
};
"""
#: Asks again and again, for at most so many milliseconds, whether something is true of the last such field.
UNTIL = """async ([selector, text, patience]) => {
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
    " : saved && field.value === text && !(await copies()).length ? 'received'"
    " : window.dispatchEvent(new Event('online')) && null",
)


class Writer:
    """One page with one field, in a browser that can be mistreated."""

    selector = ""

    def __init__(self, context, address, account, engine):
        self.context, self.address, self.account, self.engine = context, address, account, engine
        self.text, self.log = "", []
        self.open()

    def open(self):
        self.page = self.context.new_page()
        self.page.add_init_script(NETWORK)
        self.load()

    def load(self):
        self.page.goto(self.address)

    def network(self, does):
        self.page.evaluate("does => (window.network = does)", does)

    @property
    def field(self):
        return self.page.locator(self.selector).last

    def type(self, text):
        self.field.fill(text)
        self.text = text
        assert self.page.evaluate(SAFE, [self.selector, text, 5000]), "no copy on the device"

    def send(self):
        self.page.evaluate("window.dispatchEvent(new Event('focus'))")

    def kill(self):
        self.page.close()
        self.context.set_offline(False)
        self.open()

    def settle(self):
        """Everything works again; wait until the page says that all is saved."""
        self.network("")
        self.context.set_offline(False)
        for _ in range(5):
            found = self.page.evaluate(RECEIVED, [self.selector, self.text, 3000])
            if found == "received":
                return
            if found == "signed out":
                self.sign_in_again()
        shown = [self.field.input_value(), *self.page.locator("[data-save-state]").all_inner_texts()]
        raise AssertionError("not saved", self.text, shown, self.page.evaluate(COPIES))

    def sign_in_again(self):
        if "/login" in self.page.url:  # reopened without a session
            self.page.fill("input[name=email]", f"{self.account}@demo.test")
            self.page.fill("input[name=password]", PASSWORD)
            self.page.click("form:has(input[name=password]) .button--primary")
            self.page.wait_for_url(lambda url: "/login" not in url)
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
        plan = self.address.split("/")[-3]
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

    def begin(self):
        self.page.click("[data-row-add]")
        self.rows.append("")

    def check(self):
        self.rows[-1] = self.text
        plan = self.address.split("/")[-3]
        (content,) = self.ask(
            "SELECT content FROM plan_section WHERE plan_id = :plan AND key = 'team'", plan=int(plan)
        )
        assert [row["name"] for row in content["rows"]] == self.rows
        assert len({row["id"] for row in content["rows"]}) == len(self.rows)


class Note(Writer):
    selector = "[name=observe-facts]"

    def check(self):
        (content,) = self.ask(
            "SELECT content FROM atm_note WHERE id = :note", note=int(self.address.split("/")[-2])
        )
        assert content["observe"]["facts"] == self.text


class Comment(Writer):
    selector = "#goals form[data-autosave] textarea"

    def load(self):
        super().load()
        if "/login" not in self.page.url:
            self.page.evaluate("document.querySelector('#goals .desk__write').open = true")
        if not hasattr(self, "bodies"):
            self.bodies = []

    def begin(self):
        self.load()
        self.bodies.append("")

    def check(self):
        self.bodies[-1] = self.text
        asked = "SELECT body FROM comment WHERE plan_id = :plan AND section = 'goals' AND body LIKE 'Lari %' ORDER BY id"
        assert self.ask(asked, plan=int(self.address.split("/")[-1])) == self.bodies


def mistreat(writer, chance, number):
    """A few words, a few disasters."""
    if hasattr(writer, "begin") and (chance.random() < 0.3 or not writer.text):
        writer.begin()
    for step in range(chance.randint(1, 3)):
        network = chance.choice(["", "request lost", "answer lost", "busy"])
        writer.network(network)
        happens = chance.choice(["nothing", "sent", "sent", "sent", "offline", "offline", "signed out"])
        writer.log.append((number, network, happens))
        if happens == "offline":
            writer.context.set_offline(True)
        elif happens == "signed out":
            writer.context.clear_cookies()
        writer.type(f"Lari {number}.{step} {'kata ' * chance.randint(0, 9)}{chance.randint(0, 10**6)}")
        if happens != "nothing":
            writer.send()
        writer.page.wait_for_timeout(chance.choice([0, 5, 20, 60]))
    if chance.random() < 0.3:
        writer.log.append("killed")
        writer.kill()


@pytest.fixture
def writers(page_at, enter, live_database):
    engine = sa.create_engine(live_database)
    page, desk = page_at(), page_at()
    enter(page, "peserta18")
    page.goto("/plans/new")
    plan = page.url
    page.goto("/notes/new")
    page.click("main form .button--primary")
    note = page.url
    with engine.connect() as connection:
        number, mentor = connection.execute(
            sa.text(
                "SELECT plan.id, person.email FROM action_plan plan JOIN app_user person ON person.id = plan.mentor_id"
                " WHERE plan.state = 'in_review' ORDER BY plan.id LIMIT 1"
            )
        ).one()
    mentor = mentor.partition("@")[0]
    enter(desk, mentor)
    review = f"{plan.rpartition('/plans/')[0]}/reviews/{number}"
    yield [
        Section(page.context, f"{plan}/sections/background", "peserta18", engine),
        Rows(page.context, f"{plan}/sections/team", "peserta18", engine),
        Note(page.context, note, "peserta18", engine),
        Comment(desk.context, review, mentor, engine),
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
