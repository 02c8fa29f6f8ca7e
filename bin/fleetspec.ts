// fleetspec, the command line.
import { runCli } from '../lib/cli/entry';
import { processEnvironment } from '../lib/environment';

void runCli({ ...processEnvironment(), startedAt: 0 });
