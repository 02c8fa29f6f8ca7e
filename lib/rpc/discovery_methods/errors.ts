// Why a discovery method cannot say which nodes there are.
import { FleetspecError } from '../../errors';
import { didYouMean } from '../../util/did_you_mean';

/** There is no discovery method of that name. */
export class UnknownDiscoveryMethod extends FleetspecError {
  override readonly code = 'E_DISCOVERY_METHOD';
  override readonly kind = 'usage';

  constructor(name: string, known: readonly string[]) {
    const near = didYouMean(name, known);
    super(`there is no discovery method "${name}"${near ? `, did you mean "${near}"?` : ''}`, {
      remedy: `use one of ${known.join(', ')}; programs of your own are run by external`,
    });
  }
}

/** The method knows nothing of what the filter asks for. */
export class FilterNotSupported extends FleetspecError {
  override readonly code = 'E_DISCOVERY_FILTER';
  override readonly kind = 'usage';

  /** `filterKind` and `capabilities` in words: `fact`, `class`, `agent`, `identity`. */
  constructor(method: string, filterKind: string, capabilities: readonly string[]) {
    super(
      `the discovery method "${method}" cannot use ${filterKind} filters, it knows ${capabilities.join(', ')} filters only`,
      {
        remedy:
          'leave the filter out, or let the nodes decide: --dm mc, or rpc with --nodes FILE and the filter',
      },
    );
  }
}

/** An option of the method (`--do`) is missing or makes no sense. */
export class DiscoveryOptionFault extends FleetspecError {
  override readonly code = 'E_DISCOVERY_OPTION';
  override readonly kind = 'usage';

  constructor(method: string, problem: string, remedy: string) {
    super(`the discovery method "${method}" ${problem}`, { remedy });
  }
}

/** The program of the method `external` gave no list of nodes. */
export class DiscoveryProgramFailed extends FleetspecError {
  override readonly code = 'E_DISCOVERY_PROGRAM';
  override readonly kind = 'local';

  constructor(
    readonly program: string,
    problem: string,
    cause?: unknown,
  ) {
    super(`the discovery program ${program} ${problem}`, {
      remedy: 'run it by hand, or ask the nodes themselves with --dm mc',
      cause,
    });
  }
}

/** The folder with registration documents cannot be read. */
export class RegistrationUnreadable extends FleetspecError {
  override readonly code = 'E_REGISTRATION_STORE';
  override readonly kind = 'local';

  constructor(directory: string, problem: string, cause?: unknown) {
    super(`the registration documents in ${directory} cannot be used: ${problem}`, {
      remedy: 'name the folder the registration agent writes to with --do directory=FOLDER',
      cause,
    });
  }
}
