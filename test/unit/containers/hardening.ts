/** What every container of the stack keeps to; a sentence for each thing that one does not. */
export interface ComposeService {
  readonly image?: string
  readonly user?: string
  readonly restart?: string
  readonly read_only?: boolean
  readonly privileged?: boolean
  readonly cap_drop?: readonly string[]
  readonly cap_add?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly pids_limit?: number
  readonly mem_limit?: string
  readonly pid?: string
  readonly network_mode?: string
  readonly networks?: readonly string[]
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly tmpfs?: readonly string[]
  readonly group_add?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean }
  readonly logging?: { readonly options?: Readonly<Record<string, string>> }
  readonly depends_on?: Readonly<Record<string, { readonly condition?: string }>>
}

/** Runs once and ends: it has no health to check and nothing to restart. */
export const isJob = ({ restart }: ComposeService): boolean => restart === 'no'

type Rule = readonly [holds: (service: ComposeService) => boolean, otherwise: string]

const isRoot = (user: string): boolean => /^(0|root)(:|$)/.test(user)
const namesSecret = (name: string): boolean => /PASSWORD|SECRET|TOKEN/.test(name) && !name.endsWith('_FILE')
const holdsPassword = (value: string): boolean => /:\/\/[^/@]*:[^/@]+@/.test(value)

const RULES: readonly Rule[] = [
  [({ image = '' }) => /^\$\{[A-Z_]+_IMAGE:\?set in \.env\}$/.test(image), 'takes its image from .env'],
  [(service) => isJob(service) || service.restart === 'unless-stopped', 'restarts unless stopped, or is a job'],
  [({ user }) => user !== undefined && !isRoot(user), 'runs as a user that is not root'],
  [({ read_only }) => read_only === true, 'has a read-only root'],
  [({ cap_drop = [] }) => cap_drop.includes('ALL'), 'drops all capabilities'],
  [({ cap_add = [], privileged = false }) => cap_add.length === 0 && !privileged, 'takes no capability back'],
  [({ security_opt = [] }) => security_opt.includes('no-new-privileges:true'), 'gains no privileges'],
  [({ mem_limit = '' }) => /^\d+[mg]$/.test(mem_limit), 'has a memory limit'],
  [({ pids_limit = 0 }) => pids_limit > 0, 'has a limit of processes'],
  [({ logging }) => logging?.options?.['max-size'] !== undefined && logging.options['max-file'] !== undefined, 'rotates its log'],
  [(service) => isJob(service) || (service.healthcheck?.test ?? []).length > 1, 'has a health check, or is a job'],
  [({ network_mode, networks = [] }) => network_mode === 'none' || networks.length > 0, 'names its networks'],
  [({ network_mode, pid }) => network_mode !== 'host' && pid !== 'host', 'shares no namespace with the host'],
  [
    ({ ports = [] }) => ports.every((port) => /^127\.0\.0\.1:\$\{PLIMSOLL_[A-Z]+_PORT:-\d+\}:\d+$/.test(port)),
    'binds movable ports to 127.0.0.1',
  ],
  [({ depends_on = {} }) => Object.values(depends_on).every(({ condition }) => condition !== undefined), 'says what it waits for'],
  [({ volumes = [] }) => !volumes.some((volume) => volume.includes('docker.sock')), 'cannot reach the engine'],
  [
    ({ volumes = [] }) =>
      volumes.filter((volume) => /^[./]/.test(volume)).every((volume) => volume.split(':')[2]?.split(',').includes('ro')),
    'mounts what is the host’s read-only',
  ],
  [
    ({ environment = {} }) => !Object.entries(environment).some(([name, value]) => namesSecret(name) || holdsPassword(value)),
    'is given secrets as files',
  ],
  [
    ({ volumes = [], depends_on = {} }) =>
      !volumes.some((volume) => volume.startsWith('secrets:/run/plimsoll:ro')) ||
      depends_on['init']?.condition === 'service_completed_successfully',
    'waits for the secrets that it reads',
  ],
]

/** Every rule, as what a service ought to do. */
export const rules: readonly string[] = RULES.map(([, ought]) => ought)

/** The rules that the service breaks, as what it ought to do. */
export const broken = (service: ComposeService): readonly string[] => RULES.filter(([holds]) => !holds(service)).map(([, ought]) => ought)
