// One start of an agent's program: request into files, program run within its limits, what it said into the log.

import { describeError } from '../../errors';
import { ProgramNotFound } from '../../exec/errors';
import type { ExecResult } from '../../exec/exec';
import { trustProblem } from '../../own_code/trusted_path';
import type { NodeContext } from '../agent';
import { CallFolder } from './call_folder';

/** How a program is started and what it is told. */
export interface ProgramCall {
  readonly program: string;
  /** `agent#action`, for log lines. */
  readonly name: string;
  readonly protocol: string;
  /** MCollective's form; undefined where it has none. */
  readonly request?: string;
  readonly choriaRequest: string;
  /** `key = value` lines: the agent's own settings. */
  readonly config: string;
  /** argv names Choria's form of the request. */
  readonly choriaFirst: boolean;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface ProgramAnswer {
  readonly result: ExecResult;
  /** What it wrote into the reply file, read only when it came to its end. */
  readonly reply: () => Promise<string>;
}

/** The program was not started; the message says why. */
export class ProgramUnusable extends Error {}

const MAX_OUTPUT_BYTES = 64 * 1024;
const MAX_LOG_LINES = 100;
const MAX_LOG_LINE = 1000;

/**
 * Runs the program and hands its answer to `use`; its files are there until that is done. Rejects with ProgramUnusable
 * and with what `use` throws.
 */
export async function callProgram<Result>(
  call: ProgramCall,
  node: Pick<NodeContext, 'exec' | 'facts' | 'logger'>,
  uid: number,
  use: (answer: ProgramAnswer) => Promise<Result>,
): Promise<Result> {
  requireTrust(call.program, uid);
  const facts = JSON.stringify(await node.facts());
  const { request = call.choriaRequest, choriaRequest, config } = call;
  const folder = await CallFolder.make({ request, choriaRequest, facts, config });
  const removeNow = (): void => folder.removeNow();
  call.signal?.addEventListener('abort', removeNow, { once: true });
  try {
    const result = await run(call, folder, node);
    logOutput(call.name, result, node);
    return await use({ result, reply: () => folder.readReply() });
  } finally {
    call.signal?.removeEventListener('abort', removeNow);
    await folder.remove();
  }
}

// Looked at each time: files change after the daemon started.
function requireTrust(program: string, uid: number): void {
  const problem = problemWith(program, uid);
  if (problem) throw new ProgramUnusable(problem);
}

function problemWith(program: string, uid: number): string | undefined {
  try {
    return trustProblem(program, uid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? `${program} is gone` : describeError(error);
  }
}

async function run(
  { program, choriaFirst, protocol, timeoutMs, signal }: ProgramCall,
  folder: CallFolder,
  { exec }: Pick<NodeContext, 'exec'>,
): Promise<ExecResult> {
  const args = [choriaFirst ? folder.choriaRequest : folder.request, folder.reply, protocol];
  const options = {
    ...{ timeoutMs, maxOutputBytes: MAX_OUTPUT_BYTES, cwd: folder.path },
    ...(signal ? { signal } : {}),
    env: {
      LC_ALL: 'C.UTF-8',
      MCOLLECTIVE_REQUEST_FILE: folder.request,
      MCOLLECTIVE_REPLY_FILE: folder.reply,
      CHORIA_EXTERNAL_REQUEST: folder.choriaRequest,
      CHORIA_EXTERNAL_REPLY: folder.reply,
      CHORIA_EXTERNAL_PROTOCOL: protocol,
      CHORIA_EXTERNAL_CONFIG: folder.config,
      CHORIA_EXTERNAL_FACTS: folder.facts,
    },
  };
  try {
    return await exec.run(program, args, options);
  } catch (error) {
    // It was there a moment ago.
    if (error instanceof ProgramNotFound) {
      throw new ProgramUnusable(`${program} cannot be started: what its first line names is not installed`);
    }
    throw new ProgramUnusable(describeError(error));
  }
}

function logOutput(
  name: string,
  { stdout, stderr }: ExecResult,
  { logger }: Pick<NodeContext, 'logger'>,
): void {
  logLines(stdout, line => logger.info(`${name}: ${line}`));
  logLines(stderr, line => logger.error(`${name}: ${line}`));
}

function logLines(text: string, log: (line: string) => void): void {
  const lines = text.split('\n').filter(line => line.trim() !== '');
  for (const line of lines.slice(0, MAX_LOG_LINES)) log(line.slice(0, MAX_LOG_LINE));
  if (lines.length > MAX_LOG_LINES) log(`… ${lines.length - MAX_LOG_LINES} more lines`);
}
