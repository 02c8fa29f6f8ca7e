// Faults of the RPC client: what was asked for cannot be asked, or nobody is there to ask.
import { FleetspecError } from '../errors';
import { didYouMean } from '../util/did_you_mean';

/** Nobody matched the filter, so nothing was asked. */
export class NoNodesDiscovered extends FleetspecError {
  override readonly code = 'E_NO_NODES';
  override readonly kind = 'fleet';

  /** `filter` in words, see describeFilter. */
  constructor(readonly filter: string) {
    super(`no nodes discovered: nobody answered, asked was ${filter}`, {
      remedy:
        'check the filter, and with `fleetspec ping` that the nodes are up, share the PSK and have the right time',
    });
  }
}

/** The caller gave up, or the connection was closed, before the request was over. */
export class CallAborted extends FleetspecError {
  override readonly code = 'E_ABORTED';
  override readonly kind = 'local';

  constructor(agent: string, cause?: unknown) {
    super(`the request to agent "${agent}" was given up before it was over`, { cause });
  }
}

/** The collective is not one of the configured. */
export class UnknownCollective extends FleetspecError {
  override readonly code = 'E_COLLECTIVE';
  override readonly kind = 'usage';

  constructor(name: string, known: readonly string[]) {
    const near = didYouMean(name, known);
    super(`there is no collective "${name}" in the configuration${near ? `, did you mean "${near}"?` : ''}`, {
      remedy: `use one of ${known.join(', ')}, or add it to collectives`,
    });
  }
}

/** A name no node, agent or action can have. */
export class BadName extends FleetspecError {
  override readonly code = 'E_NAME';
  override readonly kind = 'usage';

  constructor(what: 'node' | 'agent' | 'action', name: string) {
    super(`${JSON.stringify(name.slice(0, 80))} is not the name of ${what === 'node' ? 'a' : 'an'} ${what}`, {
      remedy:
        what === 'node'
          ? 'names of nodes consist of letters, digits, dots, dashes and underscores'
          : `names of ${what}s consist of letters, digits and underscores`,
    });
  }
}

/** A list of nodes that cannot be read. */
export class NodeListUnreadable extends FleetspecError {
  override readonly code = 'E_NODE_LIST';
  override readonly kind = 'usage';

  constructor(source: string, problem: string, cause?: unknown) {
    super(`cannot read the list of nodes ${source}: ${problem}`, {
      remedy: 'give one name a line (# for comments), or the JSON of an earlier call',
      cause,
    });
  }
}
