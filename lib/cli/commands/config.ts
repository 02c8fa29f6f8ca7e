// fleetspec config: the configuration in effect, where it came from, and what is wrong with it.
import type { CommandRun } from '../command';
import { toJson } from '../json_output';
import { flagOption, textOption } from '../options';

export const run: CommandRun = async ({ options }, { environment, display }) => {
  const [{ loadConfig }, { describeConfig, shownConfig }] = await Promise.all([
    import('../../config/load_config'),
    import('../../config/describe_config'),
  ]);
  const file = textOption(options, 'config');
  const role = flagOption(options, 'server') ? 'server' : 'client';
  const config = loadConfig(environment, { role, ...(file !== undefined && { file }) });
  const pretty = environment.stdout.isTTY === true;
  display.line(flagOption(options, 'json') ? toJson(shownConfig(config), pretty) : describeConfig(config));
  for (const warning of config.warnings) display.notice(`fleetspec: ${warning}`);
  return 0;
};
