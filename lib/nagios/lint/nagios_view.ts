// What Nagios core 4 makes of an output (its code: base/checks.c, base/utils.c), alone and behind NRPE.
import { EXIT_CODE, type Status } from '../status';
import { type OutputParts, type PluginOutput, type Remark, splitOutput, type View } from './plugin_output';
import { readPerfdata } from './read_perfdata';

/** MAX_PLUGIN_OUTPUT_LENGTH, its NUL included. */
const NAGIOS_BYTES = 8192;

const STATES = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;

export function nagiosView(output: PluginOutput): View {
  return {
    ...viewThrough(output, NAGIOS_BYTES - 1),
    consumer: 'Nagios 4',
  };
}

/** Version 2 packets carry 1024 bytes, later ones enough for anything Nagios takes. */
export function nrpeView(output: PluginOutput): View {
  return { ...viewThrough(output, 1023), consumer: 'Nagios behind NRPE 2' };
}

function viewThrough(output: PluginOutput, bytes: number): Omit<View, 'consumer'> {
  const seen = Buffer.from(output.stdout).subarray(0, bytes).toString();
  const parts = splitOutput(seen);
  const remarks = [
    ...exitRemarks(output),
    ...(parts.text.trim() === ''
      ? [error('prints nothing: "(No output returned from plugin)" is shown')]
      : []),
    ...truncation(output.stdout, bytes, parts),
    ...barRemarks(parts),
    ...perfdataRemarks(parts),
    ...wordRemarks(parts.text, output.exitCode),
  ];
  return { state: stateOf(output), text: parts.text.trim(), remarks };
}

function stateOf({ exitCode }: PluginOutput): string {
  return STATES[exitCode ?? -1] ?? 'CRITICAL';
}

function exitRemarks({ exitCode }: PluginOutput): Remark[] {
  if (exitCode === undefined) return [error('was ended by a signal, which is CRITICAL to Nagios')];
  if (STATES[exitCode]) return [];
  return [error(`exits with ${exitCode}, which is out of bounds and CRITICAL to Nagios`)];
}

function truncation(stdout: string, bytes: number, { perfdata }: OutputParts): Remark[] {
  const size = Buffer.byteLength(stdout.replace(/\n+$/, ''));
  if (size <= bytes) return [];
  const lost = perfdata === '' && stdout.includes('|') ? ', all performance data with it' : '';
  return [error(`prints ${size} bytes, of which only ${bytes} are read${lost}`)];
}

function barRemarks({ perfdata, latePerfdata, details }: OutputParts): Remark[] {
  const remarks: Remark[] = [];
  if (perfdata.includes('|'))
    remarks.push(error('has a second "|" on line 1: it becomes part of the performance data'));
  if (latePerfdata !== '') {
    const line = details.length + 1;
    remarks.push(
      error(
        `has a "|" after line 1 (near line ${line + 1}): all text from there on is taken for performance data`,
      ),
    );
  }
  return remarks;
}

function perfdataRemarks({ perfdata, latePerfdata }: OutputParts): Remark[] {
  const { metrics, strays } = readPerfdata(`${perfdata} ${latePerfdata}`);
  const labels = metrics.map(metric => metric.label);
  const repeated = [...new Set(labels.filter((label, index) => labels.indexOf(label) < index))];
  return [
    ...strays.map(word => error(`has "${word}" among its performance data, which is no metric`)),
    ...metrics.flatMap(({ label, faults }) => faults.map(fault => error(`the metric "${label}" ${fault}`))),
    ...repeated.map(label => error(`has the metric "${label}" twice; one of them is lost`)),
  ];
}

// The word is what people see, the exit code what the system acts on.
function wordRemarks(text: string, exitCode: number | undefined): Remark[] {
  const word = /\b(OK|WARNING|CRITICAL|UNKNOWN)\b/.exec(text)?.[1] as Status | undefined;
  if (word === undefined || exitCode === undefined || EXIT_CODE[word] === exitCode) return [];
  return [{ weight: 'warning', text: `says ${word} but exits with ${exitCode}` }];
}

const error = (text: string): Remark => ({ weight: 'error', text });
