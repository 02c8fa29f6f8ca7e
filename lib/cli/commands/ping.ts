// fleetspec ping: who is there and how fast they answer, as they answer.
import type { DiscoveryAnswer } from '../../rpc/discovery';
import type { DiscoverOptions } from '../../rpc/fleet';
import type { DiscoveryResult } from '../../rpc/reply';
import { refusalWarning, repeatedWarning, skewWarning } from '../call_report';
import type { CommandInput, CommandRun } from '../command';
import { discoverOptions } from '../discover_options';
import type { Display } from '../display';
import { toJson } from '../json_output';
import { filterOption, flagOption, millisecondsOption } from '../options';
import { withFleet } from '../with_fleet';

/** mco's code for no answer to a request without discovery. */
const NO_ANSWER = 4;

export const run: CommandRun = async (input, io) => {
  const filter = filterOption(input.options);
  const waits = pingOptions(input.options);
  return withFleet(input, io, async fleet => {
    const ping = fleet.ping(filter, waits);
    const json = flagOption(input.options, 'json');
    const answers: DiscoveryAnswer[] = [];
    for await (const answer of ping) {
      answers.push(answer);
      if (!json) io.display.line(answerLine(answer));
    }
    const result = await ping.result();
    if (json) io.display.line(toJson(answers.map(jsonAnswer), io.environment.stdout.isTTY === true));
    else for (const line of statistics(answers)) io.display.line(line);
    warn(io.display, answers, result);
    return answers.length > 0 ? 0 : NO_ANSWER;
  });
};

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

function statistics(answers: readonly DiscoveryAnswer[]): string[] {
  const times = answers.map(answer => answer.elapsedMs);
  const sum = times.reduce((total, time) => total + time, 0);
  const [max, min, avg] = [Math.max(...times), Math.min(...times), sum / times.length].map(ms =>
    ms.toFixed(2),
  );
  const count = times.length === 1 ? '1 reply' : `${times.length} replies`;
  const line = times.length > 0 ? `${count} max: ${max} min: ${min} avg: ${avg}` : 'No responses received';
  return ['', '', '---- ping statistics ----', line];
}

function warn(
  display: Display,
  answers: readonly DiscoveryAnswer[],
  { refusals, repeated }: DiscoveryResult,
): void {
  for (const text of [...refusalWarning(refusals), ...repeatedWarning(repeated), ...skewWarning(answers)])
    display.notice(`fleetspec: ${text}`);
}
