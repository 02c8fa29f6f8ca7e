// Faults of the RPC client: what was asked for cannot be asked, or nobody is there to ask.
import { FleetspecError } from '../errors';
import { didYouMean } from '../util/did_you_mean';

/** Nobody matched the filter, so nothing was asked. */
export class NoNodesDiscovered extends FleetspecError {
  override readonly code = 'E_NO_NODES';
  override readonly kind = 'fleet';

  /**
   * `filter` in words, see describeFilter; `method` when the nodes themselves were not asked; `meant` an agent for one of
   * which no DDL is known.
   */
  constructor(
    readonly filter: string,
    readonly method = 'mc',
    readonly meant?: string,
  ) {
    super(
      method === 'mc'
        ? `no nodes discovered: nobody answered, asked was ${filter}`
        : `no nodes discovered: the method "${method}" names none for ${filter}`,
      {
        remedy:
          guess(meant) +
          (method === 'mc'
            ? 'check the filter, and with `fleetspec ping` that the nodes are up, share the security keys and have the right time'
            : 'check the filter and what the method reads, or ask the nodes themselves with --dm mc'),
      },
    );
  }
}

const guess = (meant: string | undefined): string =>
  meant === undefined ? '' : `no agent of that name is known here, did you mean ${meant}? Otherwise `;

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

/** A number of nodes, or a percentage, that is none. */
export class BadNodeCount extends FleetspecError {
  override readonly code = 'E_NODE_COUNT';
  override readonly kind = 'usage';

  /** `what` is meant: `a limit`, `the size of a batch`. */
  constructor(what: string, text: string) {
    super(`${JSON.stringify(text.slice(0, 40))} cannot be ${what}`, {
      remedy: 'give a number of nodes above 0, or a percentage such as 10%',
    });
  }
}

/** Batches that cannot be made. */
export class CannotBatch extends FleetspecError {
  override readonly code = 'E_BATCH';
  override readonly kind = 'usage';

  constructor(problem: string, remedy: string) {
    super(`nodes cannot be asked in batches: ${problem}`, { remedy });
  }
}

/** A place for replies to which no node would send them. */
export class BadReplyTo extends FleetspecError {
  override readonly code = 'E_REPLY_TO';
  override readonly kind = 'usage';

  constructor(destination: string) {
    super(`replies cannot be sent to ${JSON.stringify(destination.slice(0, 80))}`, {
      remedy: 'name a destination of the broker, such as /queue/mcollective.reply.collector',
    });
  }
}

/** A data function in `-S` that its DDL does not know. */
export class UnknownDataOutput extends FleetspecError {
  override readonly code = 'E_DATA_OUTPUT';
  override readonly kind = 'usage';

  constructor(plugin: string, output: string, known: readonly string[]) {
    const near = didYouMean(output, known);
    super(
      `the data plugin "${plugin}" has no output "${output}"${near ? `, did you mean "${near}"?` : ''}; no node would match`,
      { remedy: `use one of ${known.join(', ')}` },
    );
  }
}

/** Standard input is open, and nothing comes. */
export class StdinSilent extends FleetspecError {
  override readonly code = 'E_STDIN_SILENT';
  override readonly kind = 'usage';

  constructor(seconds: number) {
    super(
      `nothing came on standard input for ${seconds} s, so it is not known whether it will name the nodes`,
      {
        remedy: 'discover them with --dm mc or </dev/null, or wait for a slow list with --dm stdin',
      },
    );
  }
}
