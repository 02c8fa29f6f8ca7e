// Faults of plugins: what the person who wrote the command definition has to correct.
import { FleetspecError } from '../errors';

/** A threshold that is no range. */
export class RangeSyntax extends FleetspecError {
  override readonly code = 'E_RANGE';
  override readonly kind = 'usage';

  constructor(text: string, problem: string) {
    super(`cannot read the range ${JSON.stringify(text.slice(0, 80))}: ${problem}`, {
      remedy: 'write 10 (alert above 10), 10: (below 10), 10:20 (outside) or @10:20 (inside)',
    });
  }
}

/** Options a plugin does not understand. */
export class PluginUsage extends FleetspecError {
  override readonly code = 'E_PLUGIN_USAGE';
  override readonly kind = 'usage';

  constructor(plugin: string, problem: string) {
    super(problem, { remedy: `see ${plugin} --help` });
  }
}

/** Options in a file (`--extra-opts`) that cannot be found or read. */
export class ExtraOptionsUnreadable extends FleetspecError {
  override readonly code = 'E_EXTRA_OPTS';
  override readonly kind = 'config';

  constructor(place: string, problem: string, cause?: unknown) {
    super(`--extra-opts ${place}: ${problem}`, {
      remedy:
        'name it as --extra-opts=SECTION@FILE; the file has a line [SECTION] and lines option=value below it',
      cause,
    });
  }
}

/** What a plugin keeps between runs cannot be read or written. */
export class StateUnusable extends FleetspecError {
  override readonly code = 'E_STATE_FILE';
  override readonly kind = 'local';

  constructor(file: string, problem: string, cause?: unknown) {
    super(`the state file ${file} cannot be used: ${problem}`, {
      remedy: 'name another place with --state-file, or correct its owner, rights and free space',
      cause,
    });
  }
}
