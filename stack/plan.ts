/** What the command line hands to `up`: data, made from the ground on which the stack will stand. */
import type { ServiceName } from '../definition/site/index.js'
import type { PostgresPrograms } from './programs.js'

/** Everything that is decided before a plan can be written: folders, ports, passwords. */
export interface Ground {
  readonly folders: Folders
  /** Where each published service listens on 127.0.0.1. */
  readonly ports: ReadonlyMap<ServiceName, number>
  readonly postgres: Database
  /** The same database for who measures it: a role that reads statistics, and what it is let read. */
  readonly watched: Database
  readonly redis: { readonly host: string; readonly port: number; readonly url: string }
  /** Where the programs of the PostgreSQL server are, and what they need to find their libraries. */
  readonly postgresPrograms: PostgresPrograms
  /** True when a Grafana program was found and will be run. */
  readonly hasGrafana: boolean
}

export interface Folders {
  /** State, locks, secrets. */
  readonly run: string
  /** Where `Plan.files` are written. */
  readonly configuration: string
  readonly logs: string
  /** Kept from one start to the next. */
  readonly data: string
}

export interface Database {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  /** Holds the password: give it to processes by their environment, never print it. */
  readonly url: string
}

export interface Plan {
  /**
   * Written below `folders.configuration` before anything starts; what was there is replaced. Required:
   * `prometheus/prometheus.yml` and `alertmanager/alertmanager.yml`; with Grafana `grafana/provisioning/…`.
   */
  readonly files: readonly PlanFile[]
  /** Our own processes; PostgreSQL, Redis, Prometheus, Alertmanager and Grafana are added by the stack. */
  readonly processes: readonly ProcessPlan[]
  /** Added to the arguments of Prometheus and Alertmanager: retention, external address. */
  readonly args?: { readonly prometheus?: readonly string[]; readonly alertmanager?: readonly string[] }
  /** Folder with the dashboards, named where no Grafana is installed. */
  readonly dashboards: string
  /** Printed when all is up: what a person opens. */
  readonly addresses: readonly Address[]
  /** Printed below them, a sentence each: what this machine goes without. */
  readonly notes?: readonly string[]
}

export interface PlanFile {
  /** Below `folders.configuration`, with `/`; may not leave it. */
  readonly path: string
  readonly text: string
  /** True for a file with a secret: only we may read it. */
  readonly secret?: boolean
}

export interface ProcessPlan {
  /** Unique; names its log. Taken by the stack: postgres, redis, prometheus, alertmanager, grafana. */
  readonly name: string
  /** One line for the person who watches the start. */
  readonly what: string
  /** A program; this Node where it is left out. */
  readonly command?: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Working folder; the project where it is left out. */
  readonly directory?: string
  /** Address that answers 2xx when it is ready; left out, it is ready when it still runs after half a second. */
  readonly ready?: string
  /** Names of processes that must be up first. */
  readonly dependsOn: readonly string[]
}

export interface Address {
  readonly what: string
  readonly url: string
}
