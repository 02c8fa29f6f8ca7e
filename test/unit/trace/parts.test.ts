// The small parts of a trace: what may be shown, and what can be read of an envelope nobody has verified.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { PskSecurity } from '../../../lib/mcollective/security/psk';
import { peekEnvelope } from '../../../lib/trace/peek_envelope';
import { SecretsSeen } from '../../../lib/trace/secrets_seen';
import { shownArguments } from '../../../lib/trace/shown_arguments';
import { signatureFacts } from '../../../lib/trace/signature_facts';
import { isSecretName } from '../../../lib/util/secret_name';

const NOTHING = { senderid: undefined, hash: undefined };

describe('peekEnvelope', () => {
  it('reads sender and hash of Marshal, whoever signed it', () => {
    const reply = { senderid: 'db1', senderagent: 'x', requestid: 'r', msgtime: 1, body: 'pong' };
    const { senderid, hash } = peekEnvelope(new PskSecurity('any', 'uid=0').encodeReply(reply, 'uid=0'));
    expect(senderid).to.equal('db1');
    expect(hash).to.match(/^[0-9a-f]{32}$/);
  });

  it('reads them of YAML, as Psych writes it', () => {
    const yaml = `---
:body: |
  ---
  :senderid: liar
:senderid: client.example.net
:hash: |
  3lH1Xt/oiERWV4JUazo4RPHB6YbL1oErcKDEpP1QFP5XaHwYz/FBu2lzVBlB
  J2ePB/Us8aMMse60H7PYjtlWUKdra7VCwZZB7mUOwIqT8mTINjnbLKjV3TrI
`;
    expect(peekEnvelope(Buffer.from(yaml))).to.deep.equal({
      senderid: 'client.example.net',
      hash: '3lH1Xt/oiERWV4JUazo4RPHB6YbL1oErcKDEpP1QFP5XaHwYz/FBu2lzVBlB',
    });
    expect(peekEnvelope(Buffer.from("---\n:senderid: 'a-1'\n:sslkey: BYIgVs0Ds0Dg=\n"))).to.deep.equal({
      senderid: 'a-1',
      hash: 'BYIgVs0Ds0Dg=',
    });
  });

  it('knows nothing of anything else, and does not mind', () => {
    for (const hex of ['', '04', '0408', '040830', '04085b0f', '04087b0649', 'ffff', '2d2d2d0a3a62'])
      expect(peekEnvelope(Buffer.from(hex, 'hex')), hex).to.deep.equal(NOTHING);
  });
});

describe('secrets', () => {
  it('are overwritten wherever they are, as often as they are', () => {
    const secrets = new SecretsSeen();
    secrets.add('geheim');
    secrets.add('ü-ü');
    secrets.add('ab');
    const bytes = Buffer.from('geheimgeheim ab ü-ü Geheim');
    expect(secrets.hidden(bytes).toString()).to.equal('************ ab ***** Geheim');
    expect(bytes.toString()).to.contain('geheim');
  });

  it('are known by their names, at every depth', () => {
    const told: string[] = [];
    const shown = shownArguments(
      {
        user: 'x',
        Password: 'p1',
        list: [{ api_key: 5, n: null }],
        token: { a: ['t1', true], b: Buffer.from('t2') },
      },
      text => told.push(text),
    );
    expect(shown).to.deep.equal({
      user: 'x',
      Password: '(hidden)',
      list: [{ api_key: '(hidden)', n: null }],
      token: '(hidden)',
    });
    expect(told).to.deep.equal(['p1', '5', 't1', 't2']);
  });

  for (const name of [
    'password',
    'passwd',
    'db_pass',
    'psk',
    'apiKey',
    'api-key',
    'key',
    'TOKEN',
    'privateKey',
  ])
    it(`hides ${name}`, () => {
      expect(isSecretName(name)).to.equal(true);
    });
  for (const name of ['fact', 'monkey', 'user', 'turkey'])
    it(`shows ${name}`, () => {
      expect(isSecretName(name)).to.equal(false);
    });
});

describe('signatureFacts', () => {
  it('claims nothing for what it does not know', () => {
    expect(signatureFacts('psk').covers).to.deep.equal(['body']);
    expect(signatureFacts('ssl').covers).to.include('msgtime');
    // The key of the body is readable with the caller's public key.
    expect(signatureFacts('aes').covers).to.deep.equal([]);
    expect(signatureFacts('toString').covers).to.deep.equal([]);
  });
});
