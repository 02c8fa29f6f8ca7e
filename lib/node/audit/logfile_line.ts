// An audit entry as MCollective's logfile plugin writes it (MCollective 2.12, RPC::Logfile).
//
// There only allowed requests are written, before they run; those lines are the same here. What was refused or ended
// without a reply has verdict and statuscode behind the data.
import type { AuditEntry } from './audit_entry';
import { inspectArgument } from './inspect_argument';

const MAX_DATA = 16 * 1024;

/** With its line feed. */
export function logfileLine(entry: AuditEntry): string {
  const { requestid, msgtime, callerid, senderid, agent, action, verdict, statuscode } = entry;
  const time = `${new Date(entry.time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const inspected = inspectArgument(entry.data);
  const data = inspected.length > MAX_DATA ? `(${inspected.length} characters)` : inspected;
  const refused = verdict === 'allowed' ? '' : ` verdict=${verdict} statuscode=${statuscode ?? '-'}`;
  return `[${time}] reqid=${requestid}: reqtime=${msgtime} caller=${callerid}@${senderid} agent=${agent} action=${action} data=${data}${refused}\n`;
}
