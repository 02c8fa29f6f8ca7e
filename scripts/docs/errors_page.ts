// docs/reference/errors.md: every error by its code: what it means, what it says, what to do, what it exits with.
import { COMMANDS } from '../../lib/cli/commands';
import type { Display } from '../../lib/cli/display';
import { tellFault } from '../../lib/cli/exit';
import type { FaultKind, FleetspecError } from '../../lib/errors';
import { EXIT_CODE } from '../../lib/nagios/status';
import { judgeFault } from '../../lib/runner/judge';
import { type CatalogueEntry, catalogueErrors } from './error_catalogue';
import { findErrorClasses } from './error_classes';
import { type Ends, ERROR_SAMPLES } from './error_samples';
import { bullet, page, paragraph, quotation, sentence } from './markdown';

const KINDS: Readonly<Record<FaultKind, readonly [title: string, about: string]>> = {
  usage: ['What was asked', 'Something in the command line, the feature or the question is not right.'],
  config: ['Configuration', 'A file of settings, or one it names, cannot be used as it is.'],
  broker: ['Broker', 'The way to the broker, or the broker itself.'],
  security: ['Security', 'Something came that must not be trusted, or must not be run.'],
  protocol: ['Protocol', 'Bytes or values that are not what the protocol asks for.'],
  fleet: ['Fleet', 'The nodes: nobody there, silent, or not able to say.'],
  local: ['This machine', 'The machine on which the program runs.'],
};

/** For errors that leave it to their sentence. */
const ADVICE: Readonly<Record<string, string>> = {
  E_OWN_STEP_CRASHED: 'correct the step; -v shows where it was thrown',
  E_RECORDED: 'nothing; the recorded run could not find it out either',
  E_OWN_STEP_BROKEN: 'correct the line it names; `fleetspec lint` loads the steps, too',
  E_ABORTED: 'start it again when you need the answer',
  E_INTERRUPTED: 'start it again; what the check had changed was undone',
  E_DATA_QUERY: '`fleetspec rpc rpcutil inventory` shows which data plugins the nodes have',
  E_DATA_QUERY_INVALID: 'correct the query',
  E_COMPOUND_REFUSED: 'correct the filter, or say it with -F, -C and -W',
  E_PROBE: 'look at what it names, on the machine it comes from',
  E_YAML: 'correct the file; the log names it',
  E_FRAME_REFUSED: 'correct the client that sent it; the broker told it this sentence',
};

/** Throws when an error is not fully described. */
export function errorsPage(): string {
  const entries = catalogueErrors(findErrorClasses(), ERROR_SAMPLES);
  const kinds = (Object.keys(KINDS) as FaultKind[]).filter(kind =>
    entries.some(entry => entry.kind === kind),
  );
  return page('Errors', [
    paragraph(
      'Every error has a code that stays, a sentence that names the thing, and a remedy. You see the sentence; `-v` shows the code too. To find one here, search for words of the sentence that do not change: names, files and numbers below are examples.',
    ),
    paragraph(
      'What an agent answers is no error: failed answers are shown as results. A check that finds the fleet not as it should be is CRITICAL, in a sentence of its own: host, what was expected, what it got. The errors here mean that something could not be found out: in a check always UNKNOWN, exit code 3.',
    ),
    kinds.map(kind => bullet(kindLine(kind, entries))).join('\n'),
    ...kinds.flatMap(kind => [
      `## ${KINDS[kind][0]}`,
      paragraph(KINDS[kind][1]),
      ...entries.filter(entry => entry.kind === kind).flatMap(entryParts),
    ]),
  ]);
}

function kindLine(kind: FaultKind, entries: readonly CatalogueEntry[]): string {
  const codes = entries.filter(entry => entry.kind === kind).map(({ code }) => code);
  return `${KINDS[kind][0]} (kind \`${kind}\`): ${codes.join(', ')}`;
}

function entryParts({ code, meanings, samples }: CatalogueEntry): string[] {
  const exits = new Set(samples.map(({ error, ends }) => exitText(ends, error)));
  return [
    `### ${code}`,
    ...meanings.map(meaning => paragraph(sentence(meaning))),
    ...samples.flatMap(({ error }) => [quotation(error.message), adviceOn(error)]),
    paragraph([...exits].join(' ')),
  ];
}

function adviceOn({ code, remedy }: FleetspecError): string {
  const advice = remedy ?? ADVICE[code];
  if (!advice) throw new Error(`${code} has no remedy, and no advice in scripts/docs/errors_page.ts`);
  return paragraph(`**What to do:** ${sentence(advice)}`);
}

// Asked of the code that ends programs, not repeated here.
const silent: Display = {
  line: () => {},
  notice: () => {},
  progress: () => {},
  progressEnd: () => {},
  colour: false,
  columns: 80,
};
const commandExit = (error: FleetspecError): number =>
  tellFault(error, silent, { faultExit: 1, verbose: false });
const checkExit = (error: FleetspecError): number => EXIT_CODE[judgeFault(error, []).status];

// Commands whose faults are UNKNOWN.
const plugins = Object.values(COMMANDS).filter(({ faultExit }) => faultExit === 3);
const AS_PLUGINS = plugins
  .map(({ name }) => name)
  .join(', ')
  .replace(/, (?=[^,]+$)/, ' and ');

function exitText(ends: Ends, error: FleetspecError): string {
  const command = commandExit(error);
  const check = checkExit(error);
  const clients = `Exit code: ${command}; of ${AS_PLUGINS} ${check}`;
  return {
    program: `${clients}; of fleetspecd 1.`,
    client: `${clients}. fleetspecd logs it and tries again.`,
    command: `${clients}.`,
    check: `Exit code of ${AS_PLUGINS}: ${check}.`,
    plugin: 'Exit code of the plugin: 3, UNKNOWN.',
    daemon: 'Exit code of fleetspecd: 1.',
    node: `Ends no program where it happens: it is logged, or is the text of an answer. In a check: exit code ${check}.`,
  }[ends];
}
