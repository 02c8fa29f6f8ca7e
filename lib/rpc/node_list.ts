// Lists of nodes as people and programs keep them: a name a line, or the JSON of an earlier call.
import { closeSync, openSync, readSync } from 'node:fs';
import { describeError } from '../errors';
import { NodeListUnreadable } from './errors';
import { checkNodeName } from './names';

/** Of a list, from wherever it comes. */
export const MAX_LIST_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
// Fields that hold a node's name in the output of mco, of PuppetDB, and of Choria.
const NAME_FIELDS = ['sender', 'certname', 'identity'];

/** `auto` goes by how the text begins. */
export type ListFormat = 'auto' | 'text' | 'json';

/**
 * The names, once each, in order; `source` says in errors whose list it is. Throws NodeListUnreadable, also when there
 * are none, and BadName for what is no name.
 */
export function parseNodeList(marked: string, source: string, format: ListFormat = 'auto'): string[] {
  // Editors of Windows put a mark before it, or write UTF-16.
  const text = marked.replace(/^\ufeff/, '');
  if (text.includes('\0')) throw new NodeListUnreadable(source, 'it is not UTF-8 text');
  const json = format === 'json' || (format === 'auto' && /^\s*[[{]/.test(text));
  const names = json ? namesFromJson(text, source) : namesFromLines(text);
  const list = [...new Set(names)].map(checkNodeName);
  if (list.length === 0) throw new NodeListUnreadable(source, 'it names no node');
  return list;
}

/** The list in the file at `path`, called `file` in errors. */
export function readNodeFile(path: string, file: string): string[] {
  return parseNodeList(readText(path, file), file);
}

/** A list that is larger than any can be. */
export function tooLarge(source: string): NodeListUnreadable {
  return new NodeListUnreadable(source, `it is larger than ${MAX_LIST_BYTES} bytes`);
}

function namesFromLines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map(line => line.replace(/#.*$/, '').trim())
    .filter(line => line !== '');
}

function namesFromJson(text: string, source: string): string[] {
  const data = jsonLines(text) ?? parsedJson(text, source);
  // Choria wraps the replies in an object.
  const entries = Array.isArray(data) ? data : (data as { replies?: unknown } | null)?.replies;
  if (!Array.isArray(entries))
    throw new NodeListUnreadable(source, 'its JSON is no array of replies or names');
  return entries.map((entry, index) => nameOf(entry, index, source));
}

function parsedJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NodeListUnreadable(source, 'it begins like JSON but is not', error);
  }
}

// Of --jsonl: an object a line, each of one node. Undefined for JSON of any other form.
function jsonLines(text: string): object[] | undefined {
  const lines = text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean);
  if (!lines.every(line => line.startsWith('{') && line.endsWith('}'))) return undefined;
  try {
    const entries = lines.map(line => JSON.parse(line) as object);
    return entries.some(entry => 'replies' in entry) ? undefined : entries;
  } catch {
    return undefined;
  }
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
      if (bytes > MAX_LIST_BYTES) throw tooLarge(file);
      chunks.push(chunk.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
}
