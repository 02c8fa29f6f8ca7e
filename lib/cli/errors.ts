// What is wrong with a command line.
import { FleetspecError } from '../errors';

/** The command line cannot be understood. */
export class UsageFault extends FleetspecError {
  override readonly code = 'E_USAGE';
  override readonly kind = 'usage';

  /** `command` undefined: the fault is in the name of the command, or before it. */
  constructor(problem: string, command?: string) {
    super(problem, { remedy: `see \`fleetspec help${command ? ` ${command}` : ''}\`` });
  }
}

/** The value of an option or argument is not one that it can have. */
export class BadValue extends FleetspecError {
  override readonly code = 'E_VALUE';
  override readonly kind = 'usage';

  constructor(what: string, value: string, wanted: string) {
    super(`${what} cannot be ${JSON.stringify(value)}`, { remedy: `give ${wanted}` });
  }
}

/** An action that the DDL of its agent does not have. */
export class UnknownAction extends FleetspecError {
  override readonly code = 'E_UNKNOWN_ACTION';
  override readonly kind = 'usage';

  constructor(agent: string, action: string, meant: string | undefined) {
    super(`the DDL of agent ${agent} has no action ${JSON.stringify(action)}`, {
      remedy: `${meant === undefined ? '' : `did you mean ${meant}? `}\`fleetspec doc ${agent}\` lists them, --no-ddl asks the nodes anyway`,
    });
  }
}

/** Inputs that nodes would refuse; the sentence is MCollective's. */
export class InvalidRequest extends FleetspecError {
  override readonly code = 'E_INVALID_REQUEST';
  override readonly kind = 'usage';

  /** `hint`: what may be the reason, a sentence of its own. */
  constructor(agent: string, complaint: string, hint?: string) {
    const help = `see \`fleetspec doc ${agent}\``;
    super(complaint, { remedy: hint === undefined ? help : `${hint} ${help}` });
  }
}

/** What was printed could not be written, so nobody has seen all of it. */
export class OutputLost extends FleetspecError {
  override readonly code = 'E_OUTPUT';
  override readonly kind = 'local';

  constructor(cause: Error) {
    super(`the output could not be written: ${cause.message}`, {
      remedy: 'check that the disk is not full',
      cause,
    });
  }
}

/** The configuration is right in itself, but not for this command. */
export class BadSetting extends FleetspecError {
  override readonly code = 'E_SETTING';
  override readonly kind = 'config';

  constructor(file: string | undefined, problem: string, remedy: string) {
    super(`${file ?? 'the configuration'}: ${problem}`, { remedy });
  }
}

/** The output of a plugin that is to be judged cannot be read. */
export class LintInputUnreadable extends FleetspecError {
  override readonly code = 'E_LINT_INPUT';
  override readonly kind = 'local';

  constructor(file: string, problem: string, cause?: unknown) {
    super(`${file === '-' ? 'standard input' : file} cannot be read: ${problem}`, {
      remedy: 'name a file with the output of a plugin, or the plugin itself behind "--"',
      cause,
    });
  }
}

/** A plugin that is run to judge its output did not end. */
export class PluginOverran extends FleetspecError {
  override readonly code = 'E_PLUGIN_OVERRAN';
  override readonly kind = 'local';

  constructor(plugin: string, seconds: number) {
    super(`${plugin} did not end within ${seconds} s, so that there is no output to judge`, {
      remedy: 'give the plugin a shorter time limit of its own, or --timeout a longer one',
    });
  }
}

/** Something that changes many nodes was not confirmed. */
export class NotConfirmed extends FleetspecError {
  override readonly code = 'E_NOT_CONFIRMED';
  override readonly kind = 'usage';

  /** `what` as in `Really WHAT on all nodes?`; `whom`: which nodes, in words. */
  constructor(what: string, whom: string, why: string, remedy = 'say --yes') {
    super(`did not ${what} on ${whom}: ${why}`, {
      remedy: `choose nodes with a filter, or ${remedy}`,
    });
  }
}

/** What should be written anew is there already. */
export class NotOverwritten extends FleetspecError {
  override readonly code = 'E_NOT_OVERWRITTEN';
  override readonly kind = 'usage';

  constructor(path: string) {
    super(`${path} is there already, and is not overwritten`, {
      remedy: 'choose another name, or take it away yourself',
    });
  }
}

/** Keys would be in a folder that others may write: whoever puts a key of their own there is obeyed. */
export class KeysOpenToOthers extends FleetspecError {
  override readonly code = 'E_KEYS_OPEN';
  override readonly kind = 'usage';

  constructor(folder: string) {
    super(`others may write ${folder}, so no keys are put there`, {
      remedy: 'take that away with chmod go-w',
    });
  }
}
