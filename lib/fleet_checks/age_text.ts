// How long something took or is ago, in the unit people would use.

const UNITS = [
  { seconds: 86_400, name: 'days' },
  { seconds: 3600, name: 'hours' },
  { seconds: 60, name: 'minutes' },
] as const;

/** `90 s`, `45 minutes`, `30 hours`, `3 days`: never 1 of a unit, that would be too coarse. */
export function ageText(seconds: number): string {
  const unit = UNITS.find(({ seconds: size }) => seconds >= 2 * size);
  return unit ? `${Math.floor(seconds / unit.seconds)} ${unit.name}` : `${Math.round(seconds)} s`;
}
