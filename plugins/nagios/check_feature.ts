// check_feature: `fleetspec check` under a name that monitoring systems expect of a plugin.
import { runCli } from '../../lib/cli/entry';
import { processEnvironment } from '../../lib/environment';

const environment = processEnvironment();

void runCli({ ...environment, startedAt: 0, argv: ['check', ...environment.argv] });
