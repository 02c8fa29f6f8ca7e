// Durations in configuration: `2s`, `500ms`, `1.5m`, or a bare number of seconds.

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds, or undefined for text that is no duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?|\.\d+) ?(ms|s|m|h|d)?$/.exec(text.trim());
  return match ? Math.round(Number(match[1]) * UNITS[match[2] ?? 's']!) : undefined;
}

/** The shortest form `parseDuration` reads back. */
export function formatDuration(ms: number): string {
  return ms < 1000 && ms > 0 ? `${ms}ms` : `${ms / 1000}s`;
}
