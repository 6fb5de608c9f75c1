/** How each command of README and docs/ is proved; a test fails for one that is missing here and for one that is left over. */

export type Proof =
  /** Run by test/readme/native.test.ts, as it is written but for moved ports. */
  | 'native'
  /** Run by test/readme/containers.test.ts where an engine answers. */
  | 'containers'
  /** Part of what .ci/run and test/run.mjs run: it cannot be run from within itself. */
  | 'ci'
  /** Run by another test. */
  | `test/${string}.test.ts`

export const THROW = `curl -X POST http://localhost:4000/api/faults/errors -H 'content-type: application/json' -d '{"share": 0.3}'`
export const THROW_WITH_TOKEN = `${THROW} -H "x-faults-token: $(docker compose exec -T shop cat /run/plimsoll/shop/faults-token)"`
export const FIRING = "curl 'http://localhost:9465/api/alerts?status=firing'"
export const HEAL = 'curl -X DELETE http://localhost:4000/api/faults/errors'
export const MOVED = 'PLIMSOLL_PROMETHEUS_PORT=19090 npm start'
export const STAGING = 'npx plimsoll generate --environment staging'
export const SERVE = 'npx plimsoll serve --config plimsoll.yaml'

export const proofs: Readonly<Record<string, Proof>> = {
  'npm ci && npm start': 'native',
  [MOVED]: 'native',
  [THROW]: 'native',
  [FIRING]: 'native',
  [HEAL]: 'native',
  'npm run generate': 'native',
  'npm run generate -- --check': 'native',
  'plimsoll generate --check': 'native',
  [STAGING]: 'native',
  'npx plimsoll check': 'native',
  'plimsoll check': 'native',
  'npm run build': 'native',
  'npm install ../plimsoll': 'native',
  [SERVE]: 'native',
  'npx plimsoll status': 'native',
  'npx plimsoll down': 'native',
  'docker compose up -d --build --wait': 'containers',
  [THROW_WITH_TOKEN]: 'containers',
  'docker compose exec grafana cat /run/plimsoll/grafana/admin-password': 'containers',
  'docker compose down': 'containers',
  'npm ci && npm test': 'ci',
  'npm run test:rules': 'ci',
  "curl 'http://localhost:9464/probe?target=storefront&debug=true'": 'test/live/exporter/documented.test.ts',
  'npx plimsoll serve --config plimsoll.yaml --web-config web.yaml': 'test/live/exporter/documented.test.ts',
  'curl --cacert ca.pem --user prometheus:PASSWORD https://localhost:9464/metrics': 'test/live/exporter/documented.test.ts',
  'npx plimsoll drill declined-payments': 'test/live/drill/drill.test.ts',
  'npx plimsoll drill': 'test/live/drill/drill.test.ts',
  'npx plimsoll drill all --json': 'test/live/drill/drill.test.ts',
  'npx plimsoll drill all --together': 'test/live/drill/together.test.ts',
  'DATABASE_URL_FILE=database-url npx plimsoll backup --folder backups --name shop': 'test/live/backup/backup.test.ts',
  'DATABASE_URL_FILE=database-url npx plimsoll backup --folder backups --name shop --every 24h': 'test/live/backup/backup.test.ts',
  'docker compose exec backups node dist/cli/main.js backup --check --folder /var/lib/plimsoll/backups --name shop':
    'test/stack/containers.test.ts',
  'docker compose exec postgres psql -U postgres -d shop -f /docker-entrypoint-initdb.d/10-roles.sql': 'test/stack/containers.test.ts',
  './start-monitoring.sh': 'test/live/stack/start-monitoring.test.ts',
}

/** The commands that one test runs. */
export const commandsProvedBy = (proof: Proof): readonly string[] => Object.keys(proofs).filter((command) => proofs[command] === proof)
