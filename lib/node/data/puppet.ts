// Data plugin `puppet`: what Puppet's agent does on this host (MCollective's puppet agent 1.14).
import { puppet as ddl } from '../../ddl/data/puppet';
import { isIdling, puppetStatus } from '../../probes/puppet_state';
import { lastRunTime, puppetState } from '../agents/puppet_host';
import type { DataPlugin } from './data_plugin';
import { requirePuppet } from './require_puppet';

export const puppet: DataPlugin = {
  ddl,
  async query(_none, node) {
    await requirePuppet(node);
    const [state, lastrun] = await Promise.all([puppetState(node), lastRunTime(node)]);
    return {
      applying: state.applying,
      enabled: state.enabled,
      daemon_present: state.daemonPid !== undefined,
      lastrun,
      since_lastrun: Math.floor(node.clock.now() / 1000) - lastrun,
      status: puppetStatus(state),
      disable_message: state.disableMessage,
      idling: isIdling(state),
    };
  },
};
