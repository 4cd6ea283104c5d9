"""The sections of an action plan (rancangan aksi perubahan), in the order in which they are read."""

import enum
from collections.abc import Iterator

from pka_tracker.models.plans.milestone import Horizon
from pka_tracker.models.plans.milestone_outline import MILESTONES, check_milestones
from pka_tracker.models.texts.outline import (
    N_,
    Content,
    Field,
    Horizons,
    Kind,
    Requirement,
    Rows,
    Section,
    has,
)


class CauseMethod(enum.StrEnum):
    FISHBONE = "fishbone"
    FIVE_WHYS = "five_whys"


class Side(enum.StrEnum):
    INTERNAL = "internal"
    EXTERNAL = "external"


class Attitude(enum.StrEnum):
    SUPPORTIVE = "supportive"
    NEUTRAL = "neutral"
    OPPOSED = "opposed"


class LegalForm(enum.StrEnum):
    DECREE = "decree"  # SK
    PROCEDURE = "procedure"  # SOP
    REGULATION = "regulation"  # Perkada
    CIRCULAR = "circular"  # surat edaran


def _scale(key: str, label: str) -> Field:
    return Field(key, label, Kind.INTEGER, mandatory=True, minimum=1, maximum=5, hint=N_("1 low – 5 high"))


def _check_budget(content: Content, _horizons: Horizons) -> Iterator[Requirement]:
    """Either rows of needs, or the word that none is needed; not both left open."""
    ok = has(content.get("without")) or bool(BUDGET.filled(content))
    yield Requirement("budget", "rows", N_("List what is needed, or choose “Without budget”"), ok)


INDICATORS = Rows(
    "rows",
    N_("Indicators"),
    N_("Indicator"),
    (
        Field("indicator", N_("Indicator"), Kind.TEXT, mandatory=True),
        Field("unit", N_("Unit"), Kind.TEXT, mandatory=True),
        Field("baseline", N_("Baseline"), Kind.DECIMAL, mandatory=True),
        Field("target_short", N_("Target, short term"), Kind.DECIMAL, mandatory=True),
        Field("target_medium", N_("Target, medium term"), Kind.DECIMAL),
        Field("target_long", N_("Target, long term"), Kind.DECIMAL),
        Field("data_source", N_("Data source"), Kind.TEXT, mandatory=True),
    ),
    minimum=1,
)
BUDGET = Rows(
    "rows",
    N_("Needs"),
    N_("Need"),
    (
        Field("need", N_("Need"), Kind.TEXT, mandatory=True),
        Field("volume", N_("Volume"), Kind.DECIMAL, mandatory=True, minimum=0),
        Field("unit", N_("Unit"), Kind.TEXT, mandatory=True),
        Field("price", N_("Price per unit (Rp)"), Kind.MONEY, mandatory=True, minimum=0),
        Field("source", N_("Source of funds"), Kind.TEXT, mandatory=True),
    ),
)
ISSUES = Rows(
    "issues",
    N_("Issues"),
    N_("Issue"),
    (
        Field("issue", N_("Issue"), mandatory=True),
        _scale("urgency", N_("Urgency")),
        _scale("seriousness", N_("Seriousness")),
        _scale("growth", N_("Growth")),
    ),
    minimum=1,
    hint=N_("Give each issue a score of 1 to 5 for urgency, seriousness and growth; the rank follows."),
)
LINKS = Rows(
    "links",
    N_("Linked ATM notes"),
    N_("Linked note"),
    (
        Field("note", N_("ATM note"), Kind.NOTE, mandatory=True),
        Field("imitated", N_("What is imitated"), mandatory=True),
        Field("modified", N_("What is modified"), mandatory=True),
        Field("reason", N_("Reason for the modification"), mandatory=True),
    ),
    minimum=1,
    hint=N_("What you wrote in the note comes over and can be edited here; the note stays as it is."),
)
STAKEHOLDERS = Rows(
    "rows",
    N_("Stakeholders"),
    N_("Stakeholder"),
    (
        Field("name", N_("Name"), Kind.TEXT, mandatory=True),
        Field("side", N_("Internal or external"), Kind.CHOICE, mandatory=True, choices=Side),
        _scale("influence", N_("Influence")),
        _scale("interest", N_("Interest")),
        Field("attitude", N_("Attitude"), Kind.CHOICE, choices=Attitude),
        Field("strategy", N_("Strategy"), mandatory=True),
    ),
    minimum=3,
)
RISKS = Rows(
    "rows",
    N_("Risks"),
    N_("Risk"),
    (
        Field("stage", N_("Stage"), Kind.CHOICE, choices=Horizon),
        Field("risk", N_("Risk"), mandatory=True),
        Field("cause", N_("Cause")),
        _scale("likelihood", N_("Likelihood")),
        _scale("impact", N_("Impact")),
        Field("mitigation", N_("Mitigation"), mandatory=True),
        Field("owner", N_("Risk owner"), Kind.TEXT, mandatory=True),
    ),
    minimum=1,
)

