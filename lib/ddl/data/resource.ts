// Data plugin `resource`: the last Puppet run, and whether Puppet manages a resource (MCollective's puppet agent 1.14; its
// names).
import { dataDdl, outputs, query } from './data_parts';

export const resource = dataDdl('resource', {
  description: 'What the last Puppet run did, and whether it manages a resource',
  query: {
    ...query('Resource, as File[/etc/motd]; none for the totals alone', 120, '^\\w+(?:::\\w+)*\\[.+\\]$'),
    optional: true,
  },
  outputs: outputs({
    managed: ['Whether Puppet manages the resource; nothing when none was named', 'Managed'],
    out_of_sync_resources: ['Resources that were not as they should be', 'Out of Sync Resources'],
    failed_resources: ['Resources that could not be applied', 'Failed Resources'],
    corrected_resources: ['Resources that had drifted', 'Corrected Resources'],
    changed_resources: ['Resources that were changed', 'Changed Resources'],
    total_resources: ['Resources managed', 'Total Resources'],
    total_time: ['Seconds the run took', 'Total Time'],
    config_retrieval_time: ['Seconds it took to get the catalog', 'Config Retrieval Time'],
    lastrun: ['When the run ended, seconds since the epoch; 0 for never', 'Last Run'],
    since_lastrun: ['Seconds since then', 'Since Last Run'],
    config_version: ['Version of the catalog', 'Config Version'],
  }),
});
