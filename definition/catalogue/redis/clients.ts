import { bytes, grows, stands } from './words.js'

/** Connections, and what they wait for. */
export const clients = {
  redis_connected_clients: stands('Client connections.', 'connected_clients'),
  redis_blocked_clients: stands('Clients waiting in a blocking call.', 'blocked_clients'),
  redis_tracking_clients: stands('Clients that are told of changed keys.', 'tracking_clients'),
  redis_pubsub_clients: stands('Clients that subscribe.', 'pubsub_clients'),
  redis_watching_clients: stands('Clients that watch keys.', 'watching_clients'),
  redis_clients_in_timeout_table: stands('Clients with a timeout.', 'clients_in_timeout_table'),
  redis_max_clients: stands('Client connections allowed, as INFO says.', 'maxclients'),
  redis_cluster_connections: stands('Connections of the cluster bus, estimated.', 'cluster_connections'),
  redis_client_recent_max_input_buffer_bytes: bytes('Largest input buffer of late.', 'client_recent_max_input_buffer'),
  redis_client_recent_max_output_buffer_bytes: bytes('Largest output buffer of late.', 'client_recent_max_output_buffer'),
  redis_total_watched_keys: stands('Keys that clients watch.', 'total_watched_keys'),
  redis_total_blocking_keys: stands('Keys that clients wait for.', 'total_blocking_keys'),
  redis_total_blocking_keys_on_nokey: stands('Keys whose waiting clients want to hear of a deletion.', 'total_blocking_keys_on_nokey'),
  redis_connections_received_total: grows('Connections accepted.', 'total_connections_received'),
  redis_rejected_connections_total: grows('Connections refused at the maxclients limit.', 'rejected_connections'),
  redis_evicted_clients_total: grows('Clients ended at the maxmemory-clients limit.', 'evicted_clients'),
  redis_client_query_buffer_limit_disconnections_total: grows(
    'Clients ended because what they asked was too long.',
    'client_query_buffer_limit_disconnections',
  ),
  redis_client_output_buffer_limit_disconnections_total: grows(
    'Clients ended because they did not fetch their answers.',
    'client_output_buffer_limit_disconnections',
  ),
  redis_reply_buffer_shrinks_total: grows('Answer buffers made smaller.', 'reply_buffer_shrinks'),
  redis_reply_buffer_expands_total: grows('Answer buffers made larger.', 'reply_buffer_expands'),
  redis_acl_access_denied_auth_total: grows('Logins refused.', 'acl_access_denied_auth'),
  redis_acl_access_denied_cmd_total: grows('Calls refused for their command.', 'acl_access_denied_cmd'),
  redis_acl_access_denied_key_total: grows('Calls refused for their key.', 'acl_access_denied_key'),
  redis_acl_access_denied_channel_total: grows('Calls refused for their channel.', 'acl_access_denied_channel'),
}
