#!/bin/sh
# Runs once, when the image makes its data directory: the two plain roles and the database, as `dev up` makes them.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    -v owner_password="$OWNER_PASSWORD" -v app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE holdfast_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner_password';
CREATE ROLE holdfast_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'app_password';
CREATE DATABASE holdfast OWNER holdfast_owner;
REVOKE ALL ON DATABASE holdfast FROM PUBLIC;
GRANT CONNECT ON DATABASE holdfast TO holdfast_app;
SQL
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname holdfast --file /holdfast/grants.sql
