// The right to send what waits for a target: one file, which belongs to who renamed it.
//
// Two processes that send at once would send twice and mix up the order. The holder's name for the file says until
// when it is held: one that was killed is not waited for longer than that.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../../util/clock';
import type { QueueFiles } from './queue_files';

const FREE = 'free';
const HELD = /^held-(\d{15})-[0-9a-f]{16}$/;

export class SendToken {
  constructor(
    private readonly folder: string,
    private readonly files: QueueFiles,
    private readonly clock: Clock,
  ) {}

  /** Takes it for `ms` at most; answers how to give it back, or undefined when another has it. */
  async take(ms: number): Promise<(() => Promise<void>) | undefined> {
    await this.files.makeFolder(this.folder);
    const names = await this.#names();
    if (names.length === 0) await this.#makeFirst();
    const from = names.find(name => this.#isFree(name)) ?? (names.length === 0 ? FREE : undefined);
    if (from === undefined) return undefined;
    const until = String(Math.floor(this.clock.now() + ms)).padStart(15, '0');
    const mine = `held-${until}-${randomBytes(8).toString('hex')}`;
    if (!(await this.files.rename(join(this.folder, from), join(this.folder, mine)))) return undefined;
    if (await this.#isOnly(mine)) return () => this.#giveBack(mine);
    await this.files.remove(join(this.folder, mine));
    return undefined;
  }

  async #makeFirst(): Promise<void> {
    await this.files.create(join(this.folder, FREE), '').catch(error => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }

  // When several processes made the first file, one after the other took its own: whoever sees another yields.
  async #isOnly(mine: string): Promise<boolean> {
    for (const name of await this.#names()) {
      if (name === mine) continue;
      if (!this.#isFree(name)) return false;
      await this.files.remove(join(this.folder, name));
    }
    return true;
  }

  async #giveBack(mine: string): Promise<void> {
    await this.files.rename(join(this.folder, mine), join(this.folder, FREE));
  }

  #isFree(name: string): boolean {
    return name === FREE || Number(HELD.exec(name)![1]) < this.clock.now();
  }

  async #names(): Promise<string[]> {
    return (await this.files.list(this.folder)).filter(name => name === FREE || HELD.test(name));
  }
}
