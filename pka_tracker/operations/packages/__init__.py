"""All papers of a cohort in one ZIP: asked for, made, put together, swept."""
