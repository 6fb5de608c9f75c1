/**
 * What the comparison with the Go exporters lets pass, each with its reason. Nothing else does: a series that both give
 * agrees, and a name that a peer gives by default is on our page.
 */
import type { Moving } from './compare.js'
import type { Fold } from './page.js'

const KIBIBYTE = 1024
const MEBIBYTE = 1024 * KIBIBYTE

export interface Reasoned {
  readonly names: RegExp
  readonly reason: string
}

/** Series whose labels differ for a reason; both pages are brought to the labels that they share. */
export const folds: readonly Fold[] = [
  {
    names: /^pg_stat_activity_(count|max_tx_duration)$/,
    keep: ['datname', 'state'],
    by: 'sum',
    reason: 'postgres_exporter splits by user, application and wait event, whose series come and go with every wait; ours do not',
  },
  {
    names: /^pg_statio_user_indexes_/,
    keep: ['schemaname', 'relname', 'indexrelname'],
    by: 'sum',
    reason: 'ours name the database too, as those of tables do',
  },
  {
    names: /^node_disk_info$/,
    keep: ['device', 'major', 'minor', 'path', 'wwn', 'model', 'serial', 'revision'],
    by: 'max',
    reason:
      'node_exporter says rotational="0" where it stops at a file of /sys/block/*/queue that it does not know; ours says what is written there',
  },
]

/** Both give them and they are not the same thing. */
export const incomparable: readonly Reasoned[] = [
  { names: /^(go|process|promhttp)_/, reason: 'each exporter about its own process' },
  { names: /^(node|pg)_scrape_collector_|_exporter_/, reason: 'each exporter about its own work' },
  {
    names: /^node_tcp_connection_states\{.*tx_queued_bytes/,
    reason: 'netlink says of a socket that listens how many connections may wait there, and node_exporter adds them to the bytes',
  },
  { names: /^pg_process_idle_seconds/, reason: 'made anew for the sessions of this moment, each counted in whole seconds by the other' },
  { names: /^pg_settings_extra_float_digits$/, reason: "the driver's own session, where each driver says what it needs" },
]

/** Series of the peer whose name we give with other labels. */
export const relabelled: readonly { readonly series: RegExp; readonly reason: string }[] = [
  {
    series: /^node_network_.*device="(veth|cali)/,
    reason: 'ends of cables into containers, left out by default: the traffic passes the bridge too',
  },
  {
    series: /^node_arp_entries\{/,
    reason:
      'today it asks netlink, which also lists neighbours that have no state yet or any more; the kernel leaves them out of /proc/net/arp',
  },
  { series: /^node_disk_.*device="zram/, reason: 'memory that is no disk; node_exporter leaves it out today as well' },
  { series: /^node_network_info\{(?!.*adminstate=)/, reason: 'older node_exporters have no label adminstate' },
  {
    series: /^pg_stat_database_.*datid="0"/,
    reason: 'what belongs to no database has no name; postgres_exporter leaves it out today as well',
  },
  { series: /^redis_instance_info\{(?!.*master_replid=)/, reason: 'older redis_exporters have fewer labels' },
  { series: /^pg_.*datname="template[01]"/, reason: 'the templates hold no data of anybody and take no session' },
]

/** The exporters themselves, their connections and whatever else runs here change these between two readings. */
export const moving: readonly Moving[] = [
  {
    names: /^node_tcp_connection_states\{.*rx_queued_bytes/,
    relative: 0,
    absolute: 64 * KIBIBYTE,
    reason: 'what has come and nobody has read yet, in this very moment',
  },
  {
    names: /^node_(filefd_allocated|sockstat_|netstat_Tcp_CurrEstab|nf_conntrack_entries|tcp_connection_states)/,
    relative: 0.3,
    absolute: 20,
    reason: 'files, sockets and connections of every process',
  },
  { names: /^node_(procs|processes)_/, relative: 0.3, absolute: 10, reason: 'processes come and go' },
  { names: /^node_arp_entries$/, relative: 0, absolute: 5, reason: 'neighbours come and go, and netlink lists some without a state' },
  { names: /^node_memory_/, relative: 0.1, absolute: 32 * MEBIBYTE, reason: 'memory of every process' },
  { names: /^node_filesystem_(avail|free)_bytes$/, relative: 0.05, absolute: 0, reason: 'logs and data are written meanwhile' },
  { names: /^pg_stat_database_numbackends$/, relative: 0, absolute: 2, reason: "each exporter's own session is one" },
  { names: /^pg_(stat_activity_|locks_count)/, relative: 0, absolute: 5, reason: 'what each session does in this moment' },
  { names: /^redis_connected_clients$/, relative: 0, absolute: 2, reason: "each exporter's own connection is one" },
  {
    names: /^redis_(memory_used|allocator|mem_clients|client_recent_max)_/,
    relative: 0.3,
    absolute: 64 * KIBIBYTE,
    reason: "buffers of each exporter's own connection, while it asks",
  },
]

/** Names that a peer gives by default and our page has not. */
export const gaps: readonly Reasoned[] = [
  { names: /^(go|promhttp)_/, reason: 'the Go runtime of the peer itself' },
  {
    names: /^process_(network_(receive|transmit)_bytes_total|virtual_memory_max_bytes)$/,
    reason: 'the Go process of the peer itself; ours gives what prom-client gives of a Node process',
  },
  { names: /^(node|postgres|redis)_exporter_|^redis_(last_key_groups|target)_scrape_/, reason: 'the peer about its own work' },
  { names: /^node_timex_/, reason: "the clock's discipline, which only the system call adjtimex tells and Node cannot make" },
  { names: /^node_filesystem_purgeable_bytes$/, reason: 'macOS alone has a value for it' },
  { names: /^node_textfile_scrape_error$/, reason: 'there once textfile.directories names a folder' },
  { names: /^node_selinux_enabled$/, reason: 'whether SELinux is on is no figure of a shop' },
  {
    names: /^pg_settings_(default_transaction_read_only|(idle_in_transaction_session|lock|statement)_timeout_seconds)$/,
    reason: 'the exporter sets them for its own session, which is all that pg_settings shows; postgres_exporter shows its own',
  },
  {
    names: /^pg_stat_database_(checksum_|sessions|(active|idle_in_transaction|session)_time$)/,
    reason: 'postgres_exporter 0.11 named them as the columns; ours have the names of today, with unit and _total',
  },
  { names: /^redis_db_keys_cached$/, reason: "redis_exporter takes subexpiry, which Redis 8 has in that place, for KeyDB's cached keys" },
  { names: /^pg_stat_archiver_last_archive_age$|^pg_stat_database_stats_reset$/, reason: 'NULL here; the peer says 0, we give no sample' },
]
