// A built plugin run as a monitoring system would, and what holds for every answer whatever was asked.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { lintOutput } from '../../../lib/nagios/lint/lint_output';
import { EXIT_CODE, type Status } from '../../../lib/nagios/status';
import { describeOutcome, type Outcome, type RunOptions, runProgram } from '../../lab/peers/outcome';

const DIST = resolve(__dirname, '../../../dist/plugins');
const READERS = ['nagios', 'icinga', 'negate', 'urlize'] as const;
// Nagios' buffer.
const MAX_BYTES = 8192;

export interface PluginRunAnswer extends Outcome {
  readonly status: Status;
  /** Line 1 without its performance data. */
  readonly text: string;
  readonly perfdata: string;
  /** Lines after the first. */
  readonly details: readonly string[];
}

/** The path of a built plugin: `nagios/check_activemq_queue`. */
export function programPath(name: string): string {
  const path = join(DIST, `${name}.js`);
  expect(existsSync(path), `${path} is missing: run \`npm run build\` first`).to.equal(true);
  return path;
}

/** Runs a check; `secrets` must not be in what it prints. */
export async function runCheck(
  name: string,
  args: readonly string[],
  options: RunOptions = {},
  secrets: readonly string[] = [],
): Promise<PluginRunAnswer> {
  const outcome = await runProgram(process.execPath, [programPath(`nagios/${name}`), ...args], options);
  return answerOf(outcome, secrets);
}

/** Asserts what every answer must be. */
export function answerOf(outcome: Outcome, secrets: readonly string[] = []): PluginRunAnswer {
  const described = describeOutcome(outcome);
  expect(outcome.stderr, described).to.equal('');
  expect(outcome.stdout, described).to.match(/^(OK|WARNING|CRITICAL|UNKNOWN): \S[^\n]*\n/);
  expect(outcome.stdout.endsWith('\n'), described).to.equal(true);
  expect(Buffer.byteLength(outcome.stdout), described).to.be.below(MAX_BYTES);
  for (const secret of secrets) expect(outcome.stdout, described).to.not.include(secret);
  const [first = '', ...details] = outcome.stdout.slice(0, -1).split('\n');
  expect(first.split('|').length, described).to.be.at.most(2);
  expect(details.join('\n'), described).to.not.include('|');
  expect(complaintsOf(outcome), described).to.deep.equal([]);
  const status = first.slice(0, first.indexOf(':')) as Status;
  expect(outcome.code, described).to.equal(EXIT_CODE[status]);
  const [text = '', perfdata = ''] = first.split('|');
  return { ...outcome, status, text: text.slice(status.length + 2), perfdata, details };
}

// What those who read it would take for something else than was meant.
function complaintsOf({ stdout, stderr, code }: Outcome): string[] {
  const views = lintOutput({ stdout, stderr, exitCode: code ?? undefined }, READERS);
  return [...views.values()].flatMap(({ consumer, remarks }) =>
    remarks.filter(({ weight }) => weight === 'error').map(({ text }) => `${consumer} ${text}`),
  );
}

/** Runs activemq_cacti. */
export async function runCacti(
  args: readonly string[],
  options: RunOptions = {},
): Promise<{ line: string; code: number | null }> {
  const outcome = await runProgram(process.execPath, [programPath('cacti/activemq_cacti'), ...args], options);
  expect(outcome.stderr, describeOutcome(outcome)).to.equal('');
  expect(outcome.stdout.endsWith('\n'), describeOutcome(outcome)).to.equal(true);
  return { line: outcome.stdout.slice(0, -1), code: outcome.code };
}
