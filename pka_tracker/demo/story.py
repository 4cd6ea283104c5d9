"""What happened in the demo cohort so far, told through the operations, each at its own hour."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

from pka_tracker.demo import coach_story
from pka_tracker.demo.people import ZONE, Cast, home_of
from pka_tracker.demo.review_story import ReviewStory
from pka_tracker.demo.texts import note_content, plan_content, read
from pka_tracker.extensions import db, story_time
from pka_tracker.models import ActionPlan, AtmNote, Membership, User
from pka_tracker.models.plans.plan_outline import PLAN_SECTIONS
from pka_tracker.operations import notes
from pka_tracker.operations.plans import plans, sections

#: How far each participant is, by number. "begun" is a draft with gaps, "notes" has no plan yet.
FIRST = {
    1: "begun",
    2: "submitted",
    3: "revision_requested",
    4: "in_implementation",
    5: "in_review",
    6: "approved",
    7: "completed",
    8: "second_round",
    9: "in_second_review",
    10: "second_revision",
    40: "nothing",
}
THEN = (
    "submitted",
    "begun",
    "approved",
    "revision_requested",
    "draft",
    "in_implementation",
    "submitted",
    "in_review",
    "begun",
    "notes",
)


def stage_of(number: int) -> str:
    """How far the participant with this roster number is."""
    return FIRST.get(number) or THEN[(number - 10) % len(THEN)]


class Story:
    """One participant's way through the course."""

    def __init__(self, membership: Membership, cast: Cast, random: Random, stage: str = "") -> None:
        self.membership, self.cast, self.random = membership, cast, random
        self.owner: User = membership.user
        self.number = membership.roster_no or 0
        self.stage = stage or stage_of(self.number)
        self.home = home_of(self.number - 1)
        start = datetime.combine(cast.cohort.starts_on, time(8, 30), ZONE)
        self.moment = start + timedelta(days=21, hours=self.number % 5, minutes=random.randrange(60))

    def tell(self) -> None:
        """Everything up to where this participant stands."""
        stage = self.stage
        if stage == "nothing":
            return
        written = self._notes()
        if stage == "notes":
            return
        plan = self._begin()
        self._write(plan, written, whole=stage != "begun")
        if stage in ("begun", "draft"):
            return
        self.later(days=1)
        plans.submit(plan, self.owner, seen=plan.lock_version)
        db.session.commit()
        ReviewStory(self, plan).tell(stage)
        coach_story.tell(self, plan)

    def later(self, *, days: int = 0, hours: int = 0) -> None:
        """Go on to a working hour of a later day, never past this morning."""
        moment = self.moment + timedelta(days=days, hours=hours, minutes=self.random.randrange(50))
        if moment.hour >= 16 or moment.hour < 8:
            moment = datetime.combine(moment.date() + timedelta(days=moment.hour >= 16), time(8, 40), ZONE)
        while moment.weekday() >= 5:
            moment += timedelta(days=1)
        last = datetime.combine(self.cast.cohort.starts_on + timedelta(days=55), time(15), ZONE)
        # What would lie in the future happens a minute after what came before it.
        self.moment = moment if moment < last else self.moment + timedelta(minutes=1)
        story_time.set(self.moment)

    def _notes(self) -> list[AtmNote]:
        known = {practice["name"]: practice for practice in read("notes")["practices"]}
        wanted = read(f"plans/{self.home['plan']}")["notes"] or list(known)[self.number % 6 :: 3][:2]
        written = []
        for place, name in enumerate(name for name in wanted if name in known):
            self.later(hours=2)
            note = notes.start(self.owner, self.cast.cohort.id)
            day = self.moment.date()
            content = note_content(known[name], self.cast.visit.id, day, self.home["agency"], "")
            notes.save(note, self.owner, content, seen=note.lock_version)
            self._hand_in(note, place)
            written.append(note)
            db.session.commit()
        if self.number % 4 == 1:
            self._unfinished_note()
        return written

    def _hand_in(self, note: AtmNote, place: int) -> None:
        if (self.number + place) % 6 == 5:
            return
        self.later(days=12 if self.number % 9 == 3 else 2)
        notes.submit(note, self.owner, seen=note.lock_version)
        mentor = self.membership.mentor
        if mentor is None or (self.number + place) % 4 == 3:
            return
        note.owner = self.owner
        self.later(days=1)
        if (self.number + place) % 7 == 2:
            notes.return_(
                note, mentor, seen=note.lock_version, reason="Lengkapi angka hasilnya dan sebutkan sumbernya."
            )
        else:
            notes.accept(note, mentor, seen=note.lock_version)

    def _unfinished_note(self) -> None:
        self.later(hours=3)
        note = notes.start(self.owner, self.cast.cohort.id)
        facts = {"facts": "Petugas menjelaskan alur penerimaan laporan; foto papan kendali menyusul."}
        context = note.content["context"] | {"practice": "Tangerang AYO"}
        notes.save(note, self.owner, {"context": context, "observe": facts}, seen=note.lock_version)
        db.session.commit()

    def _begin(self) -> ActionPlan:
        self.moment = max(self.moment, datetime.combine(self.cast.visit.ends_on, time(9), ZONE))
        self.later(days=3 + self.number * 7 % 20)
        plan = plans.start(self.membership, self.owner)
        db.session.commit()
        return plan

    def _write(self, plan: ActionPlan, written: list[AtmNote], *, whole: bool) -> None:
        """Fill the sections; a plan only begun stops half-way and leaves gaps."""
        content = plan_content(self.home["plan"], self.cast.cohort, self._places())
        content["atm"]["links"] = [_link(note, number) for number, note in enumerate(written)]
        rows = {section.key: section for section in plan.sections}
        keys = [section.key for section in PLAN_SECTIONS if section.key in content]
        for place, key in enumerate(keys if whole else keys[: 8 + self.number % 3]):
            if place % 5 == 0:
                self.later(days=1 if place else 0, hours=1)
            sections.save(rows[key], self.owner, content[key], seen=rows[key].lock_version)
        if not whole:
            gap = rows["background"]
            sections.save(
                gap, self.owner, gap.content | {"legal_basis": "", "gap": ""}, seen=gap.lock_version
            )
        db.session.commit()

    def _places(self) -> dict[str, str]:
        before, after = 8 + self.number % 7, 3 + self.number % 2
        return {
            "layanan": self.home.get("service", ""),
            "judul_layanan": self.home.get("service", "").title(),
            "merek": self.home.get("brand", ""),
            "pengguna": self.home.get("users", ""),
            "volume": self.home.get("volume", ""),
            "instansi": self.home["agency"],
            "unit": self.home["unit"],
            "hari_awal": str(before),
            "hari_akhir": str(after),
            "selisih": str(before - after),
            "persen_awal": str(38 + self.number % 20),
        }


def _link(note: AtmNote, number: int) -> dict[str, object]:
    imitate, modify = note.content["imitate"], note.content["modify"]
    return {
        "id": f"links{number + 1}",
        "note": note.id,
        "imitated": imitate["element"],
        "modified": f"{modify['element']}: {modify['into']}",
        "reason": modify["reason"],
    }
