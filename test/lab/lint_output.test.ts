// What lint-output says of an output is what Nagios, NRPE, Icinga 2, negate and urlize really make of it.
import { spawnSync } from 'node:child_process';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { readIcingaMetric } from '../../lib/nagios/lint/icinga_perfdata';
import { type Consumer, viewOf } from '../../lib/nagios/lint/lint_output';
import type { PluginOutput, View } from '../../lib/nagios/lint/plugin_output';
import { EXIT_CODE, type Status } from '../../lib/nagios/status';
import { OUTPUT_SAMPLES, type OutputSample } from './fixtures/plugin_outputs';
import { Icinga } from './peers/icinga';
import { type Lab, useLab } from './peers/lab';
import { Nagios, type StatusBlock } from './peers/nagios';
import { NrpeServer } from './peers/nrpe_server';
import { type Outcome, runProgram } from './peers/outcome';

const PLUGINS = '/usr/lib/nagios/plugins';
const NAMES = Object.keys(OUTPUT_SAMPLES);

describe('lint-output', () => {
  const lab = useLab('lint_output');
  let plugin: string;

  before(() => {
    plugin = writePlugin(lab);
  });

  describe('Nagios 4', () => {
    let nagios: Nagios;
    before(async () => {
      const services = NAMES.map(name => ({ description: name, commandLine: `${plugin} ${name}` }));
      nagios = await Nagios.start(lab, services);
    });

    for (const name of NAMES) {
      it(name, async () => {
        const block = await nagios.checked(name);
        const view = seen('nagios', name);
        const facts = { ...factsOf(view), text: outOfBounds(name, view.text) };
        // It sometimes cuts a long output, and what it does with the rest is right.
        const known = [facts, ...cutOutputs(name).map(output => factsOf(viewOf('nagios', output)))];
        expect(known).to.deep.include(nagiosFacts(block));
      });
    }
  });

  describe('NRPE 2 before Nagios 4', () => {
    let nrpe: NrpeServer;
    before(async () => {
      nrpe = await NrpeServer.start(lab, Object.fromEntries(NAMES.map(name => [name, `${plugin} ${name}`])));
    });

    for (const name of NAMES) {
      it(name, async () => {
        const arrived = await nrpe.ask(name, 2);
        const afterwards = viewOf('nagios', { ...arrived, stderr: '', exitCode: arrived.code ?? undefined });
        expect(factsOf(seen('nrpe', name))).to.deep.equal(factsOf(afterwards));
      });
    }
  });

  describe('Icinga 2', () => {
    let icinga: Icinga;
    before(async () => {
      icinga = await Icinga.start(lab, { objects: icingaObjects(plugin) });
    });

    for (const name of NAMES) {
      it(name, async () => {
        const result = await icinga.checked('fleet', name);
        const view = seen('icinga', name);
        expect(result.state).to.equal(EXIT_CODE[view.state as Status]);
        expect(result.performance_data ?? []).to.deep.equal(view.perfdata);
        const [text = '', ...details] = withoutSignal(result.output).split('\n');
        // Stderr comes whenever it was written, here first.
        if (OUTPUT_SAMPLES[name]!.stderr === undefined || OUTPUT_SAMPLES[name]!.stdout === '')
          expect([text, details.join('\n')]).to.deep.equal([view.text, view.details]);
        else
          expect(result.output)
            .to.match(/^deprecated\n/)
            .and.to.contain(view.text);
      });
    }

    it('keeps and drops of a metric what its own parser does', () => {
      const metrics = [
        ...new Set([...NAMES.flatMap(name => seen('icinga', name).perfdata), ...MORE_METRICS]),
      ];
      const sources = metrics.slice(0, 400);
      const parsed = parsedByIcinga(sources);
      for (const [index, source] of sources.entries()) {
        const { value, lostFields } = readIcingaMetric(source);
        const real = parsed[index];
        expect(value !== undefined, source).to.equal(
          real !== null && real !== undefined && real.value !== null,
        );
        if (!real || value === undefined) continue;
        const given = source
          .slice(source.lastIndexOf('=') + 1)
          .split(';')
          .slice(1);
        const lost = (['warn', 'crit', 'min', 'max'] as const).filter(
          (field, at) => given[at] && real[field] === null,
        );
        expect(lostFields, source).to.deep.equal(lost);
      }
    });

    it('knows the units that its own parser knows', () => {
      const known = parsedByIcinga(UNITS.map(unit => `a=7${unit}`)).map(
        real => real !== null && (real.unit !== '' || real.value !== 7),
      );
      const ours = UNITS.map(unit => readIcingaMetric(`a=7${unit}`).lostUnit === undefined);
      expect(Object.fromEntries(UNITS.map((unit, at) => [unit, ours[at]]))).to.deep.equal(
        Object.fromEntries(UNITS.map((unit, at) => [unit, known[at]])),
      );
    });
  });

  describe('negate', () => {
    for (const name of NAMES) {
      it(name, async () => {
        const outcome = await runProgram(`${PLUGINS}/negate`, [plugin, name]);
        const view = seen('negate', name);
        if (view.state !== 'any') expect(outcome.code).to.equal(exitOf(view.state));
        const after = viewOf('nagios', { stdout: outcome.stdout, stderr: '', exitCode: 0 });
        expect(outcome.stdout.split('\n')[0]!.split('|')[0]).to.equal(view.text.split('|')[0]);
        expect(after.perfdata).to.deep.equal(allPerfdata(name, view));
      });
    }

    it('changes with -s as often as it is said', async () => {
      const outcome = await runProgram(`${PLUGINS}/negate`, ['-s', plugin, 'words']);
      expect(outcome.stdout).to.equal(
        'CRITICAL: 3 BOCRITICALS CRITICAL, 1 WARNING|CRITICAL=1 bookCRITICAL=2 b=3\nhost CRITICAL\n',
      );
      expect(seen('negate', 'words').remarks.map(remark => remark.text)).to.deep.equal([
        'renames "OK", "bookOK" with -s: it changes every OK',
        'changes OK in 6 places with -s, even within BOOKS',
      ]);
    });
  });

  describe('urlize', () => {
    for (const name of NAMES) {
      it(name, async () => {
        const outcome = await runProgram(`${PLUGINS}/urlize`, ['http://u', plugin, name]);
        const view = seen('urlize', name);
        if (view.state === 'exit 134') {
          expect(outcome.code).to.equal(null);
          expect(outcome.stderr).to.contain('buffer overflow');
          return;
        }
        expect(outcome.code).to.equal(exitOf(view.state));
        expect(linked(outcome)).to.equal([view.text, ...view.perfdata.map(text => ` | ${text}`)].join(''));
      });
    }
  });
});

