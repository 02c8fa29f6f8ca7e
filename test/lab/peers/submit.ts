// `fleetspec submit` in the lab: a configuration, a plugin that says what it is told, and the command itself.
import { expect } from 'chai';
import { runFleetspec } from './fleetspec';
import type { Lab } from './lab';
import { describeOutcome, type Outcome, type RunOptions } from './outcome';

/** Writes the configuration and the plugin. */
export function prepareSubmit(lab: Lab, targets: object): void {
  const passive = { queue_dir: lab.path('queue'), targets };
  lab.write('passive.yaml', JSON.stringify({ identity: 'mon.lab', passive }), 0o600);
  lab.write('check_thing', '#!/bin/sh\nprintf "%b" "$1"\nexit "$2"\n', 0o755);
}

/** `fleetspec submit` of a plugin that prints `text` (as printf's %b) and exits with `state`. */
export function submit(
  lab: Lab,
  args: readonly string[],
  text: string,
  state: number,
  options: RunOptions = {},
): Promise<Outcome> {
  const words = ['submit', '--config', lab.path('passive.yaml'), ...args, '--', lab.path('check_thing')];
  return runFleetspec(lab, [...words, text, String(state)], options);
}

/** `fleetspec submit --flush`, which does not try for long. */
export function flush(lab: Lab): Promise<Outcome> {
  return runFleetspec(lab, [
    'submit',
    '--config',
    lab.path('passive.yaml'),
    '--flush',
    '--deliver-timeout',
    '2',
  ]);
}

/** All is delivered: exit 0, and not a word. */
export function expectSilent(outcome: Outcome): void {
  expect([outcome.code, outcome.stdout, outcome.stderr], describeOutcome(outcome)).to.deep.equal([0, '', '']);
}

/** For `submit`: backslashes, quotes, a semicolon, what is no ASCII, performance data and three lines. */
export const ODD_TEXT = "DISK C:\\\\temp\\\\new; 9% é|'a b'=9%;10;5 c=1\\nsecond C:\\\\new\\nthird";
