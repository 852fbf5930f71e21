-- Run once in the database itself, by a superuser, when it is made: embedded, in tests and in production alike.
-- holdfast_owner owns and migrates; holdfast_app serves, owns nothing, and so passes no wall in the database.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO holdfast_owner;
GRANT USAGE ON SCHEMA public TO holdfast_app;
ALTER DEFAULT PRIVILEGES FOR ROLE holdfast_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO holdfast_app;
ALTER DEFAULT PRIVILEGES FOR ROLE holdfast_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO holdfast_app;
