// A person at a real terminal: the question before a fleet is changed, the progress bar, Ctrl-C, and pipes that close.
// script(1) gives the program a terminal of its own.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { PROJECT, ToySite } from './toy_site';

const PROGRAM = [
  process.execPath,
  ...['--require', 'ts-node/register', join(PROJECT, 'bin/fleetspec.ts')],
] as const;

let site: ToySite;
before(async () => {
  site = await ToySite.start(
    [1, 2, 3].map(n => ({ identity: `web${n}.example.net`, services: { nginx: 'running' as const } })),
  );
});
after(() => site.stop());

interface Seen {
  readonly code: number | null;
  readonly text: string;
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** Runs a command line of the shell at a terminal of its own. */
function atTerminal(line: string, onText: (text: string, child: ChildProcessWithoutNullStreams) => void) {
  return new Promise<Seen>((resolve, reject) => {
    const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
      cwd: PROJECT,
      env: { ...process.env, TERM: 'xterm', NO_COLOR: '1', SHELL: '/bin/sh' },
    });
    let text = '';
    const collect = (bytes: Buffer): void => {
      text += bytes.toString();
      onText(text, child);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', code => resolve({ code, text: text.replaceAll('\r\n', '\n') }));
  });
}

/** The command line of fleetspec with the site's configuration. */
function line(...argv: string[]): string {
  return [...PROGRAM, ...argv, '--config', site.configFile()].map(quoted).join(' ');
}

/** Types once, when the terminal shows the text. */
function typing(when: string, keys: string) {
  let typed = false;
  return (text: string, child: ChildProcessWithoutNullStreams): void => {
    if (typed || !text.includes(when)) return;
    typed = true;
    child.stdin.write(keys);
  };
}

const states = async (): Promise<string[]> => {
  const { stdout } = await site.fleetspec([
    'service',
    'nginx',
    'status',
    '--json',
    '--config',
    site.configFile(),
  ]);
  return (JSON.parse(stdout) as { data: { status: string } }[]).map(({ data }) => data.status);
};

describe('the question before a whole fleet is changed', () => {
  const STOP = ['service', 'nginx', 'stop'];
  const QUESTION = 'Really stop the service nginx on all 3 nodes? (y/n): ';

  for (const [key, keys, why] of [
    ['n', 'n\n', 'the answer was no'],
    ['Ctrl-D', '\x04', 'there was no answer'],
  ] as const)
    it(`${key}: nothing happens`, async () => {
      const { code, text } = await atTerminal(line(...STOP), typing('(y/n)', keys));
      expect(text)
        .to.include(QUESTION)
        .and.to.include(`did not stop the service nginx on all 3 nodes: ${why}`);
      expect(text).to.match(/\(y\/n\): (n)?\n/);
      expect(code).to.equal(1);
      expect(await states()).to.deep.equal(['running', 'running', 'running']);
    });

  it('Ctrl-C: nothing happens', async () => {
    const { code } = await atTerminal(line(...STOP), typing('(y/n)', '\x03'));
    expect(code).to.equal(130);
    expect(await states()).to.deep.equal(['running', 'running', 'running']);
  });

  it('y: it is done, with progress', async () => {
    const { code, text } = await atTerminal(line(...STOP), typing('(y/n)', 'y\n'));
    expect(text, text)
      .to.include(QUESTION)
      .and.to.match(/\* \[ =+> \] 3 \/ 3/);
    expect(code).to.equal(0);
    expect(await states()).to.deep.equal(['stopped', 'stopped', 'stopped']);
  });
});

describe('the progress bar', () => {
  const SLOW = ['rpc', 'rpcutil', 'ping', '-I', 'web1.example.net', '-I', 'ghost'];
  const bars = (text: string): number[] =>
    (text.match(/ \[ [^\]]* \] 1 \/ 2/g) ?? []).map(bar => bar.length + 2);

  it('fits a terminal that is made narrower meanwhile, at once', async () => {
    let state: 'wide' | 'narrow' | 'over' = 'wide';
    const { code, text } = await atTerminal(`tty; stty cols 80; ${line(...SLOW)}`, (seen, child) => {
      const last = bars(seen).at(-1);
      if (state === 'wide' && last === 72) {
        state = 'narrow';
        spawn('stty', ['-F', /\/dev\/pts\/\d+/.exec(seen)![0], 'cols', '40']);
      } else if (state === 'narrow' && last === 32) {
        state = 'over';
        child.stdin.write('\x03');
      }
    });
    expect({ state, code }, text).to.deep.equal({ state: 'over', code: 130 });
    expect(text).to.contain('given up: 2 of 2 nodes were asked, 1 answered');
  });

  it('is not there on a terminal that cannot rewrite a line', async () => {
    const { code, text } = await atTerminal(
      `TERM=dumb ${line('find')}; TERM=dumb ${line('facts', 'x')}`,
      () => {},
    );
    expect(code).to.equal(0);
    expect(text)
      .to.contain('Finished processing 3 / 3')
      .and.not.to.match(/\x1b|\[ =/);
  });
});

describe('pipes at a terminal', () => {
  it('names that are piped in are the nodes, and nobody is asked', async () => {
    const find = line('find', '-I', 'web2.example.net');
    const { code, text } = await atTerminal(`${find} | ${line('service', 'nginx', 'start')}`, () => {});
    expect(text).not.to.include('(y/n)');
    expect(text).to.include('Finished processing 1 / 1 hosts');
    expect(code).to.equal(0);
    expect(await states()).to.deep.equal(['stopped', 'running', 'stopped']);
  });

  it('a pipe that names nobody is not everybody', async () => {
    const { code, text } = await atTerminal(`true | ${line('service', 'nginx', 'start', '--yes')}`, () => {});
    expect(text).to.include('standard input is a pipe that named nobody').and.to.include('--dm mc');
    expect(code).to.equal(1);
    expect(await states()).to.deep.equal(['stopped', 'running', 'stopped']);
  });

  it('a reader that goes away ends it without a word', async () => {
    const rpc = line('rpc', 'rpcutil', 'inventory', '--dm', 'mc');
    const { text } = await atTerminal(`(${rpc}; echo "left with $?" >&2) | head -1`, () => {});
    // Blank lines and the bar aside there is nothing but the shell's word.
    expect(text).not.to.match(/EPIPE|internal error|at .*\.ts/);
    expect(text).to.match(/left with (141|0)/);
  });
});