const UNITS = [
  ...[
    's',
    'ms',
    'us',
    'ns',
    'm',
    'h',
    'd',
    'S',
    'MS',
    'min',
    'sec',
    '%',
    'B',
    'KB',
    'kB',
    'MB',
    'GB',
    'TB',
    'PB',
  ],
  ...[
    'KiB',
    'GiB',
    'b',
    'Mb',
    'A',
    'mA',
    'V',
    'kV',
    'W',
    'MW',
    'Ah',
    'As',
    'Wh',
    'kWh',
    'g',
    'kg',
    't',
    'l',
    'ml',
  ],
  ...[
    'hl',
    'lm',
    'C',
    'F',
    'K',
    'dBm',
    'O',
    'packets',
    'q',
    'Hz',
    '°C',
    'bytes',
    'pkts',
    'rpm',
    'VA',
    'var',
    'dB',
    'pp',
  ],
];

const MORE_METRICS = [
  ...[
    'a=1;2s;3s',
    'a=1;@5;10',
    'a=1;5;10;;',
    'a=1;2;3;0;100%',
    'a=1GB;1;2',
    'a=1e3e',
    'a=1x1',
    'a=1/s',
    'a=1..',
  ],
  ...[
    'a=-',
    'a=',
    'a=.',
    'a=nan',
    'a=-inf',
    'a=1;2:3,4;5',
    'a=U%',
    'a=u',
    "a='1'",
    'a=1;inf;2',
    'a=12;1e2;3',
  ],
];

function writePlugin(lab: Lab): string {
  for (const [name, sample] of Object.entries(OUTPUT_SAMPLES)) {
    lab.write(`samples/${name}.err`, sample.stderr ?? '');
    lab.write(`samples/${name}.out`, sample.stdout as string);
    lab.write(`samples/${name}.end`, ending(sample));
  }
  const folder = lab.path('samples');
  return lab.write(
    'plugin',
    `#!/bin/sh\ncat "${folder}/$1.err" >&2\ncat "${folder}/$1.out"\n. "${folder}/$1.end"\n`,
    0o755,
  );
}

