// `--max-output` and `--perfdata-ranges`: how the answer of a check is written.
import { MAX_OUTPUT_BYTES, type OutputStyle } from '../nagios/output';
import { RANGE_STYLES, type RangeStyle } from '../nagios/perfdata';
import type { CommandInput } from './command';
import { BadValue } from './errors';
import { textOption } from './options';

// Less has no room for a first line.
const MIN_BYTES = 200;

/** Throws BadValue. */
export function outputStyle(options: CommandInput['options']): OutputStyle {
  return { maxBytes: bytesOf(textOption(options, 'maxOutput')), ranges: rangesOf(options) };
}

function bytesOf(text = String(MAX_OUTPUT_BYTES)): number {
  if (!/^\d{1,9}$/.test(text)) throw new BadValue('--max-output', text, 'a number of bytes');
  return Math.max(MIN_BYTES, Number(text));
}

function rangesOf(options: CommandInput['options']): RangeStyle {
  const text = textOption(options, 'perfdataRanges') ?? 'simple';
  const style = RANGE_STYLES.find(known => known === text);
  if (style === undefined) throw new BadValue('--perfdata-ranges', text, RANGE_STYLES.join(', '));
  return style;
}
