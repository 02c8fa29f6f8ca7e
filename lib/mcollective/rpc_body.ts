// SimpleRPC bodies: the Hash inside a verified message that names action and inputs, or brings statuscode and data.
//
// Symbols are written; Symbol and String keys are read alike (MCO-799, MCollective 2.11), a Symbol winning.
import { looseGet, type RubyHash, RubySymbol, type RubyValue, symbolHash } from '../marshal/values';
import { asHash, fits, malformed, NAME, type TextRule, textOf } from './wire_fields';

export interface RpcRequest {
  readonly agent: string;
  readonly action: string;
  /** Informational; what counts is the callerid of the envelope. */
  readonly caller: string | undefined;
  /** Inputs by plain name, null prototype; without `process_results`. */
  readonly data: Readonly<Record<string, RubyValue>>;
  /** False: act, but do not reply. */
  readonly processResults: boolean;
}

export interface RpcRequestParts {
  readonly agent: string;
  readonly action: string;
  readonly caller: string;
  /** Inputs; `process_results` belongs here too. */
  readonly data: Readonly<Record<string, RubyValue>>;
}

export interface RpcReply {
  /** 0 OK, 1 aborted, 2 unknown action, 3 missing data, 4 invalid data, 5 unknown error; agents may use others. */
  readonly statuscode: number;
  readonly statusmsg: string;
  /** Outputs as they came; keys are Symbols mostly. */
  readonly data: RubyHash;
}

const ACTION: TextRule = { pattern: /^[\w.?!-]+$/, maxLength: 255 };
const MAX_STATUSCODE = 0x7fffffff;
const MAX_INPUTS = 1000;

export function makeRpcRequest({ agent, action, caller, data }: RpcRequestParts): RubyHash {
  return symbolHash({ agent, action, caller, data: symbolHash(data) });
}

/** Throws MessageRefused; a request that is not SimpleRPC gets no reply, as from Ruby nodes. */
export function parseRpcRequest(body: RubyValue): RpcRequest {
  const hash = asHash(body, 'request body');
  const inputs = asHash(looseGet(hash, 'data'), ':data of the request');
  const data = byName(inputs);
  const wanted = data.process_results;
  delete data.process_results;
  return {
    agent: name(hash, 'agent', NAME),
    action: name(hash, 'action', ACTION),
    caller: textOf(looseGet(hash, 'caller')),
    data,
    processResults: wanted === undefined || (wanted !== false && wanted !== null),
  };
}

/** `data` under Symbol keys. */
export function makeRpcReply(
  statuscode: number,
  statusmsg: string,
  data: Readonly<Record<string, RubyValue>>,
): RubyHash {
  return symbolHash({ statuscode, statusmsg, data: symbolHash(data) });
}

/** Throws MessageRefused for a body without a valid statuscode: such a reply says nothing, least of all OK. */
export function parseRpcReply(body: RubyValue): RpcReply {
  const hash = asHash(body, 'reply body');
  const statuscode = looseGet(hash, 'statuscode');
  if (
    typeof statuscode !== 'number' ||
    !Number.isInteger(statuscode) ||
    statuscode < 0 ||
    statuscode > MAX_STATUSCODE
  ) {
    throw malformed(':statuscode of the reply is not an Integer in range');
  }
  return { statuscode, statusmsg: statusmsgOf(hash), data: replyData(looseGet(hash, 'data')) };
}

function statusmsgOf(hash: RubyHash): string {
  const value = looseGet(hash, 'statusmsg');
  if (value === undefined || value === null) return '';
  const text = textOf(value);
  if (text === undefined) throw malformed(':statusmsg of the reply is not a String');
  return text;
}

// Ruby agents may assign anything to reply.data; what is no Hash is kept under its own name rather than lost.
function replyData(value: RubyValue | undefined): RubyHash {
  if (value instanceof Map) return value;
  return value === undefined || value === null ? new Map() : symbolHash({ data: value });
}

function name(hash: RubyHash, key: string, rule: TextRule): string {
  const value = looseGet(hash, key);
  const text = value instanceof RubySymbol ? value.name : textOf(value);
  if (text === undefined || !fits(text, rule)) throw malformed(`:${key} of the request is not a name`);
  return text;
}

function byName(inputs: RubyHash): Record<string, RubyValue> {
  if (inputs.size > MAX_INPUTS) throw malformed(`request has more than ${MAX_INPUTS} inputs`);
  const data: Record<string, RubyValue> = Object.create(null);
  const ordered = [...inputs].sort(
    ([a], [b]) => Number(a instanceof RubySymbol) - Number(b instanceof RubySymbol),
  );
  for (const [key, value] of ordered) {
    const plain = key instanceof RubySymbol ? key.name : textOf(key);
    if (plain === undefined) throw malformed('an input of the request has no name');
    data[plain] = value;
  }
  return data;
}
