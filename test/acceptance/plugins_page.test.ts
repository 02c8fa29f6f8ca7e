// What docs/plugins.md shows is what the plugins say: each command line is run as it stands, in the order of the page.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { Broker } from '../../lib/broker/broker';
import { sleep } from '../../lib/util/clock';
import { programPath } from '../conformance/activemq_plugins/plugin_run';
import { RawClient } from '../conformance/broker/raw_client';
import { describeOutcome, type Outcome, runProgram } from '../lab/peers/outcome';
import { PROJECT } from './toy_site';

interface Shown {
  readonly command: string;
  readonly output: string;
}

const PAGE = readFileSync(join(PROJECT, 'docs/plugins.md'), 'utf8');
const A_MOMENT_MS = 1_100;
const LOGIN = { login: 'nagios', passcode: 'passw0rd' };

/** Command lines of the page, each with what it prints. */
function shownOn(text: string): Shown[] {
  const blocks = [...text.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, block]) => block!);
  return blocks.flatMap(block =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map(part => {
        const [command = '', ...lines] = part.trimEnd().split('\n');
        return { command, output: lines.join('\n') };
      }),
  );
}

const shown = shownOn(PAGE);
const folder = mkdtempSync(join(tmpdir(), 'fleetspec-plugins-page-'));
const state = ['--state-file', join(folder, 'state.json')];
let broker: Broker;
let client: RawClient;

before(async () => {
  broker = await Broker.start({ name: 'mq1', users: { [LOGIN.login]: LOGIN.passcode } });
  client = await RawClient.connect({ host: broker.address, port: broker.port, ...LOGIN }, '1.1');
  const sizes = { 'exim.stats': 1, 'exim.mail': 3, 'exim.bounce': 1200, 'exim.test': 9, orders: 40 };
  for (const [name, size] of Object.entries(sizes)) await put(name, size);
});
after(async () => {
  client.destroy();
  await broker.stop();
  rmSync(folder, { recursive: true });
});

async function put(queue: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) client.send('SEND', { destination: `/queue/${queue}` }, 'x');
  await client.processed('SEND', { destination: '/topic/nothing' }, 'x');
}

// As a shell splits it; the broker is at another address than on the page.
function wordsOf(command: string): string[] {
  const words = (command.match(/(?:'[^']*'|[^\s'])+/g) ?? []).map(word => word.replaceAll("'", ''));
  return words.map(word =>
    word === 'mq1' ? `${broker.address}:${broker.port}` : word === 'mq2' ? '127.0.0.1:1' : word,
  );
}

function run({ command }: Shown): Promise<Outcome> {
  const [name = '', ...args] = wordsOf(command);
  const path = programPath(`${name === 'activemq_cacti' ? 'cacti' : 'nagios'}/${name}`);
  const changes = / --(stalled|growth)/.test(command) ? state : [];
  const env = { STOMP_USER: LOGIN.login, STOMP_PASSWORD: LOGIN.passcode };
  return runProgram(process.execPath, [path, ...args, ...changes], { env });
}

// What is measured differs each time; `…` stands for what the page leaves out.
function expectShown(outcome: Outcome, { output }: Shown): void {
  const pattern = output
    .replaceAll('mq1:61613', `${broker.address}:${broker.port}`)
    .replaceAll('mq2:61613', '127.0.0.1:1')
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\d+\\\.\d+( s|s)/g, '[\\d.]+$1')
    .replace(/\b\d+ s\b/g, '\\d+ s')
    .replaceAll('size:1254', 'size:\\d+')
    .replaceAll('…', '.*');
  expect(outcome.stdout.trimEnd(), describeOutcome(outcome)).to.match(new RegExp(`^${pattern}$`));
  expect(outcome.stderr).to.equal('');
}

describe('docs/plugins.md', () => {
  const ofBroker = shown.filter(({ command }) => !command.startsWith('check_backup'));

  it('shows every plugin for ActiveMQ', () => {
    for (const name of ['check_activemq_queue', 'check_activemq_broker', 'check_activemq', 'activemq_cacti'])
      expect(
        ofBroker.some(({ command }) => command.startsWith(`${name} `)),
        name,
      ).to.equal(true);
  });

  for (const [index, each] of ofBroker.entries()) {
    it(`shows what it prints: ${each.command}`, async () => {
      // Between two runs of the same check something happens.
      if (each.command === ofBroker[index - 1]?.command) await sleep(A_MOMENT_MS);
      const comes = ofBroker[index + 1]?.command === each.command;
      if (comes && each.command.includes('--stalled'))
        await client.processed('SUBSCRIBE', { id: 'o', destination: '/queue/orders', ack: 'client' });
      if (!comes && each.command.includes('DLQ')) await put('DLQ.orders', 1);
      expectShown(await run(each), each);
    });
  }

  it('shows a plugin of one’s own', async () => {
    const own = shown.find(({ command }) => command.startsWith('check_backup'))!;
    const installed = join(folder, 'node_modules/fleetspec');
    mkdirSync(installed, { recursive: true });
    copyFileSync(join(PROJECT, 'package.json'), join(installed, 'package.json'));
    symlinkSync(join(PROJECT, 'dist'), join(installed, 'dist'));
    copyFileSync(join(PROJECT, 'examples/own_plugin/check_backup.js'), join(folder, 'check_backup.js'));
    const backups = join(folder, 'backups');
    mkdirSync(backups);
    writeFileSync(join(backups, 'tuesday.tar'), Buffer.alloc(2_000_000));
    const hourAgo = Date.now() / 1000 - 3600;
    utimesSync(join(backups, 'tuesday.tar'), hourAgo, hourAgo);
    const [name = '', ...args] = wordsOf(own.command);
    const words = args.map(word => (word === '/backup/db' ? backups : word));
    expectShown(await runProgram(process.execPath, [join(folder, name), ...words]), own);
    const code = /```js\n([\s\S]*?)```/.exec(PAGE)![1]!;
    const shipped = readFileSync(join(folder, 'check_backup.js'), 'utf8');
    for (const line of code.split('\n').filter(Boolean)) expect(shipped).to.include(line);
  });

  it('tells of options that there are', async () => {
    const reference = readFileSync(join(PROJECT, 'docs/reference/plugins.md'), 'utf8');
    const told = [...PAGE.matchAll(/`[^`\n]*?(--[a-z][\w-]*)/g)].map(match => match[1]!);
    const other = [
      '--lint',
      '--bench',
      '--enqueue-rate-',
      '--dequeue-rate-',
      '--drain',
      '--store',
      '--temp',
      '--mem',
    ];
    const sums = ['--consumers', '--producers', '--messages'];
    const unknown = told.filter(
      option => ![...other, ...sums].includes(option) && !reference.includes(option),
    );
    expect(unknown).to.deep.equal([]);
  });
});
