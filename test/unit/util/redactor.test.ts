// Secrets are taken out of texts however they are written there.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { Redactor } from '../../../lib/util/redactor';

const SECRET = `zq"x<&>'\\1 ä`;

function knowing(...secrets: string[]): Redactor {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor;
}

describe('the redactor', () => {
  it('hides a secret as it is, in JSON, HTML, XML, addresses and base64', () => {
    const html = SECRET.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const forms = [
      SECRET,
      JSON.stringify(SECRET),
      html,
      html.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
      encodeURIComponent(SECRET),
      Buffer.from(SECRET).toString('base64'),
    ];
    for (const form of forms) {
      const clean = knowing(SECRET).text(`a ${form} b`);
      expect(clean).to.match(/^a "?\(hidden\)"? b$/);
    }
  });

  it('hides a secret inside of something in base64', () => {
    for (const user of ['a', 'ab', 'abc']) {
      const header = Buffer.from(`${user}:geheimnis!`).toString('base64');
      const clean = knowing('geheimnis!').text(`Basic ${header}`);
      expect(clean).to.contain('(hidden)');
      expect(Buffer.from(clean.slice(6), 'base64').toString('latin1')).not.to.contain('heimni');
    }
  });

  it('hides the longer of two of which one begins the other', () => {
    expect(knowing('geheim', 'geheimer').text('geheimer geheim')).to.equal('(hidden) (hidden)');
  });

  it('hides it everywhere in data, and leaves the rest as it is', () => {
    const data = { a: ['x geheim', 1, null, true], geheim: { b: undefined } };
    expect(knowing('geheim').data(data)).to.deep.equal({
      a: ['x (hidden)', 1, null, true],
      '(hidden)': { b: undefined },
    });
    expect(new Redactor().data(data)).to.equal(data);
  });

  it('cleans in place what others hold', () => {
    const message = { result: { message: 'geheim' } };
    knowing('geheim').inPlace(message);
    expect(message).to.deep.equal({ result: { message: '(hidden)' } });
  });

  it('finds it in bytes that are written in base64', () => {
    const body = Buffer.from('ab geheim ä').toString('base64');
    expect(Buffer.from(knowing('geheim ä').base64(body), 'base64').toString()).to.equal('ab (hidden)');
    expect(knowing('geheim').base64('AAEC/w==')).to.equal('AAEC/w==');
  });

  it('does not look for what stands in any word', () => {
    expect(knowing('abc', '').text('abc')).to.equal('abc');
  });
});
