// Lists of nodes as people and programs keep them: a name a line, or the JSON of an earlier call.
import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Environment } from '../environment';
import { describeError } from '../errors';
import { NodeListUnreadable } from '../rpc/errors';
import { checkNodeName } from '../rpc/names';

const MAX_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
const TOO_LARGE = `it is larger than ${MAX_BYTES} bytes`;
// Fields that hold a node's name in the output of mco, of PuppetDB, and of Choria.
const NAME_FIELDS = ['sender', 'certname', 'identity'];

/** Reads a list from a file, or from stdin for `-`. Throws NodeListUnreadable, and BadName for what is no name. */
export async function readNodeList(file: string, environment: Environment): Promise<string[]> {
  const source = file === '-' ? 'from stdin' : file;
  const text =
    file === '-' ? await readStdin(environment.stdin) : readText(resolve(environment.cwd, file), file);
  const names = parseNodeList(text, source);
  if (names.length === 0) throw new NodeListUnreadable(source, 'it names no node');
  return names;
}

/** The names, once each, in order. */
function parseNodeList(text: string, source: string): string[] {
  const names = /^\s*[[{]/.test(text) ? namesFromJson(text, source) : namesFromLines(text);
  return [...new Set(names)].map(checkNodeName);
}

function namesFromLines(text: string): string[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map(line => line.replace(/#.*$/, '').trim())
    .filter(line => line !== '');
}

function namesFromJson(text: string, source: string): string[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new NodeListUnreadable(source, 'it begins like JSON but is not', error);
  }
  // Choria wraps the replies in an object.
  const entries = Array.isArray(data) ? data : (data as { replies?: unknown }).replies;
  if (!Array.isArray(entries))
    throw new NodeListUnreadable(source, 'its JSON is no array of replies or names');
  return entries.map((entry, index) => nameOf(entry, index, source));
}

function nameOf(entry: unknown, index: number, source: string): string {
  if (typeof entry === 'string') return entry;
  const fields = (entry ?? {}) as Record<string, unknown>;
  const name = NAME_FIELDS.map(field => fields[field]).find(value => typeof value === 'string');
  if (name === undefined) throw new NodeListUnreadable(source, `entry ${index + 1} has no sender`);
  return name as string;
}

function readText(path: string, file: string): string {
  try {
    return readBounded(path, file);
  } catch (error) {
    if (error instanceof NodeListUnreadable) throw error;
    throw new NodeListUnreadable(file, describeError(error), error);
  }
}

// The size of a device or a pipe is not known before it has been read.
function readBounded(path: string, file: string): string {
  const descriptor = openSync(path, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let bytes = 0; ; ) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const read = readSync(descriptor, chunk);
      if (read === 0) return Buffer.concat(chunks).toString('utf8');
      bytes += read;
      if (bytes > MAX_BYTES) throw new NodeListUnreadable(file, TOO_LARGE);
      chunks.push(chunk.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
}

async function readStdin(stdin: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    const data = Buffer.from(chunk as Buffer);
    bytes += data.length;
    if (bytes > MAX_BYTES) throw new NodeListUnreadable('from stdin', TOO_LARGE);
    chunks.push(data);
  }
  return Buffer.concat(chunks).toString('utf8');
}
