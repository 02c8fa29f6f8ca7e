// The question of a Puppet-master-capacity feature: is the master coping while more clients run than usual?
import { type Filter, isEmpty, makeFilter, parseWith } from '../../mcollective/filter';
import type { CheckContext } from '../check_context';
import { StepMissing } from '../errors';
import { NotApplicable } from '../verdicts';
import { countRunningClients } from './puppet_clients';
import { expectMasterLoadBelow } from './puppet_master';

/** What a scenario has said so far. */
export class PuppetCapacity {
  /** So many clients at a time are no reason for concern. */
  usualClients: number | undefined;
  /** The load average the master must stay below. */
  loadLimit: number | undefined;
  #master: Filter | undefined;

  /** Facts and classes that find the master, as `-W` takes them; throws FilterSyntax. */
  findMasterBy(tokens: string): void {
    this.#master = makeFilter(parseWith(tokens));
  }

  /** The master is this node. */
  nameMaster(identity: string): void {
    this.#master = makeFilter({ identity: [identity] });
  }

  /**
   * Returns when more clients than usual apply a catalog. Throws NotApplicable when no more than that do, and the
   * doubt when hosts that did not answer could make the difference.
   */
  async expectMoreClientsThanUsual(context: CheckContext): Promise<void> {
    const usual = this.usualClients;
    if (usual === undefined) {
      throw new StepMissing(
        'the usual number of Puppet clients',
        'we know we can run 10 concurrent Puppet clients',
      );
    }
    const { running, answered, doubt } = await countRunningClients(context);
    context.measure({ label: 'puppet_clients', value: running.length, warn: usual });
    if (running.length > usual) {
      if (doubt) context.remark(`${doubt.message}, which does not change it`);
      return;
    }
    if (doubt) throw doubt;
    const clients = `${running.length} of ${answered} Puppet clients`;
    throw new NotApplicable(`${clients} are running, not more than the usual ${usual}`);
  }

  /** `configured` finds the master unless a step has named it. Throws CheckFailed. */
  async expectAcceptableLoad(configured: string, context: CheckContext): Promise<void> {
    if (this.loadLimit === undefined) {
      throw new StepMissing('the acceptable load', 'the Puppet Master load average should be below 2');
    }
    const master = this.#master ?? makeFilter(parseWith(configured));
    // No filter would find every host.
    if (isEmpty(master)) throw new StepMissing('the Puppet master', 'the Puppet Master is NAME');
    await expectMasterLoadBelow(this.loadLimit, master, context);
  }
}
