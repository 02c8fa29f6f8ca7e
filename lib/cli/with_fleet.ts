// What commands that talk to a fleet do first and last: read the configuration, connect, disconnect.
import type { Config } from '../config/config';
import type { Fleet } from '../rpc/fleet';
import type { CommandInput, CommandIo } from './command';
import { displayLogger } from './display_logger';
import { flagOption, textOption } from './options';

/** Runs `work` on a connected fleet. Throws the errors of lib/config and lib/stomp. */
export async function withFleet<Result>(
  { options }: CommandInput,
  { environment, display, fleet: overrides }: CommandIo,
  work: (fleet: Fleet, config: Config) => Promise<Result>,
): Promise<Result> {
  const [{ loadConfig }, { Fleet }] = await Promise.all([
    import('../config/load_config'),
    import('../rpc/fleet'),
  ]);
  const file = textOption(options, 'config');
  const config = loadConfig(environment, { role: 'client', ...(file !== undefined && { file }) });
  const verbose = flagOption(options, 'verbose');
  for (const warning of config.warnings.filter(text => verbose || isTrap(text))) {
    display.notice(`fleetspec: ${warning}`);
  }
  const collective = textOption(options, 'target');
  const fleet = await Fleet.connect(config, {
    environment,
    ...overrides,
    ...(verbose && { logger: displayLogger(display) }),
    ...(collective !== undefined && { collective }),
  });
  try {
    return await work(fleet, config);
  } finally {
    await fleet.close();
  }
}

// A key with a typing error does nothing, silently; `fleetspec config` shows the other warnings.
function isTrap(warning: string): boolean {
  return warning.includes('unknown key');
}
