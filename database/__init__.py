"""What every room asks of PostgreSQL beyond Django: statements planned once, and rows of many tables in one statement."""
