// Keys of callers on a node: names without tricks, files that change, keys that cannot be used.
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { MessageRefused } from '../../../../lib/mcollective/errors';
import { CallerFolder, certName, OwnCaller } from '../../../../lib/mcollective/security/caller_keys';
import { readPublicKey } from '../../../../lib/mcollective/security/rsa_key';
import { KEYS } from '../../../conformance/mcollective/rsa_config';

const pem = (name: string): string => readFileSync(join(KEYS, name), 'latin1');
const modulus = (text: string): unknown => readPublicKey(text).key.export({ format: 'jwk' }).n;

function refusal(work: () => unknown): string {
  try {
    work();
    return 'taken';
  } catch (error) {
    if (error instanceof MessageRefused) return error.reason;
    throw error;
  }
}

describe('certName', () => {
  it('takes names that are file names and nothing more', () => {
    for (const name of ['alice', 'alice.example.net', 'a-b_c', '..', 'x'.repeat(200)]) {
      expect(certName(`cert=${name}`)).to.equal(name);
    }
    for (const callerid of [
      'cert=',
      'alice',
      'uid=0',
      'cert=../alice',
      'cert=a/b',
      'cert=a b',
      'cert=alice\n',
      '\ncert=alice',
      'xcert=alice',
      'cert=alice\0',
      'cert=ä',
      `cert=${'x'.repeat(201)}`,
      'CERT=alice',
      'cert=alice=',
    ]) {
      expect(
        refusal(() => certName(callerid)),
        JSON.stringify(callerid),
      ).to.equal('callerid');
    }
  });
});

describe('CallerFolder', () => {
  let folder: string;
  let callers: CallerFolder;
  const file = (name: string): string => join(folder, `${name}.pem`);
  const found = (name: string): unknown => callers.find(`cert=${name}`).export({ format: 'jwk' }).n;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'fleetspec-callers-'));
  });
  after(() => rmSync(folder, { recursive: true }));
  beforeEach(() => {
    callers = new CallerFolder(folder);
    copyFileSync(join(KEYS, 'alice.pem'), file('alice'));
  });

  it('finds public keys and certificates by the name of the caller', () => {
    copyFileSync(join(KEYS, 'bob-cert.pem'), file('bob'));
    expect(found('alice')).to.equal(modulus(pem('alice.pem')));
    expect(found('bob')).to.equal(modulus(pem('bob-cert.pem')));
    expect(callers.find('cert=alice')).to.equal(callers.find('cert=alice'));
  });

  it('a key that is removed is gone with the next message', () => {
    found('alice');
    rmSync(file('alice'));
    expect(refusal(() => found('alice'))).to.equal('unknown-caller');
    copyFileSync(join(KEYS, 'alice.pem'), file('alice'));
    expect(found('alice')).to.equal(modulus(pem('alice.pem')));
  });

  it('a key that is replaced is another, even with the same times', () => {
    const times = new Date(1_700_000_000_000);
    utimesSync(file('alice'), times, times);
    found('alice');
    copyFileSync(join(KEYS, 'mallory.pem'), file('alice'));
    utimesSync(file('alice'), times, times);
    expect(statSync(file('alice')).size).to.equal(statSync(join(KEYS, 'alice.pem')).size);
    expect(found('alice')).to.equal(modulus(pem('mallory.pem')));
  });

  it('refuses what is no key of a caller', () => {
    writeFileSync(file('empty'), '');
    writeFileSync(file('text'), 'hello\n');
    writeFileSync(file('large'), pem('alice.pem') + ' '.repeat(70_000));
    copyFileSync(join(KEYS, 'alice-private.pem'), file('private'));
    symlinkSync('/nowhere', file('dangling'));
    symlinkSync('/dev/zero', file('device'));
    symlinkSync(folder, file('folder'));
    for (const name of ['empty', 'text', 'large', 'private', 'dangling', 'device', 'folder', 'missing']) {
      expect(
        refusal(() => found(name)),
        name,
      ).to.equal('unknown-caller');
    }
  });

  it('asks who vouches each time', () => {
    let trusted = true;
    const vouching = new CallerFolder(folder, () => {
      if (!trusted) throw new MessageRefused('unknown-caller', 'not trusted');
    });
    vouching.find('cert=alice');
    trusted = false;
    expect(refusal(() => vouching.find('cert=alice'))).to.equal('unknown-caller');
  });

  it('remembers a bounded number of keys', () => {
    for (let i = 0; i < 300; i++) copyFileSync(join(KEYS, 'alice.pem'), file(`caller${i}`));
    const first = callers.find('cert=caller0');
    for (let i = 1; i < 300; i++) callers.find(`cert=caller${i}`);
    expect(callers.find('cert=caller299')).to.equal(callers.find('cert=caller299'));
    expect(callers.find('cert=caller0')).to.not.equal(first);
  });
});

describe('OwnCaller', () => {
  it('knows itself, and others it was given', () => {
    const { key } = readPublicKey(pem('mallory.pem'));
    expect(new OwnCaller('cert=me', key).find('cert=me')).to.equal(key);
    expect(refusal(() => new OwnCaller('cert=me', key).find('cert=alice'))).to.equal('unknown-caller');
    const others = new CallerFolder(join(KEYS, 'clients'));
    expect(new OwnCaller('cert=me', key, others).find('cert=alice')).to.equal(others.find('cert=alice'));
  });
});
