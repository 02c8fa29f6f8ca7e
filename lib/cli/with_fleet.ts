// What commands that talk to a fleet do first and last: read the configuration, connect, disconnect.
import type { Config } from '../config/config';
import type { DataDdls } from '../rpc/data_time';
import type { Fleet } from '../rpc/fleet';
import type { CommandInput, CommandIo } from './command';
import { displayLogger } from './display_logger';
import { flagOption, listOption, textOption } from './options';

/** The configuration of this client; its warnings are told. Throws the errors of lib/config. */
export async function clientConfig(
  { options }: CommandInput,
  { environment, display }: CommandIo,
): Promise<Config> {
  const { loadConfig } = await import('../config/load_config');
  const file = textOption(options, 'config');
  const config = loadConfig(environment, { role: 'client', ...(file !== undefined && { file }) });
  const verbose = flagOption(options, 'verbose');
  for (const warning of config.warnings.filter(text => verbose || isTrap(text))) {
    display.notice(`fleetspec: ${warning}`);
  }
  return config;
}

/** Runs `work` on a connected fleet. Throws the errors of lib/config and lib/stomp. */
export async function withFleet<Result>(
  input: CommandInput,
  io: CommandIo,
  work: (fleet: Fleet, config: Config) => Promise<Result>,
  /** When it is known already. */
  known?: Config,
): Promise<Result> {
  const { options } = input;
  const { environment, display, fleet: overrides } = io;
  const [config, { Fleet }] = await Promise.all([known ?? clientConfig(input, io), import('../rpc/fleet')]);
  const verbose = flagOption(options, 'verbose');
  const collective = textOption(options, 'target');
  const fleet = await Fleet.connect(config, {
    environment,
    ...overrides,
    ...(verbose && { logger: displayLogger(display) }),
    ...(collective !== undefined && { collective }),
    ...(listOption(options, 'select').length > 0 && { ddls: await dataDdls(config) }),
  });
  try {
    return await work(fleet, config);
  } finally {
    await fleet.close();
  }
}

/** What -S asks of data plugins is checked, and waited for, by their DDLs. */
export async function dataDdls({ libDirs }: Pick<Config, 'libDirs'>): Promise<DataDdls> {
  const { DdlLibrary } = await import('../ddl/ddl_library');
  return new DdlLibrary(libDirs);
}

// A key with a typing error does nothing, silently; `fleetspec config` shows the other warnings.
function isTrap(warning: string): boolean {
  return warning.includes('unknown key');
}
