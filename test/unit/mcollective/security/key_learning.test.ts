// Nodes that learn keys: whose, when, how they are written, and what an authority has to say.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { AesConfig } from '../../../../lib/config/config';
import { MessageRefused } from '../../../../lib/mcollective/errors';
import { EMPTY_FILTER } from '../../../../lib/mcollective/filter';
import { CallerFolder } from '../../../../lib/mcollective/security/caller_keys';
import { KeyLearning } from '../../../../lib/mcollective/security/key_learning';
import { makeAes } from '../../../../lib/mcollective/security/rsa_security';
import { aesConfig, KEYS, keysOf } from '../../../conformance/mcollective/rsa_config';

const NOW = 1_700_000_000;
const at = (seconds: number): { now: () => number } => ({ now: () => seconds * 1000 });
const REQUEST = {
  agent: 'rpcutil',
  collective: 'mcollective',
  senderid: 'client',
  requestid: 'f'.repeat(32),
  filter: EMPTY_FILTER,
  ttl: 60,
  msgtime: NOW,
  body: 'ping',
};
const ca = { caCert: join(KEYS, 'ca.pem') };
const key = (name: string): string => readFileSync(join(KEYS, name), 'latin1');

describe('key learning', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fleetspec-learning-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const client = (publicFile: string, privateFile: string): Buffer =>
    makeAes(
      aesConfig('marshal', { ...keysOf(publicFile, privateFile), sendPubkey: true }),
      undefined,
      'client',
    ).encodeRequest(REQUEST);

  function outcome(payload: Buffer, changes: Partial<AesConfig>, now = NOW): string {
    const config = aesConfig('marshal', { clientCertDir: folder, learnPubkeys: true, ...changes });
    try {
      return makeAes(config, undefined, 'server', at(now)).decodeRequest(payload).callerid;
    } catch (error) {
      if (error instanceof MessageRefused) return error.reason;
      throw error;
    }
  }
  const stored = (): string[] => readdirSync(folder);

  it('learns a key anybody sends when it is told to', () => {
    expect(outcome(client('alice.pem', 'alice-private.pem'), { insecureLearning: true })).to.equal(
      'cert=alice',
    );
    expect(stored()).to.deep.equal(['alice.pem']);
    expect(readFileSync(join(folder, 'alice.pem'), 'latin1')).to.equal(key('alice.pem'));
    expect(statSync(join(folder, 'alice.pem')).mode & 0o777).to.equal(0o644);
    // From now on it is the key of alice.
    expect(outcome(client('alice.pem', 'alice-private.pem'), { learnPubkeys: false })).to.equal('cert=alice');
  });

  it('learns a certificate of the authority only', () => {
    expect(outcome(client('bob-cert.pem', 'bob-private.pem'), ca)).to.equal('cert=bob');
    expect(readFileSync(join(folder, 'bob.pem'), 'latin1')).to.equal(key('bob-cert.pem'));
    expect(outcome(client('alice.pem', 'alice-private.pem'), ca)).to.equal('unknown-caller');
    expect(stored()).to.deep.equal(['bob.pem']);
  });

  it('an authority counts even where learning is insecure', () => {
    expect(outcome(client('alice.pem', 'alice-private.pem'), { ...ca, insecureLearning: true })).to.equal(
      'unknown-caller',
    );
    expect(stored()).to.deep.equal([]);
  });

  it('learns nothing when it was not told to', () => {
    expect(outcome(client('alice.pem', 'alice-private.pem'), { learnPubkeys: false })).to.equal(
      'unknown-caller',
    );
    expect(stored()).to.deep.equal([]);
  });

  it('never writes over a key that is there, though it be broken', () => {
    const insecure = { insecureLearning: true };
    writeFileSync(join(folder, 'alice.pem'), key('mallory.pem'));
    expect(outcome(client('alice.pem', 'alice-private.pem'), insecure)).to.equal('signature');
    expect(readFileSync(join(folder, 'alice.pem'), 'latin1')).to.equal(key('mallory.pem'));
    writeFileSync(join(folder, 'alice.pem'), '');
    expect(outcome(client('alice.pem', 'alice-private.pem'), insecure)).to.equal('unknown-caller');
    expect(stored()).to.deep.equal(['alice.pem']);
  });

  it('never writes over a key that came while it looked at another', () => {
    const learning = new KeyLearning(new CallerFolder(folder), () => {});
    const offered = learning.offer('cert=alice', Buffer.from(key('mallory.pem'), 'latin1'));
    writeFileSync(join(folder, 'alice.pem'), key('alice.pem'));
    offered!.keep();
    expect(readFileSync(join(folder, 'alice.pem'), 'latin1')).to.equal(key('alice.pem'));
    expect(stored()).to.deep.equal(['alice.pem']);
  });

  it('refuses the request when the key cannot be written', () => {
    const learning = new KeyLearning(new CallerFolder('/nowhere'), () => {});
    const offered = learning.offer('cert=alice', Buffer.from(key('alice.pem'), 'latin1'));
    expect(() => offered!.keep()).to.throw(MessageRefused, 'cannot be kept in /nowhere');
  });

  it('keeps no key whose owner did not make the request', () => {
    const payload = client('alice.pem', 'alice-private.pem');
    const [before = '', after = ''] = payload.toString('latin1').split(key('alice.pem'));
    expect(key('mallory.pem')).to.have.length(key('alice.pem').length);
    const forged = Buffer.from(before + key('mallory.pem') + after, 'latin1');
    expect(outcome(forged, { insecureLearning: true })).to.equal('signature');
    expect(stored()).to.deep.equal([]);
  });

  it('refuses what is no key, and what is larger than one', () => {
    const pem = key('alice.pem');
    for (const junk of ['x'.repeat(pem.length), key('alice-private.pem').slice(0, pem.length)]) {
      const payload = client('alice.pem', 'alice-private.pem').toString('latin1').replace(pem, junk);
      expect(outcome(Buffer.from(payload, 'latin1'), { insecureLearning: true })).to.equal('unknown-caller');
    }
    expect(stored()).to.deep.equal([]);
  });

  it('checks certificates with each use: name, time, authority', () => {
    const use = (certificate: string, now = NOW): string => {
      writeFileSync(join(folder, 'bob.pem'), key(certificate));
      return outcome(client('bob-cert.pem', 'bob-private.pem'), { ...ca, learnPubkeys: false }, now);
    };
    expect(use('bob-cert.pem')).to.equal('cert=bob');
    expect(use('bob-of-other-ca.pem')).to.equal('unknown-caller');
    // Its authority has the right name, and another key.
    expect(use('bob-of-false-ca.pem')).to.equal('unknown-caller');
    expect(use('bob-expired.pem')).to.equal('unknown-caller');
    expect(use('alice.pem')).to.equal('unknown-caller');
    expect(use('bob-cert.pem', NOW - 2 * 86_400)).to.equal('unknown-caller');
    writeFileSync(join(folder, 'alice.pem'), key('bob-cert.pem'));
    expect(outcome(client('alice.pem', 'alice-private.pem'), { ...ca, learnPubkeys: false })).to.equal(
      'unknown-caller',
    );
  });
});
