// Scenarios and steps as they happen, on the terminal.
import { plainLine } from '../nagios/output';
import type { ProgressEvent, StepMark } from '../runner/progress';
import { type Colour, paint } from './colour';

const MARKS: Readonly<Record<StepMark, { readonly sign: string; readonly colour?: Colour }>> = {
  passed: { sign: '✔', colour: 'green' },
  warning: { sign: '!', colour: 'yellow' },
  waived: { sign: '~', colour: 'green' },
  failed: { sign: '✖', colour: 'red' },
  unknown: { sign: '?', colour: 'yellow' },
  'not applicable': { sign: '∅', colour: 'green' },
  skipped: { sign: '-' },
};

/** The lines of one event; `colour` is whether there may be some. */
export function progressLines(event: ProgressEvent, colour: boolean): string[] {
  if (event.kind === 'scenario') {
    return ['', plainLine(`${event.feature}: ${event.name || 'unnamed scenario'} (${event.location})`)];
  }
  const { sign, colour: hue } = MARKS[event.mark];
  const paintIt = (text: string): string => (hue ? paint(colour, hue, text) : text);
  const line = `  ${paintIt(sign)} ${plainLine(`${event.keyword}${event.text}`)}`;
  if (event.reason === undefined) return [line];
  const prefix = event.mark === 'not applicable' ? 'not applicable: ' : '';
  return [line, `      ${paintIt(plainLine(prefix + event.reason))}`];
}
