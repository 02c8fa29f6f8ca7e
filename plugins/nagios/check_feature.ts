// check_feature: `fleetspec check` under a name that monitoring systems expect of a plugin.
import { runCheckFeature } from '../../lib/cli/check_feature';
import { processEnvironment } from '../../lib/environment';

void runCheckFeature({ ...processEnvironment(), startedAt: 0 });
