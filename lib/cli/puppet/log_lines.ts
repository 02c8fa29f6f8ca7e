// The log of a long-running task on stdout: lines in the shape of mco's `puppet runall`, or one JSON object a line.
import type { Clock } from '../../util/clock';
import type { Display } from '../display';
import { toJson } from '../json_output';
import { printableLine } from '../printable';

export class LogLines<Event extends object> {
  constructor(
    private readonly parts: {
      readonly display: Pick<Display, 'line'>;
      readonly clock: Pick<Clock, 'now'>;
      readonly json: boolean;
      /** What people are told of an event; undefined: nothing. */
      readonly text: (event: Event) => string | undefined;
    },
  ) {}

  tell(event: Event): void {
    const line = this.parts.text(event);
    this.object(event);
    if (line !== undefined) this.say(line);
  }

  /** For people only. */
  say(text: string): void {
    const { display, clock, json } = this.parts;
    if (!json) display.line(`${stamp(new Date(clock.now()))}: ${printableLine(text)}`);
  }

  /** For programs only. */
  object(value: object): void {
    const { display, clock, json } = this.parts;
    if (json) display.line(toJson({ time: new Date(clock.now()).toISOString(), ...value }, false));
  }
}

/** Local time, `2012-06-01 09:05:00`. */
export function stamp(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `8 minutes 2 seconds`, of a day and more without the seconds. */
export function timeText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'day'],
    [Math.floor((seconds % 86_400) / 3600), 'hour'],
    [Math.floor((seconds % 3600) / 60), 'minute'],
    [seconds % 60, 'second'],
  ];
  const shown = parts.filter(([number]) => number > 0).slice(0, 2);
  if (shown.length === 0) return '0 seconds';
  return shown.map(([number, unit]) => `${number} ${unit}${number === 1 ? '' : 's'}`).join(' ');
}
