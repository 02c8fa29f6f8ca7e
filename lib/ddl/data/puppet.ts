// Data plugin `puppet`: what Puppet's agent does (MCollective's puppet agent 1.14; its names).
import { dataDdl, outputs } from './data_parts';

export const puppet = dataDdl('puppet', {
  description: 'What the Puppet agent of this host does',
  outputs: outputs({
    applying: ['Whether a catalog is being applied', 'Applying'],
    enabled: ['Whether Puppet is enabled', 'Enabled'],
    daemon_present: ['Whether the Puppet daemon runs', 'Daemon Running'],
    lastrun: ['When the last run ended, seconds since the epoch; 0 for never', 'Last Run'],
    since_lastrun: ['Seconds since then', 'Since Last Run'],
    status: ['One of disabled, applying a catalog, idling, stopped', 'Status'],
    disable_message: ['Why Puppet is disabled', 'Lock Message'],
    idling: ['Whether the Puppet daemon waits for its next run', 'Idling'],
  }),
});
