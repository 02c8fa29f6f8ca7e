// The journals of a configuration: the one of this run, and what killed runs left.
import type { Config } from '../../config/config';
import type { Environment } from '../../environment';
import { type HostPaths, hostPaths } from '../../exec/host_paths';
import { brokerName } from '../../stomp/broker_address';
import { JournalFolder } from './journal_folder';
import { Leftovers } from './leftovers';
import { processIdentity } from './process_identity';
import { UndoJournal } from './undo_journal';

export class KeptOnDisk {
  readonly journal: UndoJournal;
  readonly leftovers: Leftovers;

  constructor(
    config: Config,
    environment: Pick<Environment, 'pid' | 'uid' | 'hostname'>,
    paths: HostPaths = hostPaths,
  ) {
    const folder = new JournalFolder(config.checks.stateDir, environment.uid);
    const self = processIdentity(environment, paths);
    const fleet = fleetName(config);
    this.journal = new UndoJournal(folder, self, fleet);
    this.leftovers = new Leftovers(folder, self, fleet, paths);
  }
}

/** Hosts of one name in two fleets are two hosts. */
function fleetName({ mainCollective, broker }: Config): string {
  return `${mainCollective} at ${broker.pool.map(brokerName).sort().join(', ')}`.slice(0, 1000);
}
