// What the steps of one scenario share: the run, the hosts chosen so far, the devices known by name.
import { Devices } from '../lib/checks/devices';
import { HostSelection } from '../lib/checks/host_selection';
import { PuppetCapacity } from '../lib/checks/puppet_capacity';
import type { RunContext } from '../lib/runner/run_context';
import { type IWorldOptions, setDefaultTimeout, setWorldConstructor, World } from './cucumber';
import { plainRun } from './plain_run';
import { runOf } from './run_registry';

/** `run` is the key of a run that fleetspec started; `cucumber-js` gives none. */
interface Parameters {
  readonly run?: string;
}

export class FleetWorld extends World<Parameters> {
  readonly run: RunContext;
  readonly hosts = new HostSelection();
  readonly capacity = new PuppetCapacity();
  #devices: Devices | undefined;

  constructor(options: IWorldOptions<Parameters>) {
    super(options);
    this.run = runOf(options.parameters) ?? plainRun();
  }

  /** Those of the configuration, and those the scenario introduces. */
  get devices(): Devices {
    this.#devices ??= new Devices(this.run.config.checks.devices);
    return this.#devices;
  }
}

setWorldConstructor(FleetWorld);
// For `cucumber-js`, which knows no deadline of the run; `fleetspec` bounds steps by that instead.
setDefaultTimeout(60_000);
