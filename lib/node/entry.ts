// The program `fleetspecd`: command line, configuration, log, signals and exit codes around one NodeDaemon.
import minimist from 'minimist';
import type { Config } from '../config/config';
import { loadConfig } from '../config/load_config';
import { type Environment, processEnvironment } from '../environment';
import { describeError } from '../errors';
import { hostPaths } from '../exec/host_paths';
import { SystemExec } from '../exec/system_exec';
import { systemClock } from '../util/clock';
import { VERSION } from '../version';
import { checkNode } from './check_node';
import { type DaemonArguments, readArguments, USAGE } from './command_line';
import { obeySignals, stopOnSignal } from './daemon_signals';
import { fileSink, LineLogger, oneLine, streamSink } from './line_logger';
import { NodeDaemon } from './node_daemon';

const HOST = { clock: systemClock, exec: new SystemExec(), paths: hostPaths };

/** Runs until a signal or a fault ends it, then ends the process. */
export async function main(environment: Environment = processEnvironment()): Promise<void> {
  let code = 1;
  try {
    code = await run(environment);
  } catch (error) {
    environment.stderr.write(`fleetspecd: ${describeError(error)}\n`);
  }
  environment.exit(code);
}

async function run(environment: Environment): Promise<number> {
  const args = parseArguments(environment.argv);
  if (args.help || args.version) {
    environment.stdout.write(args.help ? USAGE : `${VERSION}\n`);
    return 0;
  }
  const config = loadConfig(environment, { file: args.config, role: 'server' });
  if (!args.check) return serve(config, args, environment);
  const lines = await checkNode(config, { ...HOST, environment });
  // They quote files anybody may have written.
  environment.stdout.write(`${lines.map(oneLine).join('\n')}\n`);
  return 0;
}

function parseArguments(argv: readonly string[]): DaemonArguments {
  const unknown: string[] = [];
  const parsed = minimist([...argv], {
    string: ['config', 'log-level'],
    boolean: ['check', 'help', 'version'],
    alias: { c: 'config', h: 'help' },
    unknown: argument => {
      unknown.push(argument);
      return false;
    },
  });
  return readArguments(parsed, unknown);
}

async function serve(config: Config, args: DaemonArguments, environment: Environment): Promise<number> {
  const { logFile, logLevel } = config.node;
  const sink = logFile === undefined ? streamSink(environment.stderr) : fileSink(logFile);
  const logger = new LineLogger(sink, args.logLevel ?? logLevel, systemClock);
  for (const warning of config.warnings) logger.warn(warning);
  logger.info(`fleetspecd ${VERSION} starts`, { identity: config.identity, config: config.file });
  let running: NodeDaemon | undefined;
  const stop = stopOnSignal(environment, () => running?.abandon());
  try {
    const options = { ...HOST, environment, logger, signal: stop.signal };
    const starting = NodeDaemon.start(config, options);
    obeySignals(environment, sink, logger, async () => (await starting).reload());
    running = await starting;
    return await serveUntilStopped(running, stop.signal, logger);
  } catch (error) {
    if (stop.signal.aborted) return 0;
    logger.error(describeError(error));
    // Where a log file is configured, whoever started the daemon by hand should see it too.
    if (logFile !== undefined) environment.stderr.write(`fleetspecd: ${describeError(error)}\n`);
    return 1;
  }
}

async function serveUntilStopped(daemon: NodeDaemon, stop: AbortSignal, logger: LineLogger): Promise<number> {
  logger.info('ready: subscribed for all agents');
  const asked = new Promise<undefined>(resolve => {
    if (stop.aborted) resolve(undefined);
    else stop.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const fault = await Promise.race([asked, daemon.failed]);
  if (fault) logger.error(describeError(fault));
  else logger.info('stopping: no new requests, running ones may finish');
  await daemon.stop();
  logger.info('stopped');
  return fault ? 1 : 0;
}