const ending = ({ exitCode = 0, signal }: OutputSample): string =>
  signal ? `kill -${signal} $$\n` : `exit ${exitCode}\n`;

function seen(consumer: Consumer, name: string): View {
  return viewOf(consumer, outputOf(OUTPUT_SAMPLES[name]!));
}

function outputOf({ stdout, stderr = '', exitCode = 0, signal }: OutputSample): PluginOutput {
  return { stdout: stdout.toString(), stderr, exitCode: signal ? undefined : exitCode };
}

// nagioscore#625: of a plugin that ends it may miss what does not fit the buffers it has read.
const NAGIOS_BUFFER = 4096;

function cutOutputs(name: string): PluginOutput[] {
  const output = outputOf(OUTPUT_SAMPLES[name]!);
  const cuts = Math.floor(output.stdout.length / NAGIOS_BUFFER);
  return Array.from({ length: cuts }, (_, index) => ({
    ...output,
    stdout: output.stdout.slice(0, (index + 1) * NAGIOS_BUFFER),
  }));
}

interface Facts {
  readonly state: string;
  readonly text: string;
  readonly details: string;
  readonly perfdata: readonly string[];
}

const factsOf = ({ state, text, details, perfdata }: View): Facts => ({ state, text, details, perfdata });

function nagiosFacts(block: StatusBlock): Facts {
  const state = (['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const)[Number(block.current_state)]!;
  const perfdata = block.performance_data ?? '';
  const unescaped = (block.long_plugin_output ?? '').replace(/\\(n|\\)/g, (_, mark) =>
    mark === 'n' ? '\n' : '\\',
  );
  return {
    state,
    text: block.plugin_output ?? '',
    details: unescaped.replace(/\n+$/, ''),
    perfdata: perfdata === '' ? [] : [perfdata],
  };
}

// It names service and host, which lint-output cannot know.
const outOfBounds = (name: string, text: string): string =>
  text.replace('for service …', `for service '${name}' on host 'fleet'`);

function exitOf(state: string): number {
  const number = /^exit (\d+)$/.exec(state)?.[1];
  return number === undefined ? EXIT_CODE[state as Status] : Number(number);
}

// What Nagios would store of all lines that negate passes on.
function allPerfdata(name: string, { text }: View): readonly string[] {
  if (text.startsWith('No data')) return [];
  const { stdout } = outputOf(OUTPUT_SAMPLES[name]!);
  return viewOf('nagios', { stdout: stdout.replace(/\0[^\n]*/g, ''), stderr: '', exitCode: 0 }).perfdata;
}

const linked = ({ stdout }: Outcome): string =>
  stdout
    .replace('<A href="http://u">', '<A href="…">')
    .replace(/\/\S*urlize (UNKNOWN - No data received from host)\nCMD: .*<\/A>\n$/s, 'urlize $1</A>');

const withoutSignal = (output: string): string => output.replace(/\n?<Terminated by signal .*>$/, '');

function icingaObjects(plugin: string): string {
  const services = NAMES.map(
    name => `object Service "${name}" {
  host_name = "fleet"
  check_command = "sample"
  check_interval = 4s
  max_check_attempts = 1
  vars.sample = "${name}"
}`,
  );
  return `
object CheckCommand "sample" { command = [ "${plugin}", "$sample$" ] }
object Host "fleet" { check_command = "dummy" }
${services.join('\n')}
`;
}

interface ParsedMetric {
  readonly value: number | null;
  readonly unit: string;
  readonly warn: number | null;
  readonly crit: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** By Icinga's own function; null for what it refuses. */
function parsedByIcinga(sources: readonly string[]): (ParsedMetric | null)[] {
  const calls = sources.map(
    source =>
      `(() => { try { return parse_performance_data(${JSON.stringify(source)}) } except { return null } })()`,
  );
  const { stdout, stderr } = spawnSync('icinga2', ['console', '--eval', `[${calls.join(',')}]`], {
    encoding: 'utf8',
  });
  const last = stdout.trim().split('\n').at(-1)!;
  if (!last.startsWith('[')) throw new Error(`icinga2 console: ${stdout}${stderr}`);
  return JSON.parse(last) as (ParsedMetric | null)[];
}
