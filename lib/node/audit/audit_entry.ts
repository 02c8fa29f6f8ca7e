// What the audit log keeps of one request an agent was asked to act on.
import { looseGet, type RubyValue } from '../../marshal/values';
import type { RequestMessage } from '../../mcollective/message';

/** `timeout`: it was allowed and began; what it did before its time was over nobody knows. */
export type AuditVerdict = 'allowed' | 'denied' | 'invalid' | 'unaudited' | 'timeout';

export interface AuditEntry {
  /** When it ended, epoch milliseconds. */
  readonly time: number;
  readonly requestid: string;
  readonly callerid: string;
  readonly senderid: string;
  readonly collective: string;
  readonly agent: string;
  readonly action: string;
  /** Inputs as they came, with the names as they came. */
  readonly data: RubyValue;
  readonly verdict: AuditVerdict;
  /** Undefined when no reply was made. */
  readonly statuscode: number | undefined;
  readonly durationMs: number;
  /** Epoch seconds, as the sender wrote it. */
  readonly msgtime: number;
}

export type AuditOutcome = Pick<AuditEntry, 'time' | 'verdict' | 'statuscode' | 'durationMs'>;

/** Of a request whose body is one of SimpleRPC. */
export function auditEntry(message: RequestMessage, action: string, outcome: AuditOutcome): AuditEntry {
  const { requestid, callerid, senderid, collective, agent, msgtime, body } = message;
  const { time, verdict, statuscode, durationMs } = outcome;
  const data = (body instanceof Map ? looseGet(body, 'data') : undefined) ?? null;
  const request = { requestid, callerid, senderid, collective, agent, action, msgtime, data };
  return { ...request, time, verdict, statuscode, durationMs };
}