PLAN_SECTIONS: tuple[Section, ...] = (
    Section("identity", N_("Identity"), (), hint=N_("Filled from your profile.")),
    Section(
        "title",
        N_("Title"),
        (
            Field("title", N_("Title of the plan"), Kind.TEXT, mandatory=True),
            Field(
                "brand", N_("Brand name"), Kind.TEXT, mandatory=True, hint=N_("Short, as people will say it.")
            ),
        ),
    ),
    Section(
        "background",
        N_("Background"),
        (
            Field("duties", N_("Duties and functions"), mandatory=True),
            Field("current", N_("Current condition, with data"), mandatory=True),
            Field("ideal", N_("Ideal condition"), mandatory=True),
            Field("gap", N_("Gap"), mandatory=True),
            Field("legal_basis", N_("Legal basis"), mandatory=True),
        ),
    ),
    Section(
        "diagnosis",
        N_("Diagnosis of the problem"),
        (
            ISSUES,
            Field("chosen", N_("Chosen issue"), mandatory=True),
            Field(
                "method", N_("Method of the cause analysis"), Kind.CHOICE, mandatory=True, choices=CauseMethod
            ),
            Field("cause", N_("Cause analysis"), mandatory=True),
        ),
    ),
    Section(
        "innovation",
        N_("Innovation"),
        (
            Field("description", N_("Description"), mandatory=True),
            Field("novelty", N_("Novelty"), mandatory=True),
            Field("before_after", N_("Before and after"), mandatory=True),
            Field("fit", N_("Fit with existing systems (SPBE)"), mandatory=True),
        ),
    ),
    Section(
        "atm",
        N_("Adoption and adaptation from the visit"),
        (
            LINKS,
            Field("adjust_regulation", N_("Adjustment: regulation")),
            Field("adjust_people", N_("Adjustment: people")),
            Field("adjust_budget", N_("Adjustment: budget")),
            Field("adjust_infrastructure", N_("Adjustment: infrastructure")),
        ),
    ),
    Section(
        "goals",
        N_("Goals"),
        (
            Field("short", N_("Short-term goal"), mandatory=True),
            Field("medium", N_("Medium-term goal"), mandatory=True),
            Field("long", N_("Long-term goal"), mandatory=True),
        ),
        hint=N_("Specific, measurable, achievable, relevant and with a date: one goal per horizon."),
    ),
    Section(
        "benefits",
        N_("Benefits"),
        (
            Field("agency", N_("For the agency"), mandatory=True),
            Field("stakeholders", N_("For the stakeholders"), mandatory=True),
            Field("public", N_("For the public"), mandatory=True),
        ),
    ),
    Section(
        "scope",
        N_("Scope"),
        (
            Field("inside", N_("Inside the scope")),
            Field("outside", N_("Outside the scope")),
            Field("target_group", N_("Target group")),
        ),
    ),
    Section(
        "outputs",
        N_("Key outputs and outcome"),
        (
            Rows(
                "rows",
                N_("Key outputs"),
                N_("Output"),
                (
                    Field("output", N_("Output"), Kind.TEXT, mandatory=True),
                    Field("evidence", N_("Physical evidence"), Kind.TEXT, mandatory=True),
                ),
                minimum=1,
            ),
            Field("outcome", N_("Outcome"), mandatory=True),
        ),
    ),
    Section(
        "indicators",
        N_("Indicators of success"),
        (INDICATORS,),
    ),
    Section("milestones", N_("Milestones"), (MILESTONES,), check=check_milestones),
    Section(
        "team",
        N_("Governance and team"),
        (
            Rows(
                "rows",
                N_("Team"),
                N_("Team member"),
                (
                    Field("name", N_("Name or position"), Kind.TEXT, mandatory=True),
                    Field("role", N_("Role"), Kind.TEXT, mandatory=True),
                    Field("task", N_("Task"), mandatory=True),
                ),
                minimum=1,
            ),
        ),
    ),
    Section("stakeholders", N_("Stakeholder map"), (STAKEHOLDERS,)),
    Section(
        "communication",
        N_("Communication and marketing"),
        (
            Rows(
                "rows",
                N_("Messages"),
                N_("Message"),
                (
                    Field("audience", N_("Audience"), Kind.TEXT, mandatory=True),
                    Field("message", N_("Message"), mandatory=True),
                    Field("channel", N_("Channel"), Kind.TEXT, mandatory=True),
                    Field("time", N_("Time"), Kind.TEXT, mandatory=True),
                ),
                minimum=1,
            ),
        ),
    ),
    Section(
        "budget",
        N_("Resources and budget"),
        (Field("without", N_("Without budget"), Kind.FLAG), BUDGET),
        check=_check_budget,
    ),
    Section("risks", N_("Risk management"), (RISKS,)),
    Section(
        "competence",
        N_("Development of the team’s competence"),
        (
            Rows(
                "rows",
                N_("Competence needs"),
                N_("Competence need"),
                (
                    Field("need", N_("Need"), Kind.TEXT, mandatory=True),
                    Field("form", N_("Form"), Kind.TEXT),
                    Field("time", N_("Time"), Kind.TEXT),
                ),
            ),
        ),
    ),
    Section(
        "success",
        N_("Key factors, obstacles and solutions"),
        (
            Rows(
                "rows",
                N_("Factors and obstacles"),
                N_("Factor or obstacle"),
                (
                    Field("factor", N_("Key factor or obstacle"), mandatory=True),
                    Field("solution", N_("Solution")),
                ),
            ),
        ),
    ),
    Section(
        "sustainability",
        N_("Sustainability"),
        (
            Field("legal_form", N_("Legal form"), Kind.CHOICE, mandatory=True, choices=LegalForm),
            Field("legal_note", N_("Title or number of the legal form"), Kind.TEXT),
            Field("owner", N_("Owner after the course"), Kind.TEXT, mandatory=True),
            Field("budget_plan", N_("Budget plan"), mandatory=True),
        ),
    ),
    Section(
        "attachments",
        N_("Attachments"),
        (
            Rows(
                "rows",
                N_("Attachments"),
                N_("Attachment"),
                (
                    Field("name", N_("Name of the document"), Kind.TEXT, mandatory=True),
                    Field("link", N_("Link"), Kind.LINKS, mandatory=True),
                ),
                hint=N_("For documents that are online: their name and their link."),
            ),
        ),
    ),
)
PLAN_SECTION: dict[str, Section] = {section.key: section for section in PLAN_SECTIONS}
