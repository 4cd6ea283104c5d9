"""Who is who in the demo cohort behind the live server."""

from __future__ import annotations

import sqlalchemy as sa
from playwright.sync_api import Page


def mentor_of(database: str, account: str) -> str:
    """The account of a participant's mentor."""
    engine = sa.create_engine(database)
    asked = (
        "SELECT mentor.email FROM action_plan plan JOIN app_user writer ON writer.id = plan.owner_id"
        " JOIN app_user mentor ON mentor.id = plan.mentor_id WHERE writer.email = :email"
    )
    with engine.connect() as connection:
        email = connection.scalar(sa.text(asked), {"email": f"{account}@demo.test"})
    engine.dispose()
    return str(email).partition("@")[0]


def open_review_again(page: Page, database: str, account: str, home: str = "") -> int:
    """The participant's mentor, who is signed in here, takes the approval back, so that the plan is in review.

    Every test takes a participant of its own: the modules of a worker share one demo.
    """
    engine = sa.create_engine(database)
    wanted = "SELECT p.id FROM action_plan p JOIN app_user u ON u.id = p.owner_id WHERE u.email = :email"
    with engine.connect() as connection:
        plan = connection.scalar(sa.text(wanted), {"email": f"{account}@demo.test"})
    engine.dispose()
    page.goto(f"{home}/plans/{plan}/take-back")
    page.fill("[name=message]", "Salah tekan.")
    page.locator("main form .button--primary").click()
    page.wait_for_url(f"**/reviews/{plan}")
    return int(plan)
