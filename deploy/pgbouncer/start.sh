#!/bin/sh
# Writes the configuration from the environment, so that no password is baked into the image.
set -eu
umask 077
mkdir -p /tmp/pgbouncer
cat > /tmp/pgbouncer/users.txt <<USERS
"holdfast_app" "$APP_PASSWORD"
USERS
cat > /tmp/pgbouncer/pgbouncer.ini <<INI
[databases]
holdfast = host=postgres port=5432 dbname=holdfast

[pgbouncer]
listen_addr = 0.0.0.0
listen_port = 6432
auth_type = scram-sha-256
auth_file = /tmp/pgbouncer/users.txt
# Who is acting is set for one transaction only, so a server connection may serve another person with the next one.
pool_mode = transaction
default_pool_size = ${POOL_SIZE:-20}
max_client_conn = 1000
ignore_startup_parameters = extra_float_digits
server_tls_sslmode = ${SERVER_TLS:-prefer}
INI
exec pgbouncer /tmp/pgbouncer/pgbouncer.ini
