#!/usr/bin/env bash
# Start the demo: a secret of its own, the newest tables, the demo cohort if the database is empty, the server.
set -euo pipefail
cd "$(dirname "$0")/.."
port="$1"
mkdir -p instance
if [ -z "${PKA_SECRET_KEY:-}" ]; then
  if [ ! -s instance/secret-key ]; then
    (umask 077 && python3 -c 'import secrets; print(secrets.token_hex(32))' > instance/secret-key)
  fi
  PKA_SECRET_KEY="$(cat instance/secret-key)"
fi
export PKA_SECRET_KEY
export PKA_DEMO="${PKA_DEMO:-1}"
export PKA_PUBLIC_URL="${PKA_PUBLIC_URL:-http://127.0.0.1:$port}"
flask() { .venv/bin/flask --app pka_tracker "$@"; }
flask db upgrade
if [ "$PKA_DEMO" = 1 ]; then flask demo seed; fi
cat <<TEXT

  PKA Tracker: http://127.0.0.1:$port
  peserta01@demo.test ... peserta40@demo.test, mentor01@demo.test ..., coach01@demo.test,
  penyelenggara@demo.test, admin@demo.test
  password: amati-tiru-modifikasi

TEXT
# The server, and the worker that makes what was asked for; they end together.
.venv/bin/gunicorn "pka_tracker:create_app()" --bind "127.0.0.1:$port" --worker-class gthread \
  --workers 2 --threads 4 --no-control-socket --log-level warning &
server=$!
.venv/bin/flask --app pka_tracker work --watch &
worker=$!
trap 'kill "$server" "$worker" 2>/dev/null || true' EXIT
trap 'exit 143' INT TERM
wait "$server"
