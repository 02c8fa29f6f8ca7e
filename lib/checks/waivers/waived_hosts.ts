// Hosts that need not be as they should in one scenario, because of waivers and windows of maintenance.
import type { Excuses } from '../assertion/excuses';
import { CheckFailed } from '../verdicts';
import type { Place } from './waiver';
import type { Waivers } from './waivers';

export class WaivedHosts implements Excuses {
  /** `note` is told what did not count, in one sentence. */
  constructor(
    private readonly waivers: Waivers,
    private readonly place: Place,
    private readonly now: number,
    private readonly note: (sentence: string) => void,
  ) {}

  of(host: string): string | undefined {
    return this.waivers.ofHost(this.place, host, this.now);
  }

  use(host: string, subject: string): void {
    this.note(`${subject} of ${host} does not count: ${this.of(host)}`);
  }

  /** A failure without the hosts that are excused; what is left of it is thrown. */
  sift(fault: unknown): void {
    if (!(fault instanceof CheckFailed)) throw fault;
    const { subject, expected, findings, doubt, severity } = fault;
    const excused = findings.filter(({ host }) => this.of(host) !== undefined);
    if (excused.length === 0) throw fault;
    for (const { host } of excused) this.use(host, subject);
    const left = findings.filter(finding => !excused.includes(finding));
    if (left.length > 0) throw new CheckFailed(subject, expected, left, doubt, severity);
    if (doubt) throw doubt;
  }
}
