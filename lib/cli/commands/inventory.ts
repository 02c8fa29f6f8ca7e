// fleetspec inventory: one node in full, a report over many, or the collectives.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isEmpty } from '../../mcollective/filter';
import type { Reply } from '../../rpc/reply';
import { callAgent } from '../call_agent';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import { discoverOptions } from '../discover_options';
import { BadValue, UsageFault } from '../errors';
import { INTERRUPTED, unlessInterrupted } from '../interruption';
import {
  type Collectives,
  collectivesOf,
  collectivesReport,
  dotGraph,
  svgMap,
} from '../inventory/collective_map';
import { nodeFacts } from '../inventory/node_facts';
import { nodePage } from '../inventory/node_page';
import { lineForm, parseForm, type ReportForm, reportLines } from '../inventory/report_form';
import { jsonValue, toJson } from '../json_output';
import { tellNearNames } from '../near_names';
import { filterOption, millisecondsOption, textOption } from '../options';
import { failureText } from '../output/node_lines';
import { replyFormat } from '../output/reply_format';
import { withFleet } from '../with_fleet';

const WAYS = ['format', 'report', 'listCollectives', 'map'] as const;

export const run: CommandRun = (input, io) => {
  const [node] = input.args;
  const ways = WAYS.filter(name => input.options[name] !== undefined && input.options[name] !== false);
  if (ways.length + (node === undefined ? 0 : 1) !== 1)
    throw new UsageFault('say one of: a node, --format, --report, --list-collectives, --map', 'inventory');
  if (node !== undefined) return oneNode(node, input, io);
  const other = replyFormat(input, 'inventory');
  if (other !== 'text' && ways[0] !== 'listCollectives')
    throw new UsageFault(`--${ways[0]} and --${other} exclude each other`, 'inventory');
  if (ways[0] === 'format' || ways[0] === 'report') return report(formOf(input, io), input, io);
  return collectives(input, io);
};

async function oneNode(node: string, input: CommandInput, io: CommandIo): Promise<number> {
  const format = replyFormat(input, 'inventory');
  if (format !== 'text' && format !== 'json' && format !== 'jsonl')
    throw new UsageFault(`--${format} is for many nodes`, 'inventory');
  if (!isEmpty(filterOption(input.options)) || input.options.nodes !== undefined)
    throw new UsageFault('a filter goes with --format and --report; a node is named', 'inventory');
  const timeoutMs = millisecondsOption(input.options, 'timeout', '--timeout');
  const { ttl } = discoverOptions(input.options);
  return withFleet(input, io, async fleet => {
    const client = fleet.agent('rpcutil').on([node]);
    const options = { ...(timeoutMs !== undefined && { timeoutMs }), ...(ttl !== undefined && { ttl }) };
    const results = await unlessInterrupted(io, signal =>
      Promise.all(
        ['daemon_stats', 'inventory'].map(action => client.call(action, {}, { ...options, signal }).result()),
      ),
    );
    if (!results) return INTERRUPTED;
    const [told, known] = results.map(({ replies }) => replies[0]);
    if (!told || !known) {
      io.display.notice(
        `fleetspec: did not receive any results from node ${node}; is its name right, and does its daemon run?`,
      );
      await tellNearNames([node], fleet, discoverOptions(input.options), io);
      return 1;
    }
    const bad = [told, known].find((reply): reply is Reply => reply.statuscode !== 0);
    if (bad) {
      io.display.notice(`fleetspec: ${node} would not tell: ${failureText(bad)}`);
      return 2;
    }
    if (format !== 'text') {
      const data = jsonValue({ daemon_stats: { ...told.data }, inventory: { ...known.data } });
      const pretty = format === 'json' && io.environment.stdout.isTTY === true;
      io.display.line(toJson({ sender: known.sender, ...(data as object) }, pretty));
      return 0;
    }
    for (const line of nodePage(nodeFacts(known), told)) io.display.line(line);
    return 0;
  });
}

function formOf({ options }: CommandInput, { environment }: CommandIo): ReportForm {
  const format = textOption(options, 'format');
  if (format !== undefined) return lineForm(format);
  const file = textOption(options, 'report')!;
  let text: string;
  try {
    text = readFileSync(resolve(environment.cwd, file), 'utf8');
  } catch (fault) {
    throw new BadValue(
      '--report',
      file,
      `a file that can be read (${fault instanceof Error ? fault.message : fault})`,
    );
  }
  return parseForm(text, file);
}

function report(form: ReportForm, input: CommandInput, io: CommandIo): Promise<number> {
  const time = new Date(io.fleet?.clock?.now() ?? Date.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  return callAgent(
    {
      ...{ agent: 'rpcutil', action: 'inventory', words: [], command: 'inventory', document: true },
      tell: ({ ok }, told) => {
        for (const line of told.failures().filter(Boolean)) io.display.notice(line);
        return reportLines(form, ok.map(nodeFacts).sort(byIdentity), time);
      },
    },
    input,
    io,
  );
}

const byIdentity = (a: { identity: string }, b: { identity: string }): number =>
  a.identity < b.identity ? -1 : 1;

function collectives(input: CommandInput, io: CommandIo): Promise<number> {
  const file = textOption(input.options, 'map');
  if (file !== undefined && !/\.(dot|svg)$/i.test(file))
    throw new BadValue('--map', file, 'FILE.dot or FILE.svg');
  return callAgent(
    {
      ...{ agent: 'rpcutil', action: 'collective_info', words: [], command: 'inventory', document: true },
      tell: ({ ok }, told) => {
        for (const line of told.failures().filter(Boolean)) io.display.notice(line);
        const found = collectivesOf(ok.map(reply => [reply.sender, nodeFacts(reply).collectives] as const));
        if (file === undefined) return collectivesReport(found, ok.length);
        // A map of yesterday is better than none of today.
        if (ok.length === 0) return ['Nobody told its collectives: no map has been written'];
        writeMap(resolve(io.environment.cwd, file), file, found);
        return [`A map of ${ok.length} nodes has been written to ${file}`];
      },
    },
    input,
    io,
  );
}

function writeMap(path: string, file: string, found: Collectives): void {
  try {
    writeFileSync(path, /svg$/i.test(file) ? svgMap(found) : dotGraph(found));
  } catch (fault) {
    throw new BadValue(
      '--map',
      file,
      `a file that can be written (${fault instanceof Error ? fault.message : fault})`,
    );
  }
}
