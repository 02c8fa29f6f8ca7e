// What the checks that are configured for NRPE say on many hosts at once; asked of MCollective's agent `nrpe`.
import type { Reply } from '../../rpc/reply';
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { numberIn } from '../assertion/number_in';
import type { Readings } from '../assertion/readings';
import { type AskHosts, askAgent } from '../assertion/readings';
import { textIn } from '../assertion/text_in';
import type { CheckContext } from '../check_context';
import type { ClaimText } from '../language/claim';
import { NAGIOS_STATES, parseStates, type StatesText } from './nagios_states';

export interface NrpeAnswer {
  /** 0 to 3. */
  readonly exitcode: number;
  /** First line of the plugin. */
  readonly output: string;
}

const OK = 0;
const UNKNOWN = 3;
/** Enough for a sentence. */
const LONGEST_OUTPUT = 160;

/**
 * What the command answers. A plugin that ended with UNKNOWN, or that the node does not have, says nothing, unless
 * UNKNOWN is asked for.
 */
export function askNrpe(command: string, codes: readonly number[]): AskHosts<NrpeAnswer> {
  const toThePoint = (reply: Reply): NrpeAnswer | undefined => {
    const answer = readAnswer(reply);
    return answer && (answer.exitcode !== UNKNOWN || codes.includes(UNKNOWN)) ? answer : undefined;
  };
  return askAgent({
    agent: 'nrpe',
    action: 'runcommand',
    args: { command },
    // Whatever the plugin says but OK is a failed reply.
    isAnswer: reply => reply.statuscode === 1 && readAnswer(reply) !== undefined,
    read: toThePoint,
    vague: reply => {
      const answer = readAnswer(reply);
      return answer ? `${command} is ${show(answer)}` : 'the answer holds no exit code of a plugin';
    },
  });
}

function readAnswer({ statuscode, data }: Reply): NrpeAnswer | undefined {
  const exitcode = numberIn(data.exitcode);
  if (exitcode === undefined || !Object.hasOwn(NAGIOS_STATES, exitcode)) return undefined;
  // A plugin that is well is no failure: the agent had none to run, and fills in a 0.
  if (statuscode !== 0 && exitcode === OK) return undefined;
  const line = (textIn(data.output) ?? '').split('\n')[0]!;
  return { exitcode, output: line.slice(0, LONGEST_OUTPUT).trim() };
}

function show({ exitcode, output }: NrpeAnswer): string {
  return `${NAGIOS_STATES[exitcode]}: ${output === '' ? 'no output' : output}`;
}

/** Throws as expectOfHosts does; offenders show what their plugin said. */
export async function expectNrpe(
  claim: ClaimText,
  command: string,
  states: StatesText,
  scene: Scene,
): Promise<void> {
  const codes = parseStates(states);
  await expectOfHosts(
    claim,
    askNrpe(command, codes),
    {
      subject: `NRPE command ${command}`,
      expected: states,
      holds: ({ exitcode }) => codes.includes(exitcode),
      show,
      measure: readings => count(command, readings, scene.run),
    },
    scene,
  );
}

// How many hosts by exit code. Words of states in labels are rewritten by some monitoring systems.
function count(command: string, { known, unknown }: Readings<NrpeAnswer>, run: CheckContext): void {
  for (const code of NAGIOS_STATES.keys()) {
    const hosts = known.filter(({ value }) => value.exitcode === code).length;
    run.measure({ label: `${command}_exit${code}`, value: hosts + (code === UNKNOWN ? unknown.length : 0) });
  }
}
