// What the program ping says at its end; iputils and busybox.

export type PingReport = {
  readonly sent: number;
  readonly received: number;
  /** Of the answers, seconds; null when there was none. */
  readonly averageSeconds: number | null;
};

/** Undefined when it came to no end. */
export function parsePingReport(stdout: string): PingReport | undefined {
  const [, sent, received] =
    /^(\d{1,6}) packets transmitted, (\d{1,6}) (?:packets )?received/m.exec(stdout) ?? [];
  if (sent === undefined || received === undefined) return undefined;
  const average = /^(?:rtt|round-trip) min\/avg\/max\S* = [\d.]{1,12}\/([\d.]{1,12})\//m.exec(stdout)?.[1];
  const times = [...stdout.matchAll(/\btime[=<](\d{1,9}(?:\.\d{1,6})?) ?ms/g)].map(match => Number(match[1]));
  const mean = times.length > 0 ? times.reduce((sum, ms) => sum + ms, 0) / times.length : undefined;
  const ms = average === undefined ? mean : Number(average);
  const known = Number(received) > 0 && ms !== undefined && Number.isFinite(ms);
  return { sent: Number(sent), received: Number(received), averageSeconds: known ? ms / 1000 : null };
}
