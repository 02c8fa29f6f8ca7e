// What a program wrote into its reply file: outputs alone (MCollective's external actions), or a whole reply (Choria's).
import type { ActionDdl } from '../../ddl/ddl';
import type { RubyHash, RubyValue } from '../../marshal/values';
import { textOf } from '../../mcollective/wire_fields';
import type { ActionOutputs } from '../agent';
import { fromJson } from './ruby_json';

export interface ProgramReply {
  /** 0 for a reply that has none. */
  readonly statuscode: number;
  readonly statusmsg: string;
  readonly outputs: ActionOutputs;
}

/** The reply says nothing that could be passed on; the message tells what is wrong, to follow "its reply …". */
export class ReplyMeaningless extends Error {}

/** The words of Choria's reply; whatever has others besides is outputs. */
const CHORIA_WORDS = ['$schema', 'protocol', 'statuscode', 'statusmsg', 'disableresponse', 'data'];
const MAX_STATUSCODE = 255;
const MAX_STATUSMSG = 10_000;

/**
 * `whole`: the agent's DDL says that its replies are Choria's. Others are when they have a `statuscode`, none but
 * Choria's words, and the action has no output of that name. Throws ReplyMeaningless and JsonImpossible.
 */
export function readReply(json: string, action: ActionDdl, whole: boolean): ProgramReply {
  if (json.trim() === '' && !whole) return { statuscode: 0, statusmsg: '', outputs: {} };
  const reply = fromJson(json);
  if (!(reply instanceof Map)) throw new ReplyMeaningless('is no JSON object');
  if (whole || isWhole(reply, action)) return wholeReply(reply);
  return { statuscode: 0, statusmsg: '', outputs: outputsOf(reply) };
}

function isWhole(reply: RubyHash, action: ActionDdl): boolean {
  if (!reply.has('statuscode') || Object.hasOwn(action.outputs, 'statuscode')) return false;
  return [...reply.keys()].every(key => CHORIA_WORDS.includes(key as string));
}

function wholeReply(reply: RubyHash): ProgramReply {
  const statuscode = reply.get('statuscode');
  if (!isStatuscode(statuscode)) throw new ReplyMeaningless('has no statuscode');
  const data = reply.get('data') ?? new Map();
  if (!(data instanceof Map)) throw new ReplyMeaningless('has data that is no JSON object');
  const statusmsg = (textOf(reply.get('statusmsg')) ?? '').slice(0, MAX_STATUSMSG);
  return { statuscode, statusmsg, outputs: outputsOf(data) };
}

function isStatuscode(value: RubyValue | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_STATUSCODE;
}

function outputsOf(hash: RubyHash): ActionOutputs {
  const outputs: ActionOutputs = Object.create(null);
  for (const [name, value] of hash) outputs[name as string] = value;
  return outputs;
}
