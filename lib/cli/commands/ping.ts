// fleetspec ping: who is there and how fast they answer, as they answer.
import { isEmpty } from '../../mcollective/filter';
import type { DiscoveryAnswer } from '../../rpc/discovery';
import type { DiscoverOptions } from '../../rpc/fleet';
import type { DiscoveryResult } from '../../rpc/reply';
import { refusalWarning, repeatedWarning, silenceNotices, skewWarning } from '../call_report';
import type { CommandInput, CommandRun } from '../command';
import { discoverOptions } from '../discover_options';
import type { Display } from '../display';
import { INTERRUPTED, unlessInterrupted } from '../interruption';
import { toJson } from '../json_output';
import { readNodes } from '../method_option';
import { filterOption, flagOption, millisecondsOption } from '../options';
import { replyFormat } from '../output/reply_format';
import { histogram, sparkline } from '../output/sparkline';
import { withFleet } from '../with_fleet';

/** mco's code for no answer to a request without discovery. */
const NO_ANSWER = 4;

export const run: CommandRun = async (input, io) => {
  const filter = filterOption(input.options);
  const waits = pingOptions(input.options);
  const format = replyFormat(input, 'ping');
  const nodes = await readNodes(input, io);
  return withFleet(input, io, async fleet => {
    const answers: DiscoveryAnswer[] = [];
    const listen = async (signal: AbortSignal): Promise<DiscoveryResult> => {
      const ping = fleet.ping(filter, { ...waits, signal }, nodes);
      for await (const answer of ping) {
        answers.push(answer);
        if (format === 'text') io.display.line(answerLine(answer));
        if (format === 'jsonl') io.display.line(toJson(jsonAnswer(answer), false));
      }
      return ping.result();
    };
    const result = await unlessInterrupted(io, listen);
    if (format === 'json')
      io.display.line(toJson(answers.map(jsonAnswer), io.environment.stdout.isTTY === true));
    if (format === 'text') {
      const columns = flagOption(input.options, 'graph') ? io.display.columns : undefined;
      for (const line of statistics(answers, columns)) io.display.line(line);
    }
    if (!result) return INTERRUPTED;
    // Who of a list matches a filter is known only from those that answer.
    const silent = nodes && isEmpty(filter) ? missing(nodes, answers) : [];
    for (const text of silenceNotices({ noResponse: silent, notAsked: [] }))
      io.display.notice(`fleetspec: ${text}`);
    warn(io.display, answers, result);
    return answers.length > 0 ? 0 : NO_ANSWER;
  });
};

function missing(nodes: readonly string[], answers: readonly DiscoveryAnswer[]): string[] {
  const there = new Set(answers.map(({ sender }) => sender));
  return nodes.filter(node => !there.has(node)).sort();
}

// A time given is a time listened: whoever asks for it does not want an early end.
function pingOptions(options: CommandInput['options']): DiscoverOptions {
  const timeoutMs = millisecondsOption(options, 'timeout', '--timeout');
  return timeoutMs === undefined ? discoverOptions(options) : { capMs: timeoutMs, quietMs: timeoutMs };
}

function answerLine({ sender, elapsedMs }: DiscoveryAnswer): string {
  return `${sender.padEnd(40)} time=${elapsedMs.toFixed(2)} ms`;
}

function jsonAnswer({ sender, elapsedMs, skewSeconds }: DiscoveryAnswer): object {
  return { sender, time_ms: Number(elapsedMs.toFixed(2)), skew_s: skewSeconds };
}

// Answers of 50 ms stand together.
const BUCKET_MS = 50;
const LEAST_BARS = 10;

function statistics(answers: readonly DiscoveryAnswer[], graphColumns: number | undefined): string[] {
  const times = answers.map(answer => answer.elapsedMs);
  const sum = times.reduce((total, time) => total + time, 0);
  const sorted = [...times].sort((a, b) => a - b);
  const [max, min, avg] = [sorted.at(-1) ?? 0, sorted[0] ?? 0, sum / times.length].map(ms => ms.toFixed(2));
  const count = times.length === 1 ? '1 reply' : `${times.length} replies`;
  if (times.length === 0) return ['', '', '---- ping statistics ----', 'No responses received'];
  const line = `${count} max: ${max} min: ${min} avg: ${avg}`;
  const room = Math.max(LEAST_BARS, (graphColumns ?? 0) - line.length - 1);
  const drawn = graphColumns === undefined ? '' : ` ${sparkline(histogram(times, BUCKET_MS, room))}`;
  return ['', '', '---- ping statistics ----', line + drawn];
}

function warn(
  display: Display,
  answers: readonly DiscoveryAnswer[],
  { refusals, repeated }: DiscoveryResult,
): void {
  for (const text of [...refusalWarning(refusals), ...repeatedWarning(repeated), ...skewWarning(answers)])
    display.notice(`fleetspec: ${text}`);
}
