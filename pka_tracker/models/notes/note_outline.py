"""The blocks of an ATM note, as in LAN's adopsi-adaptasi scheme."""

import enum

from pka_tracker.models.texts.outline import N_, Field, Kind, Section


class PlanUse(enum.StrEnum):
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


NOTE_BLOCKS: tuple[Section, ...] = (
    Section(
        "context",
        N_("Context"),
        (
            Field("visit", N_("Visit"), Kind.VISIT, mandatory=True),
            Field("observed_on", N_("Date"), Kind.DATE),
            Field(
                "practice",
                N_("Practice observed"),
                Kind.PRACTICE,
                mandatory=True,
                hint=N_("Choose from the catalogue or type a name of your own."),
            ),
            Field("speaker", N_("Speaker’s position"), Kind.TEXT),
            Field("category", N_("Category"), Kind.TEXT),
        ),
    ),
    Section(
        "observe",
        N_("Observe"),
        (
            Field(
                "facts",
                N_("Facts seen"),
                mandatory=True,
                hint=N_("What you saw and heard yourself, not what you think of it."),
            ),
            Field("problem", N_("Problem it solves at the host"), mandatory=True),
            Field("how", N_("How it works")),
            Field("results", N_("Results and figures")),
            Field("success_factors", N_("Success factors")),
            Field("obstacles", N_("Obstacles")),
            Field("links", N_("Photos and links"), Kind.LINKS, hint=N_("Web addresses, one a line.")),
        ),
    ),
    Section(
        "compare",
        N_("Comparison"),
        (
            Field("own_condition", N_("Condition at your own agency"), mandatory=True),
            Field("gap", N_("Gap"), mandatory=True),
        ),
    ),
    Section(
        "imitate",
        N_("Imitate (adopt)"),
        (
            Field("element", N_("Element taken as it is"), mandatory=True),
            Field("why", N_("Why it fits"), mandatory=True),
            Field("need_regulation", N_("Prerequisite: regulation")),
            Field("need_people", N_("Prerequisite: people")),
            Field("need_infrastructure", N_("Prerequisite: infrastructure")),
            Field("need_data", N_("Prerequisite: data")),
            Field("need_budget", N_("Prerequisite: budget")),
        ),
    ),
    Section(
        "modify",
        N_("Modify (adapt)"),
        (
            Field("element", N_("Element changed"), mandatory=True),
            Field("into", N_("Into what"), mandatory=True),
            Field(
                "reason",
                N_("Reason"),
                mandatory=True,
                hint=N_("Regulation, people, budget, geography or culture."),
            ),
            Field("risk", N_("Risk")),
        ),
    ),
    Section(
        "lessons",
        N_("Lessons learnt"),
        (
            Field("first", N_("First lesson"), mandatory=True),
            Field("second", N_("Second lesson")),
            Field("third", N_("Third lesson")),
            Field("principle", N_("Leadership or performance-management principle seen")),
        ),
    ),
    Section(
        "follow_up",
        N_("Follow-up"),
        (
            Field("use", N_("Use in the plan?"), Kind.CHOICE, mandatory=True, choices=PlanUse),
            Field("replicate", N_("We want to replicate this practice"), Kind.FLAG),
            Field("contact", N_("Contact at the host"), Kind.TEXT),
            Field("target_on", N_("Target date"), Kind.DATE),
        ),
    ),
)
NOTE_BLOCK: dict[str, Section] = {block.key: block for block in NOTE_BLOCKS}
