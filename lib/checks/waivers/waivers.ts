// The waivers and maintenance windows of a run: what is excused where, and what is not any more.
import { readFileSync } from 'node:fs';
import { WaiversUnusable } from '../errors';
import { parseWaivers } from './parse_waivers';
import { describeWaiver, fits, isAbout, isInForce, type Place, type Waiver } from './waiver';

/** Nothing that people write by hand is longer. */
const MAX_CHARACTERS = 1_000_000;

export class Waivers {
  constructor(private readonly all: readonly Waiver[] = []) {}

  /** Throws WaiversUnusable. */
  static read(file: string, now: number): Waivers {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      throw new WaiversUnusable(
        file,
        undefined,
        `it cannot be read (${(error as NodeJS.ErrnoException).code})`,
      );
    }
    if (text.length > MAX_CHARACTERS) throw new WaiversUnusable(file, undefined, 'it is too long');
    return new Waivers(parseWaivers(text.replace(/^\uFEFF/, ''), file, now));
  }

  /** Why this host need not be as it should here and now, in words. */
  ofHost(place: Place, host: string, now: number): string | undefined {
    const found = this.all.find(
      waiver => isInForce(waiver, now) && isAbout(waiver, host) && fits(waiver, place),
    );
    return found && describeWaiver(found);
  }

  /** Why this scenario need not be well now; `unknown`: nobody can tell whether it is. */
  ofScenario(place: Place, now: number, unknown: boolean): string | undefined {
    const found = this.all.find(
      waiver =>
        waiver.hosts.length === 0 &&
        isInForce(waiver, now) &&
        fits(waiver, place) &&
        (waiver.unknown || !unknown),
    );
    return found && describeWaiver(found);
  }

  /** Waivers that are over: their owners think it is dealt with, or have forgotten it. Windows of maintenance just end. */
  expired(now: number): string[] {
    return this.all
      .filter(({ kind, until }) => kind === 'waiver' && now > until)
      .map(waiver => {
        const { feature, scenario, tag, hosts, untilText, reason, by } = waiver;
        const about = [feature, scenario, tag, ...hosts].filter(Boolean).join(', ');
        return `the waiver of ${about} has ended (until ${untilText}${by ? ` by ${by}` : ''}: ${reason})`;
      });
  }
}
