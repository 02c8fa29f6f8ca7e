// The result of a check that nobody asked for: what is sent to a monitoring system, and what waits on disk until it is.
import { EXIT_CODE, type Status } from '../nagios/status';

export interface PassiveResult {
  readonly host: string;
  /** Undefined: the result is about the host itself. */
  readonly service: string | undefined;
  readonly status: Status;
  /** Text without performance data; the first line is the one that is shown. */
  readonly output: readonly string[];
  /** As plugins write it, empty when there is none. */
  readonly perfdata: string;
  /** When the check began and ended, ms since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Name of the machine that checked. */
  readonly checkSource: string;
}

/** `web1/disk`, or `web1` for the host itself. */
export function objectName({ host, service }: Pick<PassiveResult, 'host' | 'service'>): string {
  return service === undefined ? host : `${host}/${service}`;
}

/**
 * The number receivers take: 0 to 3 for services. Hosts are up (0) or down (1), and as with a host check that Nagios or
 * Icinga runs itself, WARNING still is up and UNKNOWN is down.
 */
export function stateCode({ service, status }: Pick<PassiveResult, 'service' | 'status'>): 0 | 1 | 2 | 3 {
  const code = EXIT_CODE[status];
  if (service !== undefined) return code;
  return code < 2 ? 0 : 1;
}

/** A result as JSON has it, read back; undefined for what is none. */
export function readPassiveResult(value: unknown): PassiveResult | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { host, service, status, output, perfdata, startedAt, endedAt, checkSource } = value as Record<
    string,
    unknown
  >;
  const isGood =
    isName(host) &&
    (service === undefined || isName(service)) &&
    typeof status === 'string' &&
    Object.hasOwn(EXIT_CODE, status) &&
    Array.isArray(output) &&
    output.every(line => typeof line === 'string') &&
    typeof perfdata === 'string' &&
    isTime(startedAt) &&
    isTime(endedAt) &&
    typeof checkSource === 'string';
  if (!isGood) return undefined;
  return { host, service, status: status as Status, output, perfdata, startedAt, endedAt, checkSource };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
