// docs/verdicts.md, row by row: each is a scenario of its own on three toy hosts, run as `fleetspec check` runs it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import type { FleetPort } from '../../../lib/checks/fleet_port';
import { type RunOutcome, statusOf } from '../../../lib/runner/outcome';
import { type Clock, systemClock, type Timer } from '../../../lib/util/clock';
import { Given, Then } from '../../../support/cucumber';
import { ToyFleet, type ToyNode } from '../checks/toy_fleet';
import { runFeature } from './feature_fixture';

const PAGE = readFileSync(resolve(__dirname, '../../../docs/verdicts.md'), 'utf8');
const HOSTS = ['web1', 'web2', 'web3'];
// Of the whole run, in seconds: of steps that would never end, and of the others.
const SHORT = 1;
const LONG = 60;

type Row = Readonly<Record<string, string>>;

interface Table {
  readonly title: string;
  /** What every step says after its claim. */
  readonly verb: string;
  readonly rows: readonly Row[];
}

function tables(page: string): Table[] {
  return page.split(/^## /m).flatMap(section => {
    const title = section.split('\n')[0]!;
    return [...section.matchAll(/^(\|.*\|)\n\|[-|]+\|\n((?:\|.*\|\n)+)/gm)].map(([, head, body]) => {
      const names = cells(head!);
      const step = names.findIndex(name => name.startsWith('Step'));
      const verb = /… (.*)\)$/.exec(names[step]!)?.[1] ?? '';
      names[step] = 'Step';
      const rows = body!
        .trimEnd()
        .split('\n')
        .map(line => Object.fromEntries(cells(line).map((cell, i) => [names[i]!, cell])));
      return { title, verb, rows };
    });
  });
}

const cells = (line: string): string[] =>
  line
    .slice(1, -1)
    .split('|')
    .map(cell => cell.trim());

function fleetOf(shown: string): ToyFleet {
  const nodes = shown.split(', ').flatMap((load, i): [string, ToyNode][] => {
    if (load === 'gone') return [];
    const answer = (data: Record<string, string | number>) => () =>
      load === 'silent' ? undefined : { data };
    const agents = { host: answer({ load1: Number(load) }), rpcutil: answer({ fact: 'cores', value: load }) };
    return [[HOSTS[i]!, { agents, classes: ['web'] }]];
  });
  return new ToyFleet(Object.fromEntries(nodes));
}

function featureOf({ Step = '', Tags = '' }: Row, verb: string): string {
  const tags = Tags.split(' ');
  const steps = Step.split(', then ').map(step => `    Then ${step.replace('…', verb)}`);
  // Tags of the feature go before those of the scenario.
  return [
    tags[0] ?? '',
    'Feature: Web',
    `  ${tags[1] ?? ''}`,
    '  Scenario: Load',
    ...(verb || Step.includes('fact') ? ['    Given the hosts named web1, web2 and web3'] : []),
    ...steps,
  ].join('\n');
}

function waiversOf(text: string): string {
  const keys = text.replace(/^maintenance, /, '').split(', ');
  const given = (key: string, value: string): string[] =>
    text.includes(`${key}:`) ? [] : [`${key}: ${value}`];
  const entry = [...keys, 'reason: new disks', 'by: ann', ...given('until', '2099-01-01')];
  if (!text.startsWith('maintenance')) return JSON.stringify([entryOf(entry)]);
  return JSON.stringify({ maintenance: [entryOf([...entry, 'from: 2020-01-01'])] });
}

const entryOf = (lines: readonly string[]) =>
  Object.fromEntries(lines.map(line => line.split(': ').map(part => part.replaceAll('"', ''))));

/** Steps that the page calls my own. */
function ownSteps(): void {
  Then('my own assertion fails', () => expect(3).to.equal(2));
  Then('my own step throws', () => {
    throw new Error('it broke');
  });
  Given('my own step is pending', () => 'pending');
  Then('my own step never ends', () => new Promise(() => {}));
}

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetspec-verdicts-'));
});
after(() => rmSync(folder, { recursive: true }));

/** Half a year before the waivers of the page end; sleeping passes it, so that nobody waits. */
class PageClock implements Clock {
  #slept = 0;

  now(): number {
    return Date.UTC(2098, 5, 1) + this.#slept;
  }

  monotonic(): number {
    return systemClock.monotonic() + this.#slept;
  }

  after(ms: number, fn: () => void): Timer {
    return systemClock.after(ms, fn);
  }

  pass(ms: number): void {
    this.#slept += ms;
  }
}

async function run(row: Row, verb: string): Promise<RunOutcome> {
  const fleet = fleetOf(row.Hosts ?? '1, 1, 1');
  const waiversFile = row.Waiver ? join(folder, 'waivers.yaml') : undefined;
  if (waiversFile) writeFileSync(waiversFile, waiversOf(row.Waiver!));
  const clock = new PageClock();
  // The deadline is of the real time, and so must be what it cuts short.
  const endless = /never ends|1 hour/.test(row.Step!);
  return runFeature(featureOf(row, verb), {
    seconds: endless ? SHORT : LONG,
    steps: ownSteps,
    checks: { waiversFile },
    surroundings: {
      fleet: async () => fleet as unknown as FleetPort,
      observe: (_observation, ask) => ask(),
      clock,
      ...(!endless && { pass: (ms: number) => clock.pass(ms) }),
    },
  });
}

for (const { title, verb, rows } of tables(PAGE)) {
  describe(`verdicts: ${title}`, () => {
    for (const row of rows) {
      it([row.Hosts, row.Tags, row.Waiver, row.Step].filter(Boolean).join(' · '), async () => {
        const outcome = await run(row, verb);
        const [scenario] = outcome.scenarios;
        const told = scenario?.reason ?? '';
        expect([statusOf(outcome), told.slice(0, row.Told!.length)], told).to.deep.equal([
          row.State,
          row.Told,
        ]);
        if (row.Told === '') expect(told).to.equal('');
        if (row.Verdict) expect(scenario?.verdict).to.equal(row.Verdict);
      });
    }
  });
}
