// The STOMP frame writer: exact bytes, escapes by version, and the way back through the parser.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { BadHeader } from '../../../lib/stomp/errors';
import { EMPTY_BODY, makeHeaders, type StompFrame, type StompVersion } from '../../../lib/stomp/frame';
import { FrameParser } from '../../../lib/stomp/frame_parser';
import { encodeFrame } from '../../../lib/stomp/frame_writer';

function frame(
  command: string,
  headers: Record<string, string>,
  body: string | Buffer = EMPTY_BODY,
): StompFrame {
  return { command, headers: makeHeaders(headers), body: Buffer.from(body as string, 'latin1') };
}

function wire(value: StompFrame, version: StompVersion): string {
  return encodeFrame(value, version).toString('latin1');
}

describe('encodeFrame', () => {
  it('writes headers in order, then the length of the body', () => {
    const send = frame('SEND', { timestamp: '1', destination: '/topic/a', 'content-length': '99' }, 'a\0b');
    expect(wire(send, '1.0')).to.equal('SEND\ntimestamp:1\ndestination:/topic/a\ncontent-length:3\n\na\0b\0');
  });

  it('gives SEND, MESSAGE and ERROR a length even when empty, other frames none', () => {
    expect(wire(frame('SEND', {}), '1.2')).to.equal('SEND\ncontent-length:0\n\n\0');
    expect(wire(frame('SUBSCRIBE', { id: '1' }), '1.2')).to.equal('SUBSCRIBE\nid:1\n\n\0');
  });

  it('escapes by version, and never in the handshake', () => {
    const awkward = { 'a:b': 'c:\\\n' };
    expect(wire(frame('RECEIPT', awkward), '1.1')).to.equal('RECEIPT\na\\cb:c\\c\\\\\\n\n\n\0');
    expect(wire(frame('RECEIPT', { a: '\r' }), '1.2')).to.equal('RECEIPT\na:\\r\n\n\0');
    expect(wire(frame('RECEIPT', { a: 'c:\\' }), '1.0')).to.equal('RECEIPT\na:c:\\\n\n\0');
    expect(wire(frame('CONNECT', { passcode: 'c:\\' }), '1.2')).to.equal('CONNECT\npasscode:c:\\\n\n\0');
  });

  it('refuses what would become another header', () => {
    expect(() => wire(frame('SEND', { a: 'b\nreply-to:x' }), '1.0')).to.throw(BadHeader, /"a"/);
    expect(() => wire(frame('SEND', { 'a:b': 'c' }), '1.0')).to.throw(BadHeader);
    expect(() => wire(frame('SEND', { a: '\r' }), '1.1')).to.throw(BadHeader);
    expect(() => wire(frame('CONNECT', { login: 'x\ny' }), '1.2')).to.throw(BadHeader, /"login"/);
  });

  it('never shows the value it refuses', () => {
    expect(() => wire(frame('CONNECT', { passcode: 'hush\n' }), '1.2'))
      .to.throw(BadHeader)
      .with.property('message')
      .not.match(/hush/);
  });

  const text = fc.string({ unit: 'grapheme' });
  const anyHeaders = fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1 }), text, { maxKeys: 12 });
  for (const version of ['1.1', '1.2'] as const) {
    it(`comes back unchanged through the parser in ${version}`, () => {
      fc.assert(
        fc.property(
          fc.constantFrom('SEND', 'MESSAGE', 'ERROR', 'SUBSCRIBE'),
          version === '1.2'
            ? anyHeaders
            : anyHeaders.filter(headers => !JSON.stringify(headers).includes('\\r')),
          fc.uint8Array({ maxLength: 300 }),
          (command, given, bytes) => {
            delete given['content-length'];
            const body = Buffer.from(bytes);
            const seen: StompFrame[] = [];
            const parser = new FrameParser({ onFrame: parsed => void seen.push(parsed) });
            parser.version = version;
            parser.push(encodeFrame({ command, headers: given, body }, version));
            expect(seen).to.have.length(1);
            const { 'content-length': length, ...headers } = seen[0]!.headers;
            expect(headers).to.deep.equal({ ...given });
            expect(seen[0]!.body.equals(body)).to.equal(true);
            if (length !== undefined) expect(length).to.equal(String(body.length));
          },
        ),
      );
    });
  }

  it('comes back unchanged in 1.0 for values without line breaks', () => {
    const value = text.filter(candidate => !/[\r\n]/.test(candidate));
    const name = value.filter(candidate => candidate !== '' && !candidate.includes(':'));
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 12 }), given => {
        delete given['content-length'];
        const seen: StompFrame[] = [];
        const parser = new FrameParser({ onFrame: parsed => void seen.push(parsed) });
        parser.push(encodeFrame({ command: 'SUBSCRIBE', headers: given, body: EMPTY_BODY }, '1.0'));
        expect(seen.map(parsed => ({ ...parsed.headers }))).to.deep.equal([{ ...given }]);
      }),
    );
  });
});
