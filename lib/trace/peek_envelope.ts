// What an envelope says outside its signed body, whoever made it: for showing only, nothing of it is proven.
import { load } from '../marshal/reader';
import { symbolGet } from '../marshal/values';
import { textOf } from '../mcollective/wire_fields';

export interface Peeked {
  readonly senderid: string | undefined;
  /** `:hash` of psk and ssl, `:sslkey` of aes. */
  readonly hash: string | undefined;
}

const NOTHING: Peeked = { senderid: undefined, hash: undefined };
const MARSHAL = Buffer.from([4, 8]);
// In Psych's form each is one line, or a block whose first line is enough.
const YAML_SENDER = /^:senderid: ['"]?([\w.-]{1,255})['"]?$/m;
const YAML_HASH = /^:(?:hash|sslkey): (?:[|>][-+]?\n +)?['"]?([\w+/=]{8,})/m;

/** Never throws. */
export function peekEnvelope(payload: Buffer): Peeked {
  if (!payload.subarray(0, 2).equals(MARSHAL)) return peekYaml(payload.toString('utf8'));
  try {
    const envelope = load(payload, { maxBytes: payload.length });
    if (!(envelope instanceof Map)) return NOTHING;
    const text = (name: string): string | undefined => textOf(symbolGet(envelope, name));
    return { senderid: text('senderid'), hash: text('hash') ?? text('sslkey') };
  } catch {
    return NOTHING;
  }
}

function peekYaml(text: string): Peeked {
  return { senderid: YAML_SENDER.exec(text)?.[1], hash: YAML_HASH.exec(text)?.[1] };
}
