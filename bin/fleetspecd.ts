// fleetspecd: the node daemon.
import { main } from '../lib/node/entry';

void main();
