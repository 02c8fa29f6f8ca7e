// Data plugins about Puppet have no answer where there is none; MCollective does not load them there.
import type { NodeContext } from '../agent';
import { puppetMissing } from '../agents/puppet_host';
import { DataQueryFailed } from '../errors';

/** Throws DataQueryFailed. */
export async function requirePuppet(node: NodeContext): Promise<void> {
  const problem = await puppetMissing(node);
  if (problem) throw new DataQueryFailed(problem);
}
