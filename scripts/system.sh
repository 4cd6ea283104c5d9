#!/usr/bin/env bash
# What the operating system must have: "venv" for Python's environments, "test" for the whole test suite.
# As root on Debian it is installed; otherwise one line says what to install.
set -euo pipefail

need=()
case "$1" in
  venv)
    python3 -c 'import ensurepip, venv' 2>/dev/null || need+=(python3-venv)
    ;;
  test)
    command -v chromium >/dev/null || need+=(chromium)
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || [ -n "${PKA_TEST_POSTGRESQL:-}" ] || need+=(postgresql)
    ldconfig -p | grep -q libatomic.so.1 || need+=(libatomic1)
    ;;
esac
[ ${#need[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
else
  echo "Please install: ${need[*]} (Debian: apt-get install ${need[*]})" >&2
  exit 1
fi
