// What docs/commands.md shows is what the commands print: its examples are run, pipes and all, on the fleet it is about.
// UPDATE_GOLDEN=1 writes what they print into the page.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { COMMANDS } from '../../lib/cli/commands';
import { PROJECT, ToySite } from './toy_site';

const PAGE = join(PROJECT, 'docs/commands.md');
const page = readFileSync(PAGE, 'utf8');
const COUNTRIES = ['de', 'uk', 'de'];

let site: ToySite;
before(async () => {
  const web = [1, 2, 3].map(n => ({
    identity: `web${n}.example.net`,
    classes: ['role::web'],
    facts: { country: COUNTRIES[n - 1]!, cpus: 4 },
    packages: { openssl: n === 3 ? '3.0.11-1' : '3.0.15-1' },
    services: { nginx: n === 2 ? ('stopped' as const) : ('running' as const) },
    processes: [{ command: 'nginx: worker process', user: 'www-data' }],
    blocked: n === 1 ? ['192.0.2.7'] : [],
    files: {
      '/etc/nagios/nrpe.d/disk.cfg': 'command[check_disk]=/usr/lib/nagios/plugins/check_disk -w 10%\n',
    },
    settings: { 'nrpe.conf_dir': '/etc/nagios/nrpe.d' },
  }));
  const app = Array.from({ length: 30 }, (_, i) => ({
    identity: `app${String(i + 1).padStart(2, '0')}.example.net`,
    classes: ['role::app'],
    facts: { country: i === 16 ? 'uk' : 'de' },
    services: { nginx: i === 16 ? ('stopped' as const) : ('running' as const) },
  }));
  const database = {
    identity: 'db1.example.net',
    classes: ['role::db'],
    facts: { country: 'uk' },
    services: {},
  };
  site = await ToySite.start([...web, ...app, database]);
  for (const { identity } of web)
    site.fleet.host(identity).exec.install({
      check_disk: async () => {
        const full = identity.startsWith('web3');
        const stdout = full
          ? 'DISK CRITICAL - free space: / 212 MB (2%)\n'
          : 'DISK OK - free space: / 6 GB (60%)\n';
        return { code: full ? 2 : 0, stdout, stderr: '' };
      },
    });
});
after(() => site.stop());

// All 34 hosts, their broker and the command share this process. On a busy machine their answers come late and far apart,
// and none may be missed: silence ends discovery here, a cap never does.
const config = (): string =>
  site.configFile({ timeoutMs: 30_000, discovery: { capMs: 30_000, quietMs: 300 } });

interface Example {
  readonly line: string;
  readonly shown: string;
}

/** The commands of a block and what it shows of each. */
function examplesOf(block: string): Example[] {
  return block
    .split(/^(?=\$ )/m)
    .map(part => ({ line: part.split('\n')[0]!.slice(2), shown: part.split('\n').slice(1).join('\n') }));
}

const blocks = [...page.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(match => match[1]!);

/** The words of a shell's command, which has no more than quotes. */
const wordsOf = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(match => match[1] ?? match[2]!);

async function printed(line: string): Promise<string> {
  let [input, text] = ['', ''];
  for (const command of line.split(' | ')) {
    const [program, name = '', ...argv] = wordsOf(command);
    expect(program, line).to.equal('fleetspec');
    const configured = COMMANDS[name]!.options.some(({ flags }) => flags.includes('--config'));
    const words = [name, ...argv, ...(configured ? ['--config', config()] : [])];
    const { stdout, stderr } = await site.fleetspec(words, {
      stdin: Readable.from(input === '' ? [] : [input]),
    });
    input = stdout;
    text = stdout + stderr;
  }
  return text;
}

// Times, pids and versions are others each time. Blank lines at either end are nobody's business.
function steady(text: string): string {
  return text
    .replace(/\d+\.\d\d ms/g, 'T ms')
    .replace(/at \d+\.\d\d s:|\d+ ms\b|127\.0\.0\.1:\d+/g, 'X')
    .replace(/(max|min|avg): [\d.]+/g, '$1: T')
    .replace(/[▁▂▃▄▅▆▇]+/g, '▇')
    .replace(
      /^( +(?:Version|Start Time|Config File|Process ID|Total Messages|Messages \w+.*|Replies Sent|Expired.*|.* Time): ).*$/gm,
      '$1X',
    )
    .replace(/^(Finished processing .* hosts in ).*$/gm, '$1T')
    .replace(/ +$/gm, '')
    .split('\n')
    .map(line => (/^web\d.* time=/.test(line) ? 'web time=T' : line))
    .join('\n')
    .trim();
}

describe('docs/commands.md', () => {
  let updated = page;
  for (const block of blocks) {
    for (const { line, shown } of examplesOf(block))
      it(line, async () => {
        const text = await printed(line);
        if (process.env.UPDATE_GOLDEN) {
          const fresh = text.replaceAll(`${site.folder}/`, '/etc/').replace(/^\n+|\n+$/g, '');
          updated = updated.replace(`$ ${line}\n${shown}`, () => `$ ${line}\n${fresh}\n`);
          writeFileSync(PAGE, updated);
        } else expect(steady(text)).to.equal(steady(shown));
        expect(text).not.to.include('internal error');
      });
  }

  it('says which command takes which options', () => {
    const rows = /^## Which command takes what$(.*?)^## /ms.exec(page)![1]!.match(/^\|.*\|$/gm)!;
    const cells = (row: string): string[] => row.split('|').slice(1, -1);
    const words = (cell: string): string[] => cell.replaceAll('`', '').trim().split(' ');
    const [head, , ...body] = rows.map(cells);
    const listed = body.flatMap(([first, ...marks]) => {
      for (const name of words(first!))
        for (const [at, mark] of marks.entries())
          for (const flag of words(head![at + 1]!)) {
            const has = COMMANDS[name]!.options.some(({ flags }) => flags.split(/[ ,]+/).includes(flag));
            expect(has, `${name} ${flag}`).to.equal(mark.trim() === 'yes');
          }
      return words(first!);
    });
    const asking = Object.values(COMMANDS).filter(({ options }) =>
      options.some(({ flags }) => flags.startsWith('--nodes')),
    );
    expect(listed.sort()).to.deep.equal(asking.map(({ name }) => name).sort());
  });

  it('has a report that can be printed', async () => {
    const file = site.feature(/^```yaml\n([\s\S]*?)^```$/m.exec(page)![1]!, 'report.yaml');
    const { code, stdout } = await site.fleetspec([
      ...['inventory', '--report', file, '-C', 'role::web', '--config', config()],
    ]);
    expect(code).to.equal(0);
    expect(stdout).to.match(
      /^Web servers, 3 in all +page 1\n-+\nweb1\.example\.net +de\n {4}classes: role::web\n/,
    );
  });

  it('names the question as it is asked', async () => {
    expect(page).to.include(' on all 34 nodes, 10% at a time? (y/n):');
    const { stderr } = await site.fleetspec(['service', 'nginx', 'restart', '--config', config()]);
    expect(stderr).to.include('did not restart the service nginx on all 34 nodes');
  });
});
