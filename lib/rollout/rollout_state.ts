// The file in which a roll-out keeps what it has done, written whole or not at all; whose it is, is checked before it is
// gone on with.
import { existsSync } from 'node:fs';
import { StateFile } from '../nagios/state_file';
import { OtherRollout, RolloutStateUnreadable } from './errors';
import { parseNodes, RolloutRecord } from './rollout_record';

/** What makes a roll-out the same one: words for each, such as the filter and the options of the runs. */
export type RolloutIdentity = Readonly<Record<string, string>>;

const VERSION = 1;

export class RolloutState {
  readonly #file: StateFile;

  /** `uid` is the user who must own the file. */
  constructor(
    readonly path: string,
    uid: number,
    private readonly identity: RolloutIdentity,
  ) {
    this.#file = new StateFile(path, uid);
  }

  /** Undefined when there is none yet. Throws OtherRollout, RolloutStateUnreadable and StateUnusable. */
  read(): RolloutRecord | undefined {
    const value = this.#file.read();
    if (value === undefined) {
      if (existsSync(this.path)) throw new RolloutStateUnreadable(this.path, 'it is no JSON');
      return undefined;
    }
    const { version, rollout, nodes } = (value ?? {}) as Partial<Record<string, unknown>>;
    const states = parseNodes(nodes);
    if (version !== VERSION || !states || typeof rollout !== 'object' || rollout === null)
      throw new RolloutStateUnreadable(this.path, 'it holds something else');
    this.#compare(rollout as Readonly<Record<string, unknown>>);
    return new RolloutRecord(states);
  }

  /** Throws StateUnusable. */
  write(record: RolloutRecord): void {
    this.#file.write({ version: VERSION, rollout: this.identity, nodes: record.toJSON() });
  }

  #compare(kept: Readonly<Record<string, unknown>>): void {
    for (const name of new Set([...Object.keys(this.identity), ...Object.keys(kept)])) {
      const [was, is] = [String(kept[name] ?? 'none'), this.identity[name] ?? 'none'];
      if (was !== is) throw new OtherRollout(this.path, `its ${name} is ${short(was)}, not ${short(is)}`);
    }
  }
}

const short = (text: string): string => (text.length > 120 ? `${text.slice(0, 119)}…` : text);
