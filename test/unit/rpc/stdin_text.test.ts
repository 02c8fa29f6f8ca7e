// Standard input in every state: with text, empty, silent, broken, endless.
import { PassThrough, Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { MAX_LIST_BYTES } from '../../../lib/rpc/node_list';
import { StdinText } from '../../../lib/rpc/stdin_text';
import { FakeClock, settle } from './fake_clock';

describe('text of standard input', () => {
  it('knows how it begins', async () => {
    const clock = new FakeClock();
    const beginning = async (stream: NodeJS.ReadableStream): Promise<string> => {
      const text = new StdinText(stream, clock);
      const found = text.beginning(2000);
      await clock.advance(2000);
      return found;
    };
    const broken = new PassThrough();
    expect(await beginning(Readable.from(['x']))).to.equal('data');
    expect(await beginning(Readable.from([]))).to.equal('empty');
    expect(await beginning(Readable.from(['']))).to.equal('empty');
    clock.after(100, () => broken.destroy(new Error('EISDIR')));
    expect(await beginning(broken)).to.equal('empty');
    expect(await beginning(new PassThrough())).to.equal('silent');
    expect(clock.pending).to.equal(0);
  });

  it('loses nothing of what came before it was asked for, however long the rest takes', async () => {
    const clock = new FakeClock();
    const stdin = new PassThrough();
    const text = new StdinText(stdin, clock);
    stdin.write('a\n');
    expect(await text.beginning(1000)).to.equal('data');
    const all = text.text();
    for (let i = 0; i < 3; i++) {
      await clock.advance(590_000);
      stdin.write('ü'.slice(0, 1));
      await settle();
    }
    stdin.end('z');
    await settle();
    expect(await all).to.equal('a\nüüüz');
    expect(clock.pending).to.equal(0);
  });

  it('gives up what does not go on for ten minutes', async () => {
    const clock = new FakeClock();
    const stdin = new PassThrough();
    stdin.write('a\n');
    const text = new StdinText(stdin, clock).text();
    const fault = text.catch((error: Error) => error.message);
    await clock.advance(1_200_000);
    expect(await fault).to.match(/^nothing came on standard input for 600 s/);
  });

  it('is bounded', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'a');
    const stdin = Readable.from(
      (function* () {
        for (;;) yield chunk;
      })(),
    );
    const fault = await new StdinText(stdin, new FakeClock()).text().catch((error: Error) => error.message);
    expect(fault).to.equal(
      `cannot read the list of nodes from stdin: it is larger than ${MAX_LIST_BYTES} bytes`,
    );
    stdin.destroy();
  });

  it('tells what is broken', async () => {
    const stdin = new PassThrough();
    const text = new StdinText(stdin, new FakeClock()).text();
    stdin.destroy(new Error('EIO: i/o error, read'));
    expect(await text.catch((error: Error) => error.message)).to.contain('from stdin: EIO');
  });
});
