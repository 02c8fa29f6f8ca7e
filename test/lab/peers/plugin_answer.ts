// What every answer of `fleetspec check` must be, whatever happened: one plugin line, its exit code, and silence.
import { expect } from 'chai';
import type { Status } from '../../../lib/nagios/status';
import { EXIT_CODE } from '../../../lib/nagios/status';
import { describeOutcome, type Outcome } from './outcome';

// What starting a process may take on a busy machine, on top of the time given to the check.
const START_MS = 1_500;

export interface ExpectedAnswer {
  /** Texts the first line must hold. */
  readonly says: readonly (string | RegExp)[];
  /** What was given as `-t`, or the time within which it must know; default 15. */
  readonly deadlineSeconds?: number;
}

// 'label'=value[unit];warn;crit;min;max with plain numbers.
const NUMBER = '-?\\d+(?:\\.\\d+)?';
const METRIC = `(?:[\\w.%/-]+|'(?:[^'=|]|'')+')=(?:U|${NUMBER}(?:us|ms|s|%|[KMGT]?B|c)?)(?:;(?:${NUMBER})?){0,4}`;
const FIRST_LINE = new RegExp(
  `^(OK|WARNING|CRITICAL|UNKNOWN): ([^|]+?) - ([^|]+)\\|${METRIC}(?: ${METRIC})*$`,
);

export function expectAnswer(outcome: Outcome, status: Status, expected: ExpectedAnswer): void {
  const described = describeOutcome(outcome);
  const [first = '', ...rest] = outcome.stdout.trimEnd().split('\n');
  expect(first, described).to.match(FIRST_LINE);
  expect(first.startsWith(`${status}: `), described).to.equal(true);
  expect(outcome.code, described).to.equal(EXIT_CODE[status]);
  for (const text of expected.says) {
    if (text instanceof RegExp) expect(first, described).to.match(text);
    else expect(first, described).to.contain(text);
  }
  expect(outcome.stderr, described).to.equal('');
  for (const line of rest) expect(line, described).not.to.match(/\||^\s+at /);
  expect(Buffer.byteLength(outcome.stdout), described).to.be.below(8192);
  const deadline = expected.deadlineSeconds ?? 15;
  expect(Number(/\btime=([\d.]+)s/.exec(first)?.[1]), described).to.be.below(deadline);
  expect(outcome.elapsedMs, described).to.be.below(deadline * 1000 + START_MS);
}

/** What a command that is no plugin must be when it cannot work: one sentence on stderr, exit 1, nothing else. */
export function expectFault(outcome: Outcome, says: readonly (string | RegExp)[]): void {
  const described = describeOutcome(outcome);
  expect(outcome.code, described).to.equal(1);
  expect(outcome.stdout, described).to.equal('');
  expect(outcome.stderr.trimEnd().split('\n'), described).to.have.length(1);
  for (const text of says) {
    if (text instanceof RegExp) expect(outcome.stderr, described).to.match(text);
    else expect(outcome.stderr, described).to.contain(text);
  }
}
