import { counter, family, gauge } from '../metric.js'

const device = { device: 'open' } as const
const net = (help: string, source = '/proc/net/dev') => counter({ help, labels: device, source, series: 8 })
const stands = (help: string, file: string) => gauge({ help, labels: device, source: `/sys/class/net/*/${file}`, series: 8 })
const grows = (help: string, file: string) => net(help, `/sys/class/net/*/${file}`)
const cpu = (help: string) => counter({ help, labels: { cpu: 'open' }, source: '/proc/net/softnet_stat', series: 8 })
const tracking = (help: string) => gauge({ help, source: '/proc/net/stat/nf_conntrack' })

/** Network devices, their traffic and what the kernel keeps for them. */
export const network = family('exporter', {
  node_network_receive_bytes_total: net('Bytes received.'),
  node_network_receive_packets_total: net('Packets received.'),
  node_network_receive_errs_total: net('Errors on receiving.'),
  node_network_receive_drop_total: net('Packets dropped on receiving.'),
  node_network_receive_fifo_total: net('Buffer overruns on receiving.'),
  node_network_receive_frame_total: net('Frame errors on receiving.'),
  node_network_receive_compressed_total: net('Compressed packets received.'),
  node_network_receive_multicast_total: net('Multicast packets received.'),
  node_network_receive_nohandler_total: grows('Packets received that nothing takes.', 'statistics/rx_nohandler'),
  node_network_transmit_bytes_total: net('Bytes sent.'),
  node_network_transmit_packets_total: net('Packets sent.'),
  node_network_transmit_errs_total: net('Errors on sending.'),
  node_network_transmit_drop_total: net('Packets dropped on sending.'),
  node_network_transmit_fifo_total: net('Buffer overruns on sending.'),
  node_network_transmit_colls_total: net('Collisions on sending.'),
  node_network_transmit_carrier_total: net('Losses of the carrier on sending.'),
  node_network_transmit_compressed_total: net('Compressed packets sent.'),
  node_network_up: stands('Whether the device works.', 'operstate'),
  node_network_carrier: stands('Whether the device has a link.', 'carrier'),
  node_network_mtu_bytes: stands('Largest packet.', 'mtu'),
  node_network_speed_bytes: stands('Speed of the link in bytes a second; below 0 where it is not known.', 'speed'),
  node_network_transmit_queue_length: stands('Packets that may wait to be sent.', 'tx_queue_len'),
  node_network_address_assign_type: stands('How the hardware address was given.', 'addr_assign_type'),
  node_network_carrier_changes_total: grows('Times the link came or went.', 'carrier_changes'),
  node_network_carrier_up_changes_total: grows('Times the link came.', 'carrier_up_count'),
  node_network_carrier_down_changes_total: grows('Times the link went.', 'carrier_down_count'),
  node_network_device_id: stands('Device identifier.', 'dev_id'),
  node_network_dormant: stands('Whether the device waits for something outside.', 'dormant'),
  node_network_flags: stands('Flags of the device, as a bit field.', 'flags'),
  node_network_iface_id: stands('Number of the device.', 'ifindex'),
  node_network_iface_link: stands('Number of the device below.', 'iflink'),
  node_network_iface_link_mode: stands('Link mode.', 'link_mode'),
  node_network_name_assign_type: stands('How the name was given.', 'name_assign_type'),
  node_network_net_dev_group: stands('Group of the device.', 'netdev_group'),
  node_network_protocol_type: stands('Type of the hardware.', 'type'),
  node_network_info: gauge({
    help: 'What the device is, always 1.',
    labels: { ...device, address: 'open', adminstate: 'open', broadcast: 'open', duplex: 'open', ifalias: 'open', operstate: 'open' },
    source: '/sys/class/net',
    series: 8,
  }),
  node_arp_entries: gauge({ help: 'Neighbours known, by device.', labels: device, source: '/proc/net/arp', series: 8 }),
  node_softnet_processed_total: cpu('Packets processed.'),
  node_softnet_dropped_total: cpu('Packets dropped because the queue was full.'),
  node_softnet_times_squeezed_total: cpu('Times the processing of packets ran out of its turn.'),
  node_softnet_cpu_collision_total: cpu('Collisions on the lock of a device.'),
  node_softnet_received_rps_total: cpu('Times another CPU asked for help with packets.'),
  node_softnet_flow_limit_count_total: cpu('Times the limit of a flow was reached.'),
  node_softnet_backlog_len: gauge({ help: 'Packets that wait.', labels: { cpu: 'open' }, source: '/proc/net/softnet_stat', series: 8 }),
  node_nf_conntrack_entries: gauge({ help: 'Connections tracked.', source: '/proc/sys/net/netfilter/nf_conntrack_count' }),
  node_nf_conntrack_entries_limit: gauge({
    help: 'Connections that may be tracked.',
    source: '/proc/sys/net/netfilter/nf_conntrack_max',
  }),
  node_nf_conntrack_stat_found: tracking('Entries searched and found.'),
  node_nf_conntrack_stat_invalid: tracking('Packets that cannot be tracked.'),
  node_nf_conntrack_stat_ignore: tracking('Packets of connections known already.'),
  node_nf_conntrack_stat_insert: tracking('Entries inserted.'),
  node_nf_conntrack_stat_insert_failed: tracking('Entries that could not be inserted.'),
  node_nf_conntrack_stat_drop: tracking('Packets dropped because tracking failed.'),
  node_nf_conntrack_stat_early_drop: tracking('Entries dropped to make room.'),
  node_nf_conntrack_stat_search_restart: tracking('Searches that began anew because the table was resized.'),
})
