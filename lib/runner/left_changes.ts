// What runs that were killed have left changed, for `fleetspec undo`.
import type { FleetPort } from '../checks/fleet_port';
import { KeptOnDisk } from '../checks/safety/kept_on_disk';
import { type Found, isAbandoned, type Leftovers } from '../checks/safety/leftovers';
import { sendUndo } from '../checks/safety/undo_calls';
import type { UndoReport } from '../checks/undo_registry';
import type { Config } from '../config/config';
import type { Environment } from '../environment';

export type { Found } from '../checks/safety/leftovers';

export class LeftChanges {
  readonly #leftovers: Leftovers;

  constructor(
    private readonly config: Config,
    environment: Environment,
  ) {
    this.#leftovers = new KeptOnDisk(config, environment).leftovers;
  }

  /** All journals, those of runs that go on as well. */
  find(): Found[] {
    return this.#leftovers.find();
  }

  /** Undoes those of dead runs, or those of `ids` whose runs are not known to go on. Never throws. */
  undo(fleet: FleetPort, ids: readonly string[] = []): Promise<UndoReport[]> {
    const { timeoutMs } = this.config.rpc;
    const named = ({ id, life, ours }: Found): boolean => ids.includes(id) && life !== 'alive' && ours;
    return this.#leftovers.undo(
      (call, hosts) => sendUndo(fleet, call, hosts, { timeoutMs }),
      ids.length > 0 ? named : isAbandoned,
    );
  }

  /** Removes a journal: nobody undoes it any more. */
  forget(found: Found): void {
    this.#leftovers.forget(found);
  }
}
