// Asking before a whole fleet is changed: by whoever gave no filter, most likely by accident.
import type { CommandIo } from './command';
import { NotConfirmed } from './errors';

export interface Intention {
  /** What would be done: `restart the service nginx`. */
  readonly what: string;
  /** How many nodes it would be done on; undefined: whoever is there, nobody was counted. */
  readonly nodes: number | undefined;
  /** `--yes` was given. */
  readonly yes: boolean;
  /** The nodes are some of those that are there: `--limit`, `--one`. */
  readonly limited?: boolean;
  /** How many at a time: `5`, `10%`. */
  readonly atATime?: string | undefined;
  /** Where nobody can be asked it is done unasked. */
  readonly onlyOnTerminal?: boolean;
}

/** Returns when it may be done. Throws NotConfirmed for a no, for no answer, and where nobody can be asked. */
export async function confirm(intention: Intention, { environment, display }: CommandIo): Promise<void> {
  const { what, yes, atATime, onlyOnTerminal } = intention;
  if (yes) return;
  const whom = whomText(intention);
  if (!canAsk(environment)) {
    if (onlyOnTerminal) return;
    throw new NotConfirmed(what, whom, 'nobody can be asked here');
  }
  display.progressEnd();
  const batches = atATime === undefined ? '' : `, ${atATime} at a time`;
  const answer = await ask(`Really ${what} on ${whom}${batches}? (y/n): `, environment);
  if (answer === undefined) {
    environment.stderr.write('\n');
    throw new NotConfirmed(what, whom, 'there was no answer');
  }
  if (!/^\s*y(es)?\s*$/i.test(answer)) throw new NotConfirmed(what, whom, 'the answer was no');
}

function whomText({ nodes, limited }: Intention): string {
  if (nodes === undefined) return 'every node there is';
  const some = nodes === 1 ? '1 node' : `${nodes} nodes`;
  return limited || nodes === 1 ? `${some}, chosen by no filter` : `all ${some}`;
}

function canAsk({ stdin, stdout, stderr }: CommandIo['environment']): boolean {
  return stdin.isTTY === true && (stdout.isTTY === true || stderr.isTTY === true);
}

// Undefined: the input has ended.
async function ask(
  question: string,
  { stdin, stdout, stderr }: CommandIo['environment'],
): Promise<string | undefined> {
  const { createInterface } = await import('node:readline');
  // To where the person is: the other one may be a file.
  const output = stderr.isTTY ? stderr : stdout;
  const lines = createInterface({ input: stdin, output, terminal: false });
  try {
    return await new Promise<string | undefined>(resolve => {
      lines.question(question, resolve);
      lines.once('close', () => resolve(undefined));
    });
  } finally {
    lines.close();
  }
}
