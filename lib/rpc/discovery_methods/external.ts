// Discovery method external: a program of any language names the nodes (Choria's external discovery, protocol v1).
//
// It is started with the paths of a request and a reply file, both also in its environment, and must write
// {"protocol": "io.choria.choria.discovery.v1.external_reply", "nodes": [...]} or {"error": "..."} into the latter.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describeError } from '../../errors';
import type { Exec, ExecResult } from '../../exec/exec';
import { SystemExec } from '../../exec/system_exec';
import type { Filter } from '../../mcollective/filter';
import { BadName } from '../errors';
import { checkNodeName } from '../names';
import type { DiscoveryMethod, DiscoveryQuery } from './discovery_method';
import { DiscoveryOptionFault, DiscoveryProgramFailed } from './errors';
import { keyValues } from './key_values';

const REQUEST = 'io.choria.choria.discovery.v1.external_request';
const REPLY = 'io.choria.choria.discovery.v1.external_reply';
const SCHEMA = 'https://choria.io/schemas/choria/discovery/v1/external_request.json';
/** Inventories are asked over networks: longer than nodes get. */
const DEFAULT_MS = 10_000;
const MAX_REPLY_BYTES = 32 * 1024 * 1024;
const MAX_OUTPUT_BYTES = 64 * 1024;
const SHOWN_OUTPUT = 200;

export const external: DiscoveryMethod = makeExternal(new SystemExec());

/** The method, starting programs with `exec`. */
export function makeExternal(exec: Exec): DiscoveryMethod {
  return {
    name: 'external',
    capabilities: ['identity', 'fact', 'class', 'agent'],
    async find(filter, query) {
      const { command, ...options } = keyValues('external', query.options, 'command');
      if (!command) {
        throw new DiscoveryOptionFault('external', 'needs a program', 'give it with --do command=PROGRAM');
      }
      const folder = mkdtempSync(join(tmpdir(), 'fleetspec-discovery-'));
      try {
        const program = { exec, folder, words: wordsOf(command, query) };
        return { nodes: await ask(program, requestOf(filter, options, query), query), remarks: [] };
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

interface Program {
  readonly exec: Exec;
  /** Nobody else's: what it holds may be an inventory. */
  readonly folder: string;
  readonly words: readonly [string, ...string[]];
}

interface Request {
  readonly $schema: string;
  readonly protocol: string;
  readonly collective: string;
  readonly timeout: number;
  readonly filter: Filter;
  readonly options: Readonly<Record<string, string>>;
}

function requestOf(
  filter: Filter,
  options: Readonly<Record<string, string>>,
  query: DiscoveryQuery,
): Request {
  const { fact, cf_class, agent, identity } = filter;
  return {
    $schema: SCHEMA,
    protocol: REQUEST,
    collective: query.context.collective,
    timeout: Math.max(1, (query.timeoutMs ?? DEFAULT_MS) / 1000),
    filter: { fact, cf_class, agent, identity, compound: [] },
    options,
  };
}

// Words are parted by blanks; there is no shell and no quoting. A name with a slash is taken from where we are.
function wordsOf(command: string, { context }: DiscoveryQuery): [string, ...string[]] {
  const [file = '', ...args] = command.trim().split(/\s+/);
  return [file.includes('/') ? resolve(context.environment.cwd, file) : file, ...args];
}

async function ask(program: Program, request: Request, query: DiscoveryQuery): Promise<string[]> {
  const { exec, folder, words } = program;
  const [file, ...args] = words;
  const [requestFile, replyFile] = [join(folder, 'request.json'), join(folder, 'reply.json')];
  writeFileSync(requestFile, JSON.stringify(request), { mode: 0o600 });
  writeFileSync(replyFile, '', { mode: 0o600 });
  const result = await exec.run(file, [...args, requestFile, replyFile, REQUEST], {
    timeoutMs: request.timeout * 1000,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    cwd: folder,
    env: {
      CHORIA_EXTERNAL_REQUEST: requestFile,
      CHORIA_EXTERNAL_REPLY: replyFile,
      CHORIA_EXTERNAL_PROTOCOL: REQUEST,
    },
    ...(query.signal && { signal: query.signal }),
  });
  checkEnd(file, result, request.timeout);
  return nodesOf(file, readReply(file, replyFile));
}

function checkEnd(file: string, { code, signal, timedOut, stderr }: ExecResult, seconds: number): void {
  if (timedOut) throw new DiscoveryProgramFailed(file, `took longer than ${seconds} s`);
  if (code === 0) return;
  const said = stderr.trim().split('\n')[0]?.slice(0, SHOWN_OUTPUT);
  const how = code === null ? `was ended by ${signal}` : `ended with exit code ${code}`;
  throw new DiscoveryProgramFailed(file, said ? `${how}: ${said}` : how);
}

function readReply(file: string, replyFile: string): string {
  try {
    const found = statSync(replyFile);
    if (!found.isFile() || found.size > MAX_REPLY_BYTES)
      throw new DiscoveryProgramFailed(file, `wrote a reply of more than ${MAX_REPLY_BYTES} bytes`);
    return readFileSync(replyFile, 'utf8');
  } catch (error) {
    if (error instanceof DiscoveryProgramFailed) throw error;
    throw new DiscoveryProgramFailed(file, `left no reply that can be read: ${describeError(error)}`, error);
  }
}

function nodesOf(file: string, text: string): string[] {
  if (text.trim() === '') throw new DiscoveryProgramFailed(file, 'wrote no reply');
  const { protocol, nodes, error } = parseReply(file, text);
  if (typeof error === 'string' && error !== '')
    throw new DiscoveryProgramFailed(file, `reports: ${error.slice(0, SHOWN_OUTPUT)}`);
  if (protocol !== REPLY) throw new DiscoveryProgramFailed(file, `did not answer in the protocol ${REPLY}`);
  if (!Array.isArray(nodes)) throw new DiscoveryProgramFailed(file, 'wrote a reply without a list of nodes');
  return [...new Set(nodes.map(name => checkedName(file, name)))];
}

function parseReply(file: string, text: string): Record<string, unknown> {
  let reply: unknown;
  try {
    reply = JSON.parse(text);
  } catch (error) {
    throw new DiscoveryProgramFailed(file, 'wrote a reply that is no JSON', error);
  }
  if (typeof reply === 'object' && reply !== null && !Array.isArray(reply)) return { ...reply };
  throw new DiscoveryProgramFailed(file, 'wrote a reply that is no JSON object');
}

// Numbers and nulls of JSON are no names, though written out they look like some.
function checkedName(file: string, name: unknown): string {
  try {
    if (typeof name !== 'string') throw new BadName('node', JSON.stringify(name));
    return checkNodeName(name);
  } catch (error) {
    if (!(error instanceof BadName)) throw error;
    throw new DiscoveryProgramFailed(file, `names what cannot be a node: ${error.message}`, error);
  }
}
