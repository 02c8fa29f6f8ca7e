// What Nagios core 4 makes of an output (its code: base/checks.c, base/utils.c; seen with 4.4.6).
import { EXIT_CODE, type Status } from '../status';
import { perfdataRemarks } from './perfdata_remarks';
import {
  error,
  type PluginOutput,
  quoted,
  type Remark,
  STATES,
  strip,
  type View,
  warning,
} from './plugin_output';
import { type OutputParts, splitOutput } from './split_output';

/** When a plugin ends it sometimes reads no further than one buffer (nagioscore#625, seen with 4.4.6). */
const SAFE_BYTES = 4096;
/** Nagios 3 reads 8192 bytes, its terminating NUL included; Nagios 4 has no limit of its own. */
const OLD_NAGIOS_BYTES = 8191;

export function nagiosView(output: PluginOutput): View {
  const parts = splitOutput(textSeen(output));
  const bounds = outOfBounds(output.exitCode);
  return {
    consumer: 'Nagios 4',
    state: stateOf(output.exitCode),
    text: bounds?.text ?? shownText(parts),
    details: bounds?.alone ? '' : parts.details.join('\n'),
    perfdata: bounds?.alone ? [] : storedPerfdata(parts),
    remarks: [
      ...exitRemarks(output.exitCode),
      ...emptyRemarks(output, parts),
      ...byteRemarks(output.stdout),
      ...barRemarks(parts),
      ...perfdataRemarks(storedPerfdata(parts).join('')),
      ...textRemarks(parts.text, output.exitCode),
    ],
  };
}

// What follows a NUL is lost, and stderr counts only without stdout.
function textSeen({ stdout, stderr }: PluginOutput): string {
  const seen = beforeNul(stdout);
  return seen === '' ? `(No output on stdout) stderr: ${beforeNul(stderr)}` : seen;
}

function shownText({ first, text }: OutputParts): string {
  return first === '' ? '(No output returned from plugin)' : text.replaceAll(';', ':');
}

function storedPerfdata({ perfdata, latePerfdata }: OutputParts): string[] {
  const stored = strip(`${perfdata} ${latePerfdata}`);
  return stored === '' ? [] : [stored];
}

// Killed by a signal: UNKNOWN, with the text as it is.
function stateOf(exitCode: number | undefined): string {
  return exitCode === undefined ? 'UNKNOWN' : (STATES[exitCode] ?? 'CRITICAL');
}

/** The text that stands in place of the plugin's; `alone`: details and performance data are lost as well. */
function outOfBounds(exitCode: number | undefined): { text: string; alone: boolean } | undefined {
  if (exitCode === undefined || STATES[exitCode]) return undefined;
  const hint = { 126: 'is executable', 127: 'exists' }[exitCode];
  if (hint)
    return {
      text: `(Return code of ${exitCode} is out of bounds. Check if plugin ${hint})`,
      alone: true,
    };
  return { text: `(Return code of ${exitCode} for service … was out of bounds)`, alone: false };
}

function exitRemarks(exitCode: number | undefined): Remark[] {
  if (exitCode === undefined) return [error('takes a plugin that a signal ended for UNKNOWN')];
  if (STATES[exitCode]) return [];
  return [error(`takes exit code ${exitCode} for CRITICAL, and its own words for the text`)];
}

function emptyRemarks({ stdout, stderr }: PluginOutput, { first, text }: OutputParts): Remark[] {
  if (beforeNul(stdout) === '')
    return [error(`finds nothing on stdout, and shows ${stderr === '' ? 'just that' : 'stderr'}`)];
  if (first === '') return [error('finds line 1 empty: the text belongs there')];
  return text === '' ? [error('finds no text on line 1')] : [];
}

function byteRemarks(stdout: string): Remark[] {
  const remarks: Remark[] = [];
  const nul = stdout.indexOf('\0');
  if (nul >= 0) remarks.push(error(`reads no further than the NUL byte, the ${nul + 1}. character`));
  const size = Buffer.byteLength(stdout.replace(/\n$/, ''));
  if (size > SAFE_BYTES) remarks.push(warning(sizeText(size)));
  if (stdout.includes('\ufffd')) remarks.push(warning('gets bytes that are no UTF-8'));
  const controls = /[\x01-\x08\x0b-\x1f\x7f]/.exec(stdout);
  if (controls) {
    const code = controls[0].charCodeAt(0).toString(16).padStart(2, '0');
    remarks.push(warning(`passes the control character 0x${code} on to its web pages`));
  }
  return remarks;
}

function sizeText(size: number): string {
  const old = size > OLD_NAGIOS_BYTES ? `; Nagios 3 reads ${OLD_NAGIOS_BYTES}` : '';
  return `sometimes reads only ${SAFE_BYTES} of ${size} bytes, when a plugin prints them at once and ends${old}`;
}

function barRemarks({ first, lateLine }: OutputParts): Remark[] {
  const remarks: Remark[] = [];
  if (first.split('|').length > 2)
    remarks.push(error('takes the second "|" of line 1 for part of the performance data'));
  if (lateLine !== undefined)
    remarks.push(error(`takes all text after the "|" of line ${lateLine} for performance data`));
  return remarks;
}

// The word is what people see, the exit code what the system acts on.
function textRemarks(text: string, exitCode: number | undefined): Remark[] {
  const remarks: Remark[] = [];
  const word = /\b(OK|WARNING|CRITICAL|UNKNOWN)\b/.exec(text)?.[1] as Status | undefined;
  if (word !== undefined && exitCode !== undefined && STATES[exitCode] && EXIT_CODE[word] !== exitCode)
    remarks.push(warning(`acts on exit code ${exitCode}, ${STATES[exitCode]}, though the text says ${word}`));
  const semicolon = text.indexOf(';');
  if (semicolon >= 0)
    remarks.push(
      warning(`shows ":" for each ";" (${quoted(text.slice(Math.max(0, semicolon - 12), semicolon + 8))})`),
    );
  return remarks;
}

function beforeNul(text: string): string {
  return text.split('\0', 1)[0]!;
}
