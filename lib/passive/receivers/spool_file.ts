// The text of a file in Nagios's check_result_path, as its core reads it (base/utils.c, process_check_result_file).
import { nagiosOutput } from '../output_text';
import { type PassiveResult, stateCode } from '../passive_result';

/** MAX_PLUGIN_OUTPUT_LENGTH of Nagios, its NUL included. */
const MAX_OUTPUT_BYTES = 8191;

/**
 * One record. `now` is the time of writing, seconds since the epoch: Nagios throws a file away whose `file_time` is
 * older than max_check_result_file_age, however young its results are.
 */
export function spoolFile(result: PassiveResult, now: number): string {
  return [
    '### written by fleetspec ###',
    `file_time=${now}`,
    '',
    '### Nagios Service Check Result ###',
    `host_name=${result.host}`,
    ...(result.service === undefined ? [] : [`service_description=${result.service}`]),
    // Passive.
    'check_type=1',
    'check_options=0',
    'scheduled_check=0',
    'reschedule_check=0',
    'latency=0.000000',
    `start_time=${seconds(result.startedAt)}`,
    `finish_time=${seconds(result.endedAt)}`,
    'early_timeout=0',
    'exited_ok=1',
    `return_code=${stateCode(result)}`,
    `output=${nagiosOutput(result, MAX_OUTPUT_BYTES)}`,
    '',
    '',
  ].join('\n');
}

/** `sec.usec`: both are read as whole numbers, so there must be six digits. */
function seconds(ms: number): string {
  const microseconds = Math.round(ms * 1000);
  const rest = microseconds % 1_000_000;
  return `${(microseconds - rest) / 1_000_000}.${String(rest).padStart(6, '0')}`;
}
