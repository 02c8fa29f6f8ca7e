// An audit entry as one line of JSON.
import type { AuditEntry } from './audit_entry';
import { plainArgument } from './plain_arguments';

const MAX_ARGUMENTS = 16 * 1024;

/** With its line feed. */
export function jsonLine(entry: AuditEntry): string {
  const { callerid, senderid, statuscode, data, time, durationMs, ...rest } = entry;
  const { requestid, collective, agent, action, verdict, msgtime } = rest;
  const args = plainArgument(data);
  const length = JSON.stringify(args).length;
  return `${JSON.stringify({
    time: new Date(time).toISOString(),
    requestid,
    caller: callerid,
    sender: senderid,
    collective,
    agent,
    action,
    arguments: length > MAX_ARGUMENTS ? `(${length} characters)` : args,
    verdict,
    statuscode: statuscode ?? null,
    durationMs: Math.round(durationMs),
    msgtime,
  })}\n`;
}
