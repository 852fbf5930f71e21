"""What every room asks of PostgreSQL beyond what Django offers: statements that are planned once."""
