import { gauge } from '../metric.js'
import { stands, target } from './words.js'

/* The source `CLUSTER INFO <field>` names the field that fills the metric. */
const says = (help: string, field: string) => gauge({ help, labels: target, source: `CLUSTER INFO ${field}`, series: 1 })

/** The cluster as one node sees it. */
export const cluster = {
  redis_cluster_enabled: stands('Whether the server is one of a cluster (1) or not (0).', 'cluster_enabled'),
  redis_cluster_state: says('Whether the cluster serves (1) or not (0).', 'cluster_state'),
  redis_cluster_slots_assigned: says('Slots that a node is responsible for.', 'cluster_slots_assigned'),
  redis_cluster_slots_ok: says('Slots that are served.', 'cluster_slots_ok'),
  redis_cluster_slots_pfail: says('Slots whose node may have failed.', 'cluster_slots_pfail'),
  redis_cluster_slots_fail: says('Slots whose node has failed.', 'cluster_slots_fail'),
  redis_cluster_known_nodes: says('Nodes known.', 'cluster_known_nodes'),
  redis_cluster_size: says('Masters that serve slots.', 'cluster_size'),
  redis_cluster_current_epoch: says('Epoch of the cluster.', 'cluster_current_epoch'),
  redis_cluster_my_epoch: says('Epoch of the node.', 'cluster_my_epoch'),
  redis_cluster_messages_sent_total: says('Messages sent over the cluster bus.', 'cluster_stats_messages_sent'),
  redis_cluster_messages_received_total: says('Messages received over the cluster bus.', 'cluster_stats_messages_received'),
}
