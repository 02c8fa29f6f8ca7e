// The start of the command line: understand it, load the one command it names, run it, end with its exit code.
import type { Environment } from '../environment';
import { VERSION } from '../version';
import type { CommandIo } from './command';
import { COMMANDS } from './commands';
import { Exit, tellFault } from './exit';
import { makeDisplay } from './make_display';
import { parseCommandLine } from './program';

/** What differs when the command line has the name of a plugin. */
export interface CliManners {
  /** In its help and version, instead of the command it stands for. */
  readonly name: string;
  /** What help and version exit with. */
  readonly helpExit: number;
  /** Behind the help. */
  readonly moreHelp: string;
  /** The arguments, instead of those of the environment. Throws FleetspecErrors. */
  words(): readonly string[];
}

/** Runs `fleetspec` with the arguments of the environment, and ends the process. */
export async function runCli(
  environment: Environment,
  fleet?: CommandIo['fleet'],
  manners?: CliManners,
): Promise<void> {
  const exit = new Exit(environment);
  const display = makeDisplay(environment);
  // Known before anything is parsed: a fault of a plugin is UNKNOWN from the first moment.
  const faultExit =
    (Object.hasOwn(COMMANDS, environment.argv[0] ?? '') && COMMANDS[environment.argv[0]!]?.faultExit) || 1;
  const finished = run({ environment, display, ...(fleet && { fleet }) }, manners).catch(error => {
    const verbose = environment.argv.some(word => word === '-v' || word === '--verbose');
    return tellFault(error, display, { faultExit, verbose });
  });
  // A run of features sees for itself that its reader is gone, and undoes what it changed before it ends.
  const abandoned = exit.readerGone.then(code => (faultExit === 3 ? finished.then(() => code) : code));
  const code = await Promise.race([finished, abandoned]);
  await exit.end(code, display, faultExit);
}

async function run(io: CommandIo, manners: CliManners | undefined): Promise<number> {
  const { environment, display } = io;
  const words = manners?.words() ?? environment.argv;
  const parsed = parseCommandLine(words, COMMANDS, display.columns);
  if ('text' in parsed) {
    display.line(manners ? textFor(manners, parsed.text, words[0]!) : parsed.text);
    return manners?.helpExit ?? parsed.code;
  }
  const runCommand = await parsed.command.load();
  return runCommand(parsed.input, io);
}

function textFor({ name, moreHelp }: CliManners, text: string, command: string): string {
  if (text === VERSION) return `${name} (fleetspec ${VERSION})`;
  return text.replaceAll(`fleetspec ${command}`, name) + moreHelp;
}
