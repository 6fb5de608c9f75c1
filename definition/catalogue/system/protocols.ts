import { counter, family, gauge, type Declaration } from '../metric.js'

/** Counters of /proc/net/netstat, snmp and snmp6: node_exporter's choice. */
export const NETSTAT_COUNTERS = [
  'Icmp_InErrors',
  'Icmp_InMsgs',
  'Icmp_OutMsgs',
  'Icmp6_InErrors',
  'Icmp6_InMsgs',
  'Icmp6_OutMsgs',
  'Ip6_InOctets',
  'Ip6_OutOctets',
  'IpExt_InOctets',
  'IpExt_OutOctets',
  'TcpExt_ListenDrops',
  'TcpExt_ListenOverflows',
  'TcpExt_SyncookiesFailed',
  'TcpExt_SyncookiesRecv',
  'TcpExt_SyncookiesSent',
  'TcpExt_TCPOFOQueue',
  'TcpExt_TCPRcvQDrop',
  'TcpExt_TCPSynRetrans',
  'TcpExt_TCPTimeouts',
  'Tcp_ActiveOpens',
  'Tcp_InErrs',
  'Tcp_InSegs',
  'Tcp_OutRsts',
  'Tcp_OutSegs',
  'Tcp_PassiveOpens',
  'Tcp_RetransSegs',
  'Udp_InDatagrams',
  'Udp_InErrors',
  'Udp_NoPorts',
  'Udp_OutDatagrams',
  'Udp_RcvbufErrors',
  'Udp_SndbufErrors',
  'Udp6_InDatagrams',
  'Udp6_InErrors',
  'Udp6_NoPorts',
  'Udp6_OutDatagrams',
  'Udp6_RcvbufErrors',
  'Udp6_SndbufErrors',
  'UdpLite_InErrors',
  'UdpLite6_InErrors',
] as const

/** What of the same files goes up and down; Tcp_MaxConn is -1 where there is no limit. */
export const NETSTAT_GAUGES = ['Ip_Forwarding', 'Tcp_CurrEstab', 'Tcp_MaxConn'] as const

/** Sockets of /proc/net/sockstat and sockstat6; `mem_bytes` is `mem` in pages, multiplied. */
export const SOCKET_FIELDS = [
  'sockets_used',
  'TCP_inuse',
  'TCP_orphan',
  'TCP_tw',
  'TCP_alloc',
  'TCP_mem',
  'TCP_mem_bytes',
  'UDP_inuse',
  'UDP_mem',
  'UDP_mem_bytes',
  'UDPLITE_inuse',
  'RAW_inuse',
  'FRAG_inuse',
  'FRAG_memory',
  'TCP6_inuse',
  'UDP6_inuse',
  'UDPLITE6_inuse',
  'RAW6_inuse',
  'FRAG6_inuse',
  'FRAG6_memory',
] as const

/** States of a connection, and what waits in all of them. */
export const TCP_STATES = [
  'established',
  'syn_sent',
  'syn_recv',
  'fin_wait1',
  'fin_wait2',
  'time_wait',
  'close',
  'close_wait',
  'last_ack',
  'listen',
  'closing',
  'rx_queued_bytes',
  'tx_queued_bytes',
] as const

type Gauge = Declaration<'gauge', {}, undefined>
type Counter = Declaration<'counter', {}, undefined>

const SOURCE = '/proc/net/snmp, snmp6 and netstat'

const counters = Object.fromEntries(
  NETSTAT_COUNTERS.map((field) => [
    `node_netstat_${field}`,
    counter({ help: `Network protocols since the start: ${field}.`, source: SOURCE }),
  ]),
) as unknown as { readonly [F in (typeof NETSTAT_COUNTERS)[number] as `node_netstat_${F}`]: Counter }

const gauges = Object.fromEntries(
  NETSTAT_GAUGES.map((field) => [`node_netstat_${field}`, gauge({ help: `Network protocols now: ${field}.`, source: SOURCE })]),
) as unknown as { readonly [F in (typeof NETSTAT_GAUGES)[number] as `node_netstat_${F}`]: Gauge }

const sockets = Object.fromEntries(
  SOCKET_FIELDS.map((field) => [
    `node_sockstat_${field}`,
    gauge({ help: `Sockets: ${field}.`, source: '/proc/net/sockstat and sockstat6' }),
  ]),
) as unknown as { readonly [F in (typeof SOCKET_FIELDS)[number] as `node_sockstat_${F}`]: Gauge }

/** The network protocols of the kernel and its sockets. */
export const protocols = family('exporter', {
  ...counters,
  ...gauges,
  ...sockets,
  node_tcp_connection_states: gauge({
    help: 'Connections by state, and bytes that wait in them.',
    labels: { state: TCP_STATES },
    source: '/proc/net/tcp and tcp6',
  }),
  node_udp_queues: gauge({
    help: 'Bytes that wait in sockets of UDP.',
    labels: { ip: ['v4', 'v6'], queue: ['rx', 'tx'] },
    unit: 'bytes',
    source: '/proc/net/udp and udp6',
  }),
})
