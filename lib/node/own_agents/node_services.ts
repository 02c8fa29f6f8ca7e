// What the thread of an agent asks the daemon for: programs, facts, classes.
import type { RunOptions } from './define_agent';
import type { ThreadNode } from './running_thread';
import type { Service } from './thread_messages';

/** Without a limit of its own a program has that of the action. */
const LONGEST_MS = 3600_000;
const MOST_OUTPUT_BYTES = 4 * 1024 * 1024;
const OUTPUT_BYTES = 1024 * 1024;

/** `over` ends programs. Rejects with what the service does, and for arguments that are none. */
export async function serve(
  service: Service,
  args: readonly unknown[],
  node: ThreadNode,
  over: AbortSignal,
): Promise<unknown> {
  if (service === 'facts') return node.facts();
  if (service === 'classes') return node.classes();
  const [program, words, options] = args as [string, readonly string[], RunOptions];
  return runProgram(program, words, options, node, over);
}

/** The same for whoever is no thread. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { timeoutMs = LONGEST_MS, maxOutputBytes = OUTPUT_BYTES, input, env, cwd }: RunOptions,
  { exec }: Pick<ThreadNode, 'exec'>,
  over: AbortSignal,
): Promise<unknown> {
  if (![program, ...args].every(isText)) throw new TypeError('run takes a program and a list of texts');
  if (!(timeoutMs > 0 && maxOutputBytes >= 0))
    throw new TypeError('timeoutMs and maxOutputBytes of run are numbers above 0');
  if (![input, cwd, ...Object.values(env ?? {})].every(given => given === undefined || isText(given)))
    throw new TypeError('input, cwd and each of env of run are texts');
  return exec.run(program, args, {
    timeoutMs: Math.min(timeoutMs, LONGEST_MS),
    ...{ maxOutputBytes: Math.min(maxOutputBytes, MOST_OUTPUT_BYTES), signal: over },
    ...(input === undefined ? {} : { input }),
    ...(env === undefined ? {} : { env }),
    ...(cwd === undefined ? {} : { cwd }),
  });
}

const isText = (value: unknown): boolean => typeof value === 'string';
