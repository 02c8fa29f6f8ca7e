// Metadata every agent of this product shares.
import { VERSION } from '../../version';
import type { AgentMetadata } from '../agent';

/** `timeout` in seconds. */
export function agentMetadata(name: string, description: string, timeout: number): AgentMetadata {
  return {
    name,
    description,
    author: 'the fleetspec authors',
    license: 'Apache-2.0',
    version: VERSION,
    url: 'unknown',
    timeout,
  };
}
