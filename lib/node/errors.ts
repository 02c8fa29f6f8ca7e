// Faults of the node daemon itself.
import { FleetspecError } from '../errors';

/** `node.agents` names an agent that does not exist. */
export class UnknownAgent extends FleetspecError {
  readonly code = 'E_UNKNOWN_AGENT';
  readonly kind = 'config';

  constructor(
    readonly agent: string,
    nearest: string | undefined,
    known: readonly string[],
  ) {
    super(`there is no agent called "${agent}"`, {
      remedy: nearest ? `did you mean "${nearest}"?` : `the agents are ${known.join(', ')}`,
    });
  }
}

/** The configuration asks for an authorization or audit plugin that fleetspecd has not; acting without is no choice. */
export class PolicyPluginMissing extends FleetspecError {
  readonly code = 'E_POLICY_PLUGIN';
  readonly kind = 'config';

  /** `key` asks for `plugin`; `switchKey` turns the whole off. */
  constructor(file: string | undefined, key: string, plugin: string, known: string, switchKey: string) {
    super(
      `${file ?? 'the configuration'}: ${key} asks for ${JSON.stringify(plugin)}, fleetspecd has ${known} only`,
      {
        remedy: `set ${key} = ${known}, or ${switchKey} = 0 if this node should go without`,
      },
    );
  }
}

/** The audit log cannot be written. */
export class AuditUnwritable extends FleetspecError {
  readonly code = 'E_AUDIT_UNWRITABLE';
  readonly kind = 'config';

  constructor(file: string, reason: string, cause?: unknown) {
    super(`cannot write the audit log ${file}: ${reason}`, {
      remedy: 'check the path, its folder and their permissions',
      cause,
    });
  }
}

/** The command line cannot be understood. */
export class DaemonUsage extends FleetspecError {
  readonly code = 'E_USAGE';
  readonly kind = 'usage';

  constructor(problem: string) {
    super(problem, { remedy: 'see fleetspecd --help' });
  }
}

/** The log file cannot be written. */
export class LogUnwritable extends FleetspecError {
  readonly code = 'E_LOG_UNWRITABLE';
  readonly kind = 'config';

  constructor(file: string, reason: string, cause?: unknown) {
    super(`cannot write the log file ${file}: ${reason}`, {
      remedy: 'check the path and its permissions',
      cause,
    });
  }
}

/** A data plugin that does not exist, or could not answer; the sentence is MCollective's where it has one. */
export class DataQueryFailed extends FleetspecError {
  readonly code = 'E_DATA_QUERY';
  readonly kind = 'local';

  constructor(sentence: string, cause?: unknown) {
    super(sentence, { cause });
  }
}

/** The query of a data plugin breaks its rule. */
export class DataQueryInvalid extends FleetspecError {
  readonly code = 'E_DATA_QUERY_INVALID';
  readonly kind = 'usage';

  constructor(complaint: string) {
    super(`Cannot validate input query: ${complaint}`);
  }
}

/** An agent of one's own cannot be used. */
export class OwnAgentBroken extends FleetspecError {
  override readonly code = 'E_AGENT_BROKEN';
  override readonly kind = 'local';

  /** `problem` is a sentence that names the file. */
  constructor(problem: string, remedy: string, cause?: unknown) {
    super(problem, { remedy, cause });
  }
}
