"""Who takes part in the demo: officials of Minahasa, their mentors, coaches and organizer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from pka_tracker.demo.texts import read, table
from pka_tracker.extensions import db
from pka_tracker.models import Agency, Cohort, CohortRole, Membership, Program, StudyVisit, User
from pka_tracker.models.cohorts.workdays import add_workdays, is_workday
from pka_tracker.operations.accounts import accounts
from pka_tracker.operations.practices import practices

REGION = "Kabupaten Minahasa"
HOST = "Kota Tangerang"
ZONE = ZoneInfo("Asia/Makassar")
#: Heads of offices that are not called Kepala.
HEADS = {
    "Sekretariat Daerah": "Sekretaris Daerah",
    "Sekretariat DPRD": "Sekretaris DPRD",
    "Inspektorat": "Inspektur",
    "Badan Penanggulangan Bencana Daerah": "Kepala Pelaksana BPBD",
}
SCHOOL = "Badan Pengembangan Sumber Daya Manusia"
DAY_OF_COURSE = 56  # the demo always stands in its ninth week


@dataclass
class Cast:
    """Everybody, once they have accounts."""

    cohort: Cohort
    visit: StudyVisit
    participants: list[Membership] = field(default_factory=list)
    mentors: list[User] = field(default_factory=list)


def gather(count: int, random: Random, password: str, today: date) -> Cast:
    """Create the cohort and its people. ``password`` is a hash, the same for all."""
    agencies = _agencies()
    cohort = _cohort(today)
    _practices()
    people = read("people")
    cast = Cast(cohort, cohort.visits[0])
    number = -(-max(count - 4, 0) // 3) + 1
    cast.mentors = [
        person(
            f"mentor{i + 1:02d}",
            people["mentors"][i % len(people["mentors"])],
            password,
            random,
            1966 + i % 8,
        )
        for i in range(number)
    ]
    coaches = [
        person(f"coach{i + 1:02d}", name, password, random, 1970) for i, name in enumerate(people["coaches"])
    ]
    for index, mentor in enumerate(cast.mentors):
        _seat(mentor, index, agencies)
    for coach in coaches:
        coach.position, coach.agency = "Widyaiswara Ahli Madya", agencies[SCHOOL]
    for user, role in [
        *((m, CohortRole.MENTOR) for m in cast.mentors),
        *((c, CohortRole.COACH) for c in coaches),
    ]:
        accounts.enrol(user, cohort.id, role)
    for index in range(count):
        cast.participants.append(
            _participant(index, cast, coaches, agencies, password=password, random=random)
        )
    organizer = person("penyelenggara", people["organizer"], password, random, 1978)
    organizer.position = "Analis Pengembangan Kompetensi"
    organizer.agency = agencies[SCHOOL]
    accounts.enrol(organizer, cohort.id, CohortRole.ORGANIZER)
    person("admin", people["admin"], password, random, 1988).is_admin = True
    db.session.flush()
    return cast


def _cohort(today: date) -> Cohort:
    """The course began so that today is in its ninth week; plans are due in the next one."""
    start = today - timedelta(days=DAY_OF_COURSE)

    def moment(days: int) -> datetime:
        return datetime.combine(start + timedelta(days=days), time(16, 0), ZONE).astimezone(UTC)

    cohort = Cohort(
        program=Program(name="Pelatihan Kepemimpinan Administrator"),
        name=f"PKA Kabupaten Minahasa {start.year}",
        theme="Digital Government",
        organizer_name="BPSDM Provinsi Sulawesi Utara",
        timezone="Asia/Makassar",
        starts_on=start,
        notes_due_at=moment(30),
        plans_due_at=moment(63),
    )
    known = {row["date"]: row["name"] for row in table("holidays")}
    date_stages(cohort, known)
    cohort.holidays = {
        day: name for day, name in known.items() if f"{cohort.starts_on}" <= day <= f"{cohort.ends_on}"
    }
    cohort.visits.append(
        StudyVisit(host=HOST, starts_on=start + timedelta(days=21), ends_on=start + timedelta(days=23))
    )
    db.session.add(cohort)
    db.session.flush()
    return cohort


def date_stages(cohort: Cohort, holidays: Collection[str]) -> None:
    """Give the seminars, the implementation between them, the report and the closing their days; offices are open
    on all of them."""

    def two_days(since: date) -> tuple[date, date]:
        while not (is_workday(since, holidays) and is_workday(since + timedelta(days=1), holidays)):
            since += timedelta(days=1)
        return since, since + timedelta(days=1)

    seminar = two_days(cohort.starts_on + timedelta(days=DAY_OF_COURSE + 9))
    begins = add_workdays(seminar[1], 1, holidays)
    final = two_days(begins + timedelta(days=62))
    cohort.design_seminar_starts_on, cohort.design_seminar_ends_on = seminar
    cohort.implementation_starts_on, cohort.implementation_ends_on = begins, begins + timedelta(days=59)
    report = datetime.combine(add_workdays(final[0], -1, holidays), time(16), ZONE)
    cohort.report_due_at = report.astimezone(UTC)
    cohort.final_seminar_starts_on, cohort.final_seminar_ends_on = final
    cohort.ends_on = add_workdays(final[1], 1, holidays)


def _agencies() -> dict[str, Agency]:
    found = {
        row["name"]: Agency(name=row["name"], kind=row["kind"], region=REGION) for row in table("agencies")
    }
    found[SCHOOL] = Agency(name=SCHOOL, kind="badan", region="Provinsi Sulawesi Utara")
    db.session.add_all(found.values())
    db.session.flush()
    return found


def _practices() -> None:
    for row in table("practices"):
        texts = {key: value for key, value in row.items() if key != "replicable"}
        facts = practices.Facts(**texts, replicable=row["replicable"] == "ya")
        practices.create(HOST, facts, None)


def home_of(index: int) -> dict[str, str]:
    """The office and the plan of the participant with this index; those after the ninth share a pattern."""
    people = read("people")
    homes, services = people["homes"], people["services"]
    if index < len(homes):
        return dict(homes[index])
    return {"plan": "pattern"} | services[(index - len(homes)) % len(services)]


def _seat(mentor: User, index: int, agencies: dict[str, Agency]) -> None:
    """The first mentor guides people of four offices, so sits above them; each other heads that of their first."""
    office = home_of(4 + 3 * (index - 1))["agency"] if index else "Sekretariat Daerah"
    mentor.agency = agencies[office]
    mentor.position = HEADS.get(office, f"Kepala {office}")
    if not index:
        mentor.position = "Asisten Pemerintahan dan Kesejahteraan Rakyat"
    elif office.startswith("Kecamatan"):
        mentor.position = office.replace("Kecamatan", "Camat")


def _participant(
    index: int,
    cast: Cast,
    coaches: list[User],
    agencies: dict[str, Agency],
    *,
    password: str,
    random: Random,
) -> Membership:
    people, home = read("people"), home_of(index)
    unit = home["unit"]
    name = people["participants"][index % len(people["participants"])]
    user = person(f"peserta{index + 1:02d}", name, password, random, 1974 + index % 14)
    user.agency = agencies[home["agency"]]
    user.work_unit = unit
    user.rank_grade = people["ranks"][index % 3]
    if unit.startswith("Sekretariat"):
        user.position = f"Sekretaris {home['agency']}"
    else:
        user.position = f"Kepala {unit}" if unit.startswith(("Bidang", "Bagian")) else unit
    membership = accounts.enrol(user, cast.cohort.id, CohortRole.PARTICIPANT)
    membership.roster_no = index + 1
    membership.group_name = f"Kelompok {index // 10 + 1}"
    membership.mentor = cast.mentors[0 if index < 4 else (index - 4) // 3 + 1]
    membership.coach = coaches[index // 10 % len(coaches)]
    db.session.flush()
    return membership


def person(account: str, name: str, password: str, random: Random, born: int) -> User:
    user = accounts.invite(f"{account}@demo.test", name)
    user.password = password
    birth = date(born, 1, 1) + timedelta(days=random.randrange(365))
    hired = date(born + 25, random.choice((1, 3, 12)), 1)
    sex = 2 if set(name.replace(",", " ").split()) & set(read("people")["women"]) else 1
    user.nip = f"{birth:%Y%m%d}{hired:%Y%m}{sex}{random.randint(1, 30):03d}"
    user.rank_grade = "Pembina Utama Muda (IV/c)"
    return user


def holds_real_data() -> bool:
    """Whether somebody outside the demo has an account."""
    return bool(db.session.scalar(sa.select(User.id).where(~User.email.endswith("@demo.test")).limit(1)))


def is_seeded() -> bool:
    """Whether the demo cohort is there already."""
    return bool(db.session.scalar(sa.select(User.id).where(User.email == "peserta01@demo.test")))
