// Where a plugin's output to judge comes from: a file, standard input, or the plugin itself.
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Environment } from '../environment';
import { describeError } from '../errors';
import type { PluginOutput } from '../nagios/lint/plugin_output';
import { LintInputUnreadable, PluginOverran } from './errors';

/** More than any consumer takes. */
const MAX_BYTES = 1024 * 1024;

type Source = Pick<Environment, 'cwd' | 'env' | 'stdin'>;

/** The text of a file, or of standard input for `-`; rejects with LintInputUnreadable. */
export async function readText(file: string, { cwd, stdin }: Source): Promise<string> {
  try {
    const bytes = file === '-' ? await streamBytes(stdin) : await fileBytes(resolve(cwd, file));
    if (bytes.length > MAX_BYTES) throw new LintInputUnreadable(file, 'it is longer than 1 MiB');
    return bytes.toString('utf8');
  } catch (error) {
    if (error instanceof LintInputUnreadable) throw error;
    throw new LintInputUnreadable(file, describeError(error), error);
  }
}

/** Runs the plugin as the caller would; rejects with PluginOverran and the errors of lib/exec. */
export async function outputOfPlugin(
  words: readonly string[],
  timeoutMs: number,
  { cwd, env }: Source,
): Promise<PluginOutput> {
  const [file = '', ...args] = words;
  const { SystemExec } = await import('../exec/system_exec');
  const inherited = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const options = { timeoutMs, maxOutputBytes: MAX_BYTES, cwd, env: Object.fromEntries(inherited) };
  const result = await new SystemExec().run(file, args, options);
  if (result.timedOut) throw new PluginOverran(file, timeoutMs / 1000);
  const { stdout, stderr, code } = result;
  return { stdout, stderr, exitCode: code ?? undefined };
}

// One byte more than is allowed tells that there is more.
async function fileBytes(path: string): Promise<Buffer> {
  const handle = await open(path);
  try {
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) return buffer.subarray(0, length);
    }
  } finally {
    await handle.close();
  }
}

async function streamBytes(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as string);
    chunks.push(bytes);
    length += bytes.length;
    if (length > MAX_BYTES) break;
  }
  return Buffer.concat(chunks);
}
