"""People and agencies from a file: what each row would do, and doing it."""
