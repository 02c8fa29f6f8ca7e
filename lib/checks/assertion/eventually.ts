// Looking again: until something holds, or to see that it goes on holding. Every look may throw what a check throws.
import { describeError } from '../../errors';
import type { CheckContext } from '../check_context';
import { CutShort } from '../errors';
import type { Timing } from '../language/timing';
import { CannotTell, CheckFailed, NotApplicable } from '../verdicts';

// The second look comes soon, later ones seldom.
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const GROWTH = 1.5;
// A look that begins when less is left could not end.
const SHORTEST_LOOK_MS = 20;
// So many times the pause that was asked for, and at least one look was left out.
const SKIPPED = 2;

/**
 * `now`: one look. `within`: looks until one does not throw; when the time is up, throws what the last one threw, with
 * the time. `for`: looks until the time is up; throws what the first bad one throws, with when that was; a warning
 * only in the end, for what comes after may be worse. Throws CutShort when the run's deadline comes first.
 */
export async function eventually<T>(
  timing: Timing,
  context: CheckContext,
  look: () => Promise<T>,
): Promise<T> {
  if (timing.kind === 'now') return look();
  const watch = new Watch(timing, context);
  return timing.kind === 'within' ? untilItHolds(watch, look) : whileItHolds(watch, look);
}

async function untilItHolds<T>(watch: Watch, look: () => Promise<T>): Promise<T> {
  for (;;) {
    const seen = await watch.look(look);
    if ('value' in seen) return seen.value;
    if (!mayPass(seen.fault)) throw seen.fault;
    if (watch.over)
      throw withTime(seen.fault, `looked for ${watch.text}`, { expected: ` within ${watch.text}` });
    if (watch.tooLate) throw watch.cutShort(describe(seen.fault), seen.fault);
    await watch.pause();
  }
}

async function whileItHolds<T>(watch: Watch, look: () => Promise<T>): Promise<T> {
  let mild: CheckFailed | undefined;
  for (;;) {
    const last = watch.over;
    const seen = await watch.look(look);
    if ('fault' in seen) {
      const { text, elapsed } = watch;
      const got = elapsed ? ` after ${elapsed}` : '';
      const fault = withTime(seen.fault, `after ${elapsed || '0 s'} of ${text}`, {
        expected: ` for ${text}`,
        got,
      });
      if (!(fault instanceof CheckFailed && fault.severity === 'WARNING')) throw fault;
      mild ??= fault;
    }
    if (last && mild) throw mild;
    if (last && 'value' in seen) {
      watch.remarkGap();
      return seen.value;
    }
    if (watch.tooLate) throw watch.cutShort(mild ? mild.message : 'all was well', mild);
    await watch.pause();
  }
}

/** The time a sentence gives, and the looks in it. */
class Watch {
  readonly #start: number;
  readonly #end: number;
  readonly text: string;
  #pause: number;
  #lookMs = SHORTEST_LOOK_MS;
  #lastLook: number | undefined;
  #longestGap = 0;

  constructor(
    private readonly timing: Timing,
    private readonly context: CheckContext,
  ) {
    this.#start = context.now();
    this.#end = this.#start + timing.ms;
    this.text = timing.text ?? seconds(timing.ms);
    this.#pause = timing.everyMs ?? FIRST_PAUSE_MS;
  }

  /** Whether the time is up. */
  get over(): boolean {
    return this.context.now() >= this.#end;
  }

  /** Whether the run will be over before another look is. */
  get tooLate(): boolean {
    return this.context.remainingMs < this.#nextPause + this.#lookMs;
  }

  /** Empty for no time to speak of. */
  get elapsed(): string {
    const ms = this.context.now() - this.#start;
    return ms < 100 ? '' : seconds(ms);
  }

  async look<T>(look: () => Promise<T>): Promise<{ readonly value: T } | { readonly fault: unknown }> {
    const before = this.context.now();
    this.#longestGap = Math.max(this.#longestGap, before - (this.#lastLook ?? before));
    this.#lastLook = before;
    try {
      return { value: await look() };
    } catch (fault) {
      return { fault };
    } finally {
      this.#lookMs = Math.max(SHORTEST_LOOK_MS, this.context.now() - before);
    }
  }

  async pause(): Promise<void> {
    await this.context.sleep(this.#nextPause);
    if (this.timing.everyMs === undefined) this.#pause = Math.min(LONGEST_PAUSE_MS, this.#pause * GROWTH);
  }

  /** Says so when looks that should have been made were not: what was in between nobody has seen. */
  remarkGap(): void {
    const { everyMs = LONGEST_PAUSE_MS } = this.timing;
    if (this.#longestGap < SKIPPED * everyMs) return;
    this.context.remark(
      `of ${this.text}, ${seconds(this.#longestGap)} went by between two looks: what was in between is not known`,
    );
  }

  cutShort(last: string, fault: unknown): CutShort {
    const hosts =
      fault instanceof CheckFailed
        ? fault.findings.map(({ host }) => host)
        : fault instanceof CannotTell
          ? fault.hosts
          : [];
    const passed = Math.round((this.context.now() - this.#start) / 100) / 10;
    return new CutShort(this.text, passed, last, hosts);
  }

  get #nextPause(): number {
    return Math.max(1, Math.min(this.#pause, this.#end - this.context.now()));
  }
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

// What is wrong with the sentence itself stays wrong.
function mayPass(fault: unknown): boolean {
  if (fault instanceof CannotTell) return !['usage', 'config', 'security'].includes(fault.kind);
  return fault instanceof CheckFailed || fault instanceof NotApplicable;
}

function withTime(fault: unknown, aside: string, when: Parameters<CheckFailed['at']>[0]): unknown {
  if (fault instanceof CheckFailed) return fault.at(when);
  return fault instanceof NotApplicable ? new NotApplicable(`${fault.reason} (${aside})`) : fault;
}

const describe = (fault: unknown): string => (fault instanceof Error ? fault.message : describeError(fault));
