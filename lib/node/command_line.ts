// What `fleetspecd` is told on its command line, after minimist.
import { DaemonUsage } from './errors';
import { LOG_LEVELS, type LogLevel } from './line_logger';

export interface DaemonArguments {
  readonly config: string | undefined;
  readonly logLevel: LogLevel | undefined;
  readonly check: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

export const USAGE = `Usage: fleetspecd [options]

The node daemon of fleetspec: answers MCollective requests in the foreground until it gets SIGTERM or SIGINT.

Options:
  -c, --config FILE      configuration: fleetspec.yaml, or MCollective's server.cfg
                         (default: the usual places of both)
      --log-level LEVEL  ${LOG_LEVELS.join(', ')}
      --check            say whether the configuration is good and which agents would run, then exit
  -h, --help             this text
      --version          the version

Signals:
  SIGTERM, SIGINT        finish running requests, then exit with 0; a second one exits at once
  SIGHUP, SIGUSR1        read facts and agents again, look again which can run, open the log file again
  SIGUSR2                next log level: debug, info, warn, error, debug …
  SIGWINCH               open the log file again

Exit codes: 0 stopped as asked, 1 configuration or login that cannot work.
`;

/** What minimist makes of the arguments. */
export type ParsedArguments = Readonly<Record<string, unknown>> & { readonly _: readonly string[] };

/** Throws DaemonUsage. */
export function readArguments(parsed: ParsedArguments, unknown: readonly string[]): DaemonArguments {
  const [stray] = [...unknown, ...parsed._];
  if (stray !== undefined) throw new DaemonUsage(`fleetspecd does not know the argument ${stray}`);
  return {
    config: textOption(parsed, 'config'),
    logLevel: levelOption(parsed),
    check: parsed.check === true,
    help: parsed.help === true,
    version: parsed.version === true,
  };
}

function textOption(parsed: ParsedArguments, name: string): string | undefined {
  const value = parsed[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value === '') throw new DaemonUsage(`--${name} needs one value`);
  return value;
}

function levelOption(parsed: ParsedArguments): LogLevel | undefined {
  const text = textOption(parsed, 'log-level');
  const level = LOG_LEVELS.find(known => known === text);
  if (text !== undefined && level === undefined) {
    throw new DaemonUsage(`there is no log level "${text}", only ${LOG_LEVELS.join(', ')}`);
  }
  return level;
}
