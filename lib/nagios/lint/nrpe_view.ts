// What arrives behind NRPE with packets of version 2 (seen with NRPE 4.1 and check_nrpe -2).
import { nagiosView } from './nagios_view';
import { error, type PluginOutput, type Remark, STATES, type View } from './plugin_output';

/** The packet's buffer of 1024 without its NUL; version 3 and 4 carry 65504. */
const PACKET_BYTES = 1023;
const LATER_PACKET_BYTES = 65_504;

export function nrpeView(output: PluginOutput): View {
  const carried = carriedOutput(output);
  return { ...nagiosView(carried), consumer: 'NRPE 2', remarks: remarks(output) };
}

// The NRPE server answers for a plugin that is silent, and knows no state but four.
function carriedOutput({ stdout, exitCode }: PluginOutput): PluginOutput {
  const read = stdout.split('\0', 1)[0]!;
  if (read === '') return { stdout: 'NRPE: Unable to read output', stderr: '', exitCode: 3 };
  const bytes = Buffer.from(read.replace(/\n+$/, '')).subarray(0, PACKET_BYTES);
  const state = exitCode !== undefined && STATES[exitCode] ? exitCode : 3;
  const carried = bytes.toString();
  return {
    stdout: carried === '' ? 'CHECK_NRPE: No output returned from daemon.' : carried,
    stderr: '',
    exitCode: state,
  };
}

function remarks({ stdout, exitCode }: PluginOutput): Remark[] {
  const found: Remark[] = [];
  if (exitCode === undefined) found.push(error('takes a plugin that a signal ended for UNKNOWN'));
  else if (!STATES[exitCode]) found.push(error(`takes exit code ${exitCode} for UNKNOWN`));
  const read = stdout.split('\0', 1)[0]!;
  if (read === '')
    return [...found, error('finds nothing on stdout and answers UNKNOWN, with words of its own')];
  if (read !== stdout) found.push(error('carries nothing behind the NUL byte'));
  const kept = read.replace(/\n+$/, '');
  if (kept === '') found.push(error('finds only empty lines, and has words of its own for the text'));
  return [...found, ...sizeRemarks(kept)];
}

function sizeRemarks(text: string): Remark[] {
  const size = Buffer.byteLength(text);
  if (size <= PACKET_BYTES) return [];
  const carried = Buffer.from(text).subarray(0, PACKET_BYTES).toString();
  const lost = text.includes('|') && !carried.includes('|') ? ', and no performance data' : '';
  const later = size <= LATER_PACKET_BYTES ? 'all of them' : `${LATER_PACKET_BYTES} bytes`;
  return [error(`carries ${PACKET_BYTES} of ${size} bytes${lost}; NRPE 3 and newer carry ${later}`)];
}
