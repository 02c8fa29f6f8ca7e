// What the steps of one scenario share: the run, the hosts chosen so far, the devices known by name.
import type { CountingScene } from '../lib/checks/assertion/expect_presence';
import type { ChosenHosts } from '../lib/checks/assertion/readings';
import { Stopwatch } from '../lib/checks/assertion/stopwatch';
import { Devices } from '../lib/checks/devices';
import { HostGroups } from '../lib/checks/host_groups';
import { type Census, HostSelection } from '../lib/checks/host_selection';
import type { HostPhrase } from '../lib/checks/language/host_phrase';
import { Pools } from '../lib/checks/pool/pools';
import { PuppetCapacity } from '../lib/checks/puppet/puppet_capacity';
import { WaivedHosts } from '../lib/checks/waivers/waived_hosts';
import type { Place } from '../lib/checks/waivers/waiver';
import type { RunContext } from '../lib/runner/run_context';
import { type IWorldOptions, setDefaultTimeout, setWorldConstructor, World } from './cucumber';
import { discreet } from './discreet_world';
import { plainRun } from './plain_run';
import { runOf } from './run_registry';

/** `run` is the key of a run that fleetspec started; `cucumber-js` gives none. */
interface Parameters {
  readonly run?: string;
}

export class FleetWorld extends World<Parameters> implements CountingScene {
  readonly run: RunContext;
  readonly hosts = new HostSelection();
  readonly capacity = new PuppetCapacity();
  readonly stopwatch = new Stopwatch();
  /** Where the scenario stands; set before its first step. */
  place: Place = { feature: '', file: '', scenario: '', tags: [] };
  #devices: Devices | undefined;
  #groups: HostGroups | undefined;
  #pools: Pools | undefined;

  constructor(options: IWorldOptions<Parameters>) {
    const run = runOf(options.parameters) ?? plainRun();
    super(discreet(options, run.redactor));
    this.run = run;
  }

  /** Those of the configuration, and those the scenario introduces. */
  get devices(): Devices {
    this.#devices ??= new Devices(this.run.config.checks.devices);
    return this.#devices;
  }

  /** Those of the configuration, and those the scenario introduces. */
  get pools(): Pools {
    this.#pools ??= new Pools(this.run.config.checks.pools);
    return this.#pools;
  }

  /** Those of the configuration, and those the scenario introduces. */
  get groups(): HostGroups {
    const { checks } = this.run.config;
    this.#groups ??= new HostGroups(checks.groups, checks.puppetMaster);
    return this.#groups;
  }

  async chooseHosts(who: HostPhrase): Promise<ChosenHosts> {
    return this.groups.choose(who, this.hosts, this.run);
  }

  async countHosts(who: HostPhrase): Promise<Census> {
    return this.groups.census(who, this.hosts, this.run);
  }

  /** Hosts that waivers and maintenance excuse in this scenario. */
  get excuses(): WaivedHosts {
    return new WaivedHosts(this.run.waivers, this.place, this.run.wallClock(), sentence =>
      this.run.notes.addWaived(sentence),
    );
  }
}

setWorldConstructor(FleetWorld);
// For `cucumber-js`, which knows no deadline of the run; `fleetspec` bounds steps by that instead.
setDefaultTimeout(60_000);
