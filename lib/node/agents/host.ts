// Agent `host`: how busy and how full the machine is, and what it lets a caller do. Ours; MCollective has no such agent.
import { host as ddl } from '../../ddl/agents/host';
import { RubyFloat } from '../../marshal/values';
import { readCpuCount } from '../../probes/cpus';
import { percent } from '../../probes/disks';
import { readLoad } from '../../probes/load';
import { readMemory } from '../../probes/memory';
import { readUptime } from '../../probes/uptime';
import type { ActionOutputs, ActionRequest, NodeContext } from '../agent';
import { makeAgent } from '../make_agent';
import { disks } from './host_disks';
import { may } from './host_may';

async function load(_request: ActionRequest, { paths }: NodeContext): Promise<ActionOutputs> {
  const [averages, cpus, uptime] = await Promise.all([
    readLoad(paths),
    readCpuCount(paths),
    readUptime(paths),
  ]);
  return {
    load1: new RubyFloat(averages.load1),
    load5: new RubyFloat(averages.load5),
    load15: new RubyFloat(averages.load15),
    cpus,
    runnable: averages.runnable,
    uptime: Math.floor(uptime),
  };
}

async function uptime(_request: ActionRequest, { paths, clock }: NodeContext): Promise<ActionOutputs> {
  const seconds = await readUptime(paths);
  return { uptime: Math.floor(seconds), booted_at: Math.floor(clock.now() / 1000 - seconds) };
}

async function memory(_request: ActionRequest, { paths }: NodeContext): Promise<ActionOutputs> {
  const { total, available, swapTotal, swapFree } = await readMemory(paths);
  return {
    ...{ total, available, swap_total: swapTotal, swap_free: swapFree },
    used_percent: new RubyFloat(percent(total - available, total)),
    swap_used_percent: new RubyFloat(percent(swapTotal - swapFree, swapTotal)),
  };
}

export const host = makeAgent(ddl, { load, uptime, memory, disks, may });
