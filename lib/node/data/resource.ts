// Data plugin `resource`: what the last Puppet run did, and whether Puppet manages a resource (MCollective's puppet agent
// 1.14).
import { resource as ddl } from '../../ddl/data/resource';
import { RubyFloat } from '../../marshal/values';
import {
  isManaged,
  lastRun,
  readPuppetSummary,
  readResourceList,
  section,
} from '../../probes/puppet_summary';
import type { YamlMap, YamlValue } from '../../probes/ruby_tree';
import type { NodeContext } from '../agent';
import { puppetFiles } from '../agents/puppet_host';
import type { DataOutputs, DataPlugin, DataValue } from './data_plugin';
import { requirePuppet } from './require_puppet';

export const resource: DataPlugin = {
  ddl,
  async query(name, node) {
    await requirePuppet(node);
    const files = await puppetFiles(node);
    const totals = totalsOf(await readPuppetSummary(node.paths, files), node);
    if (name === '') return totals;
    return { managed: isManaged(await readResourceList(node.paths, files), name), ...totals };
  },
};

function totalsOf(summary: YamlMap, { clock }: NodeContext): DataOutputs {
  const resources = (name: string): DataValue => numberOf(section(summary, 'resources').get(name));
  const time = (name: string): DataValue => numberOf(section(summary, 'time').get(name));
  const lastrun = lastRun(summary);
  return {
    out_of_sync_resources: resources('out_of_sync'),
    failed_resources: resources('failed'),
    corrected_resources: resources('corrective_change'),
    changed_resources: resources('changed'),
    total_resources: resources('total'),
    total_time: time('total'),
    config_retrieval_time: time('config_retrieval'),
    lastrun,
    since_lastrun: Math.floor(clock.now() / 1000) - lastrun,
    config_version: configVersion(section(summary, 'version').get('config')),
  };
}

// 0 for what a run did not count.
function numberOf(value: YamlValue | undefined): DataValue {
  const isNumber = typeof value === 'number' || typeof value === 'bigint' || value instanceof RubyFloat;
  return isNumber ? value : 0;
}

function configVersion(value: YamlValue | undefined): DataValue {
  return typeof value === 'string' ? value : typeof value === 'number' ? value : 'unknown';
}
