// Numbers as a sentence tells them.
import type { QuantityKind } from '../language/quantity';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

export function numberText(value: number, kind: QuantityKind): string {
  if (kind === 'seconds') return secondsText(value);
  if (kind === 'percent') return `${rounded(value)} %`;
  return kind === 'bytes' ? `${rounded(value)} B` : rounded(value);
}

function secondsText(seconds: number): string {
  const size = Math.abs(seconds);
  if (size < 1) return `${rounded(seconds * 1000)} ms`;
  if (size < 2 * MINUTE) return `${rounded(seconds)} s`;
  if (size < 2 * HOUR) return `${rounded(seconds / MINUTE)} minutes`;
  return size < 2 * DAY ? `${rounded(seconds / HOUR)} hours` : `${rounded(seconds / DAY)} days`;
}

// Three digits tell enough of what was measured; whole numbers are as they are.
function rounded(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}
