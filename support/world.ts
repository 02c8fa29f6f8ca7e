// What the steps of one scenario share: the run, the hosts chosen so far, the devices known by name.
import type { Scene } from '../lib/checks/assertion/expect_of_hosts';
import type { ChosenHosts } from '../lib/checks/assertion/readings';
import { Devices } from '../lib/checks/devices';
import { HostGroups } from '../lib/checks/host_groups';
import { HostSelection } from '../lib/checks/host_selection';
import { type HostPhrase, PUPPET_MASTER } from '../lib/checks/language/host_phrase';
import { PuppetCapacity } from '../lib/checks/puppet_capacity';
import type { RunContext } from '../lib/runner/run_context';
import { type IWorldOptions, setDefaultTimeout, setWorldConstructor, World } from './cucumber';
import { plainRun } from './plain_run';
import { runOf } from './run_registry';

/** `run` is the key of a run that fleetspec started; `cucumber-js` gives none. */
interface Parameters {
  readonly run?: string;
}

export class FleetWorld extends World<Parameters> implements Scene {
  readonly run: RunContext;
  readonly hosts = new HostSelection();
  readonly capacity = new PuppetCapacity();
  #devices: Devices | undefined;
  #groups: HostGroups | undefined;

  constructor(options: IWorldOptions<Parameters>) {
    super(options);
    this.run = runOf(options.parameters) ?? plainRun();
  }

  /** Those of the configuration, and those the scenario introduces. */
  get devices(): Devices {
    this.#devices ??= new Devices(this.run.config.checks.devices);
    return this.#devices;
  }

  /** Those of the configuration, and those the scenario introduces. */
  get groups(): HostGroups {
    this.#groups ??= new HostGroups(this.run.config.checks.groups);
    return this.#groups;
  }

  chooseHosts(who: HostPhrase): Promise<ChosenHosts> {
    if (who.kind === 'group' && who.name === PUPPET_MASTER)
      this.groups.usePuppetMaster(this.run.config.checks.puppetMaster);
    return this.groups.choose(who, this.hosts, this.run);
  }
}

setWorldConstructor(FleetWorld);
// For `cucumber-js`, which knows no deadline of the run; `fleetspec` bounds steps by that instead.
setDefaultTimeout(60_000);
