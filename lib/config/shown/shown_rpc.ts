// The section `rpc` of a configuration.
import type { RpcConfig } from '../config';
import { formatDuration } from '../duration';
import type { ShownSection } from './shown';

export function shownRpc(rpc: RpcConfig): ShownSection {
  return {
    discovery_cap: formatDuration(rpc.discoveryCapMs),
    discovery_quiet: formatDuration(rpc.discoveryQuietMs),
    timeout: formatDuration(rpc.timeoutMs),
    ttl: rpc.ttl,
    direct_addressing: rpc.directAddressing,
    direct_addressing_threshold: rpc.directAddressingThreshold,
    batch_size: rpc.batchSize ?? '0',
    batch_sleep: formatDuration(rpc.batchSleepMs),
    limit_method: rpc.limitMethod,
    discovery_method: rpc.discoveryMethod,
    discovery_options: rpc.discoveryOptions,
    publish_timeout:
      rpc.publishTimeoutMs === undefined ? 'the time for replies' : formatDuration(rpc.publishTimeoutMs),
  };
}
