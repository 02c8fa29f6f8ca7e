// Mail servers that greet as they should, and such that do not.
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { NetProblem } from '../../../lib/net/fault';
import { greetMailServer } from '../../../lib/net/smtp/greet_mail_server';
import { SmtpReplies, type SmtpReply } from '../../../lib/net/smtp/smtp_replies';
import { HASTY, mailScript, PATIENT, ScriptedServer } from './scripted_server';

const EHLO =
  '250-mx1.example.net at your service\r\n250-size 52428800\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n';

async function greet(script: (socket: Socket) => void, patience = PATIENT) {
  const server = await ScriptedServer.start(script);
  const answer = await greetMailServer(server.endpoint, patience);
  await server.stop();
  return { answer, received: server.received };
}

describe('a mail server', () => {
  it('greets and tells what it offers', async () => {
    const { answer, received } = await greet(
      mailScript('220-mx1.example.net\r\n220 ESMTP ready\r\n', { EHLO, QUIT: '221 bye\r\n' }),
    );
    expect(answer).to.deep.include({
      code: 220,
      text: 'mx1.example.net ESMTP ready',
      offers: ['SIZE 52428800', 'AUTH PLAIN LOGIN', 'STARTTLS'],
    });
    expect(received).to.match(/^EHLO [A-Za-z0-9.-]+\r\nQUIT\r\n$/);
  });

  it('may hang up at QUIT, and may not know EHLO', async () => {
    const { answer } = await greet(socket => {
      mailScript('220 mx1\r\n', { EHLO: '502 what?\r\n' })(socket);
      socket.on('data', chunk => void (chunk.toString().includes('QUIT') && socket.destroy()));
    });
    expect(answer).to.deep.include({ code: 220, ehlo: 502, offers: [] });
  });

  it('may say nothing to QUIT', async () => {
    const { answer } = await greet(mailScript('220 mx1\r\n', { EHLO: '421 later\r\n' }));
    expect(answer).to.deep.include({ code: 220, ehlo: 421, offers: [] });
  });

  it('that wants no mail from us is asked no more', async () => {
    const { answer, received } = await greet(mailScript('554 no service for you\r\n'));
    expect(answer).to.deep.include({ code: 554, text: 'no service for you', ehlo: 0, offers: [] });
    expect(received).to.equal('');
  });

  it('may drip, byte by byte', async () => {
    const { answer } = await greet(socket => {
      const text = '220 mx1\r\n';
      let at = 0;
      const timer = setInterval(() => {
        if (at < text.length) socket.write(text[at++]!);
        else clearInterval(timer);
      }, 1);
      socket.on('close', () => clearInterval(timer));
      mailScript('', { EHLO, QUIT: '221 bye\r\n' })(socket);
    });
    expect(answer).to.include({ code: 220, text: 'mx1' });
  });

  const pour = (text: string) => (socket: Socket) => {
    const more = (): void => {
      while (!socket.destroyed && socket.write(text));
    };
    socket.on('drain', more);
    more();
  };

  for (const [what, script, kind, text] of [
    ['an endless line', pour('2'.repeat(4096)), 'protocol', /more than 2048 bytes/],
    ['endless lines', pour('220-more\r\n'), 'protocol', /more than 128 lines/],
    ['endless greetings', pour('220 hello\r\n'), 'protocol', /nobody asked for/],
    ['NULs', (socket: Socket) => void socket.write('220 a\0b\r\n'), 'protocol', /no reply of a mail server/],
    [
      'something else',
      (socket: Socket) => void socket.write('SSH-2.0-OpenSSH_9\r\n'),
      'protocol',
      /SSH-2\.0-OpenSSH_9/,
    ],
    [
      'two codes in one reply',
      (socket: Socket) => void socket.write('220-a\r\n250 b\r\n'),
      'protocol',
      /began with 220/,
    ],
    ['nothing before it hangs up', (socket: Socket) => void socket.end(), 'closed', /closed/],
  ] as const) {
    it(`that sends ${what} is none`, async () => {
      const { answer } = await greet(script);
      expect(answer).to.have.nested.property('fault.kind', kind);
      expect(answer).to.have.nested.property('fault.text').that.matches(text);
    });
  }

  it('that says nothing, or not to its end, is given up', async () => {
    expect((await greet(() => {}, HASTY)).answer).to.have.nested.property('fault.kind', 'timeout');
    const half = await greet(socket => void socket.write('220-and then'), HASTY);
    expect(half.answer).to.have.nested.property('fault.kind', 'timeout');
  });
});

describe('replies of a mail server', () => {
  const read = (chunks: readonly Buffer[]): SmtpReply[] => {
    const replies = new SmtpReplies();
    return chunks.flatMap(chunk => replies.push(chunk));
  };

  it('are the same wherever the stream is split', () => {
    const whole = Buffer.from(`220 mx1\r\n${EHLO}221\n`);
    const expected = read([whole]);
    expect(expected.map(({ code, lines }) => [code, lines.length])).to.deep.equal([
      [220, 1],
      [250, 4],
      [221, 1],
    ]);
    for (let at = 1; at < whole.length; at++)
      expect(read([whole.subarray(0, at), whole.subarray(at)]), String(at)).to.deep.equal(expected);
  });

  it('are read or refused, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array(),
            fc.constantFrom('220 a\r\n', '250-', '\n').map(t => Buffer.from(t)),
          ),
        ),
        chunks => {
          try {
            return read(chunks.map(chunk => Buffer.from(chunk))).every(
              ({ code }) => code >= 200 && code < 600,
            );
          } catch (error) {
            return error instanceof NetProblem;
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
