// Faults of the MCollective protocol layer: refused messages, unreadable filters, missing keys.
import { type FaultKind, FleetspecError } from '../errors';

/** Why a payload was not taken for a message; the node counts them apart. */
export type RefusalReason =
  | 'malformed'
  | 'signature'
  | 'callerid'
  /** ttl or time stamp are not those that were signed. */
  | 'tampered'
  /** There is no public key of the caller. */
  | 'unknown-caller';

const REMEDIES: Partial<Record<RefusalReason, string>> = {
  signature: 'check that both sides use the same security provider and matching keys',
  tampered: 'find out who changes messages on their way to the node',
  'unknown-caller': 'put the public key of the caller into the folder client_cert_dir of the node',
};

/** What may be known of a payload that was refused. */
export interface RefusalFacts {
  readonly cause?: unknown;
  /** Who sent it and what it answers; known only when the signature holds. */
  readonly from?: { readonly senderid: string; readonly requestid: string };
  /** What to do about it, where the security plugin knows better. */
  readonly remedy?: string;
}

/** A payload that is no message, or one that must not be trusted. `what` names the fault, never the content. */
export class MessageRefused extends FleetspecError {
  readonly code = 'E_MESSAGE_REFUSED';
  readonly kind: FaultKind;
  readonly from: RefusalFacts['from'];

  constructor(
    readonly reason: RefusalReason,
    readonly what: string,
    { cause, from, remedy = REMEDIES[reason] }: RefusalFacts = {},
  ) {
    super(`message refused (${reason}): ${what}`, {
      ...(remedy === undefined ? {} : { remedy }),
      ...(cause === undefined ? {} : { cause }),
    });
    this.kind = reason === 'malformed' ? 'protocol' : 'security';
    this.from = from;
  }
}

/** A filter as typed by the user that cannot be read. */
export class FilterSyntax extends FleetspecError {
  readonly code = 'E_FILTER_SYNTAX';
  readonly kind = 'usage';

  constructor(
    readonly text: string,
    problem: string,
    remedy: string,
  ) {
    super(`cannot read the filter ${JSON.stringify(text)}: ${problem}`, { remedy });
  }
}

/** PSK security without a key. `file` is the configuration read, if any. */
export class PskMissing extends FleetspecError {
  readonly code = 'E_PSK_MISSING';
  readonly kind = 'config';

  constructor(file: string | undefined) {
    super(`no pre-shared key is configured${file ? ` in ${file}` : ''}`, {
      remedy:
        'set security.psk or security.psk_file (fleetspec.yaml), plugin.psk (MCollective) or the variable MCOLLECTIVE_PSK',
    });
  }
}

/** The caller identity this process would send is one that no node answers. */
export class CalleridUnusable extends FleetspecError {
  readonly code = 'E_CALLERID';
  readonly kind = 'config';

  constructor(
    readonly callerType: string,
    problem: string,
    remedy = 'set another security.caller_type (plugin.psk.callertype in MCollective files), e.g. uid',
  ) {
    super(`cannot make a caller id of type "${callerType}": ${problem}`, { remedy });
  }
}

/** A key of the ssl or aes plugin that cannot be used. `setting` is its name in fleetspec.yaml. */
export class KeyUnusable extends FleetspecError {
  readonly code = 'E_SECURITY_KEY';
  readonly kind = 'config';

  constructor(
    readonly setting: string,
    readonly file: string,
    problem: string,
    remedy: string,
  ) {
    super(`the key in ${file} (security.${setting}) cannot be used: ${problem}`, { remedy });
  }
}
