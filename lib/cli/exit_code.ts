// Exit codes of MCollective's applications, in its order: the first condition that holds.
import type { CallResult } from '../rpc/reply';

export function exitCodeOf({ stats, failed }: Pick<CallResult, 'stats' | 'failed'>): 0 | 1 | 2 | 3 | 4 {
  // Nobody was discovered because the nodes were named, and none of them answered.
  if (stats.discoveryMs === 0 && stats.responses === 0) return 4;
  if (stats.discovered > 0 && stats.responses === 0) return 3;
  if (stats.discovered > 0 && failed.length > 0) return 2;
  if (stats.discovered === 0 && stats.responses > 0) return 0;
  if (stats.discovered === 0) return 1;
  return 0;
}
