// How a check can end other than well: it failed, it cannot tell, or it does not apply.
import { type FaultDetails, FleetspecError } from '../errors';
import { foldHosts } from './host_list';

/** What one host showed. */
export interface Finding {
  readonly host: string;
  readonly got: string;
}

/** The fleet is not as it should be. */
export class CheckFailed extends Error {
  /**
   * `subject` expected `expected`, and what the hosts showed instead, worst first.
   * `doubt` is what could not be found out besides. With severity WARNING the scenario goes on: what comes after may
   * be worse.
   */
  constructor(
    readonly subject: string,
    readonly expected: string,
    readonly findings: readonly Finding[],
    readonly doubt?: CannotTell,
    readonly severity: 'CRITICAL' | 'WARNING' = 'CRITICAL',
  ) {
    super(failureSentence(subject, expected, findings) + (doubt ? `; besides, ${doubt.message}` : ''));
    this.name = 'CheckFailed';
  }

  /** One line per host. */
  get details(): string[] {
    return this.findings.map(
      ({ host, got }) => `${host}: ${this.subject} expected ${this.expected}, got ${got}`,
    );
  }

  /** The same failure with when it should have been added to what was expected, and when it was to what was got. */
  at({ expected = '', got = '' }: { readonly expected?: string; readonly got?: string }): CheckFailed {
    const findings = this.findings.map(finding => ({ ...finding, got: finding.got + got }));
    return new CheckFailed(this.subject, this.expected + expected, findings, this.doubt, this.severity);
  }
}

function failureSentence(subject: string, expected: string, findings: readonly Finding[]): string {
  const got = findings[0]?.got ?? 'nothing';
  const sentence = `${hostsThat(got, findings)}: ${subject} expected ${expected}, got ${got}`;
  const others = findings.filter(finding => finding.got !== got);
  if (others.length === 0) return sentence;
  const next = others[0]!.got;
  const rest = others.filter(finding => finding.got !== next).length;
  const more = rest ? ` and ${rest} more ${rest === 1 ? 'differs' : 'differ'}` : '';
  return `${sentence}; ${hostsThat(next, others)} got ${next}${more}`;
}

const hostsThat = (got: string, findings: readonly Finding[]): string =>
  foldHosts(findings.filter(finding => finding.got === got).map(finding => finding.host));

/** The check could not be made, or not on every host; nothing is known to be wrong. */
export abstract class CannotTell extends FleetspecError {
  /** Hosts concerned, sorted; may be empty. */
  readonly hosts: readonly string[];

  constructor(message: string, details: FaultDetails & { readonly hosts?: readonly string[] } = {}) {
    super(message, details);
    this.hosts = details.hosts ?? [];
  }
}

/** The condition the check is about does not hold, so there is nothing to check: well, but not the same as checked. */
export class NotApplicable extends Error {
  constructor(readonly reason: string) {
    super(`not applicable: ${reason}`);
    this.name = 'NotApplicable';
  }
}
