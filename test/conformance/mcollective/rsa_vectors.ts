// What golden requests and replies of the ssl and aes plugins must be read as, whichever plugin and serializer made them.
import { expect } from 'chai';
import type { Serializer } from '../../../lib/config/config';
import type { RubyHash, RubyValue } from '../../../lib/marshal/values';
import type { ReplyMessage, RequestMessage } from '../../../lib/mcollective/message';
import { notationOf } from '../marshal/notation';
import { loadHex } from './golden_file';

export interface RsaVector {
  readonly name: string;
  readonly serializer: Serializer;
  readonly payload: string;
  /** Marshal, hex. */
  readonly body: string;
  /** Of a request, Marshal, hex. */
  readonly filter?: string;
  readonly callerid?: string;
  readonly cipher?: string;
  /** The PEM text it brings along. */
  readonly brings?: string;
}

const ENVELOPE = { requestid: '0123456789abcdef0123456789abcdef', msgtime: 1700000000 };

const sameValue = (ours: RubyValue, ruby: RubyValue): void => {
  expect(notationOf(ours)).to.deep.equal(notationOf(ruby));
};

export function expectRequest(request: RequestMessage, vector: RsaVector): void {
  const { filter, body, ...envelope } = request;
  expect(envelope).to.deep.equal({
    ...ENVELOPE,
    senderid: vector.name.includes('of a node') ? 'node1.example.net' : 'client.example.net',
    collective: 'mcollective',
    agent: 'rpcutil',
    callerid: vector.callerid,
    ttl: 60,
  });
  sameValue(body, loadHex(vector.body));
  const expected = loadHex(vector.filter!) as RubyHash;
  for (const name of ['cf_class', 'agent', 'identity', 'compound'] as const) {
    sameValue([...filter[name]], expected.get(name)!);
  }
  expect(filter.fact).to.have.length((expected.get('fact') as RubyValue[]).length);
}

export function expectReply(reply: ReplyMessage, vector: RsaVector): void {
  const { body, ...envelope } = reply;
  expect(envelope).to.deep.equal({ ...ENVELOPE, senderid: 'node1.example.net', senderagent: 'rpcutil' });
  sameValue(body, loadHex(vector.body));
}
