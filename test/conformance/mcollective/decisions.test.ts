// Requests that somebody changed on their way: a node takes those that MCollective's takes, for each way of enforce_ttl.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { MessageRefused } from '../../../lib/mcollective/errors';
import type { RequestMessage } from '../../../lib/mcollective/message';
import { makeAes, makeSsl } from '../../../lib/mcollective/security/rsa_security';
import { notationOf } from '../marshal/notation';
import { fromHex, golden, loadHex } from './golden_file';
import { aesConfig, sslConfig } from './rsa_config';

interface Decision {
  readonly kind: 'ssl' | 'aes';
  readonly name: string;
  readonly enforce: '0' | '1' | null;
  readonly payload: string;
  readonly refused?: true;
  readonly ttl?: number;
  readonly msgtime?: number;
  readonly body?: string;
}

function decode({ kind, enforce, payload }: Decision): RequestMessage {
  const enforceTtl = enforce === null ? undefined : enforce === '1';
  const node =
    kind === 'ssl'
      ? makeSsl(sslConfig('marshal', { enforceTtl }), undefined, 'server')
      : makeAes(aesConfig('marshal', { enforceTtl }), undefined, 'server');
  return node.decodeRequest(fromHex(payload));
}

function refusal(decision: Decision): string {
  try {
    decode(decision);
    return 'taken';
  } catch (error) {
    if (error instanceof MessageRefused) return error.reason;
    throw error;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  'another caller': 'signature',
  'an unknown caller': 'unknown-caller',
  'another kind of caller': 'callerid',
};

describe('requests that were changed', () => {
  for (const decision of golden<Decision[]>('decisions')) {
    const { kind, name, enforce, refused, ttl, msgtime, body } = decision;
    it(`${kind}, enforce_ttl ${enforce ?? 'not set'}: ${name}`, () => {
      if (refused) {
        expect(refusal(decision)).to.equal(REASONS[name] ?? 'tampered');
        return;
      }
      const request = decode(decision);
      expect({ ttl: request.ttl, msgtime: request.msgtime }).to.deep.equal({ ttl, msgtime });
      expect(notationOf(request.body)).to.deep.equal(notationOf(loadHex(body!)));
    });
  }
});
