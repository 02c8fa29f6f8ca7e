// The tasks of `fleetspec puppet` that are one question to many nodes: status, count, summary, runonce, enable, disable.
import { type AgentCall, callAgent } from '../call_agent';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import { UsageFault } from '../errors';
import { flagOption } from '../options';
import { countLines } from './count_lines';
import { EitherPuppet } from './either_puppet';
import { runWords } from './run_words';
import { statusLines } from './status_lines';
import { summaryRows } from './summary_rows';
import { waysToFind } from './ways_to_find';

type Question = Pick<AgentCall, 'action'> & Partial<AgentCall>;

function ask(question: Question, input: CommandInput, io: CommandIo): Promise<number> {
  return callAgent(
    {
      agent: 'puppet',
      words: [],
      command: 'puppet',
      client: (prepared, fleet) =>
        new EitherPuppet(fleet, prepared.client(fleet, 'puppet'), waysToFind(input, prepared, fleet)),
      ...question,
    },
    input,
    io,
  );
}

export const status: CommandRun = (input, io) => {
  noWords('status', input);
  return ask({ action: 'status', tell: statusLines }, input, io);
};

export const count: CommandRun = (input, io) => {
  noWords('count', input);
  return ask({ action: 'status', tell: ({ replies }) => countLines(replies), brief: true }, input, io);
};

export const summary: CommandRun = (input, io) => {
  noWords('summary', input);
  return ask({ action: 'last_run_summary', tell: ({ ok }) => summaryRows(ok), brief: true }, input, io);
};

export const runonce: CommandRun = (input, io) => {
  noWords('runonce', input);
  const { options } = input;
  const splayed = options.splay !== undefined || options.splaylimit !== undefined;
  if (flagOption(options, 'force') && splayed)
    throw new UsageFault('--force is at once: it excludes --splay and --splaylimit', 'puppet');
  return ask({ action: 'runonce', words: runWords(options), changes: 'run Puppet' }, input, io);
};

export const enable: CommandRun = (input, io) => {
  noWords('enable', input);
  return ask({ action: 'enable', changes: 'enable Puppet' }, input, io);
};

export const disable: CommandRun = (input, io) => {
  const message = input.args.join(' ');
  const words = message === '' ? [] : [`message=${message}`];
  return ask({ action: 'disable', words, changes: 'disable Puppet' }, input, io);
};

// `status web1` would ask everybody.
function noWords(task: string, { args }: CommandInput): void {
  if (args.length > 0)
    throw new UsageFault(
      `${task} takes no words, such as "${args[0]}"; nodes are chosen with a filter`,
      'puppet',
    );
}
