#!/bin/sh
# Starts the whole stack: in containers where a Docker engine answers, else from native programs.
set -eu

usage() {
  cat <<'TEXT'
Usage: ./start-monitoring.sh [--containers | --native] [ARGUMENT...]

Starts the shop, the exporter, the desk, PostgreSQL, Redis, Prometheus, Alertmanager and, where there is one, Grafana.

  --containers   with docker compose; fails where no Docker engine answers
  --native       from native programs (npm start); what is missing is fetched into a cache folder, without root
  --help         this text

Without either, containers are used when a Docker engine with compose answers, native programs otherwise.
Arguments go to `docker compose up` or to `npm start`.

Examples:
  ./start-monitoring.sh
  ./start-monitoring.sh --containers --detach --wait
  PLIMSOLL_PROMETHEUS_PORT=19090 ./start-monitoring.sh --native

Native programs need Node 20.19 or newer. Ctrl-C stops everything.
TEXT
}

fail() {
  printf 'start-monitoring: %s\n' "$1" >&2
  exit 2
}

engine_answers() {
  command -v docker >/dev/null 2>&1 && docker compose version >/dev/null 2>&1 && docker info >/dev/null 2>&1
}

start_containers() {
  echo 'A Docker engine answers: starting with docker compose.'
  exec docker compose up "$@"
}

node_is_new_enough() {
  node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'
}

start_native() {
  command -v node >/dev/null 2>&1 || fail 'node is not installed: install Node 20.19 or newer (https://nodejs.org), or Docker'
  node_is_new_enough || fail "node is $(node --version): install Node 20.19 or newer (https://nodejs.org), or Docker"
  if [ ! -d node_modules ]; then
    echo 'Installing the packages of this project: npm ci'
    npm ci
  fi
  echo 'Starting from native programs: npm start'
  exec npm start -- "$@"
}

cd "$(dirname "$0")"

case "${1:-}" in
  -h | --help)
    usage
    ;;
  --containers)
    shift
    engine_answers || fail 'no Docker engine with compose answers: start Docker, or use --native'
    start_containers "$@"
    ;;
  --native)
    shift
    start_native "$@"
    ;;
  *)
    if engine_answers; then start_containers "$@"; else start_native "$@"; fi
    ;;
esac
