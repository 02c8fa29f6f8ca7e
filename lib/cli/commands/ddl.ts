// fleetspec ddl: reads descriptions of plugins, says what is wrong with them, and converts them.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve as resolvePath } from 'node:path';
import type { AgentDdl, DataDdl, Ddl } from '../../ddl/ddl';
import { DdlUnreadable } from '../../ddl/errors';
import { describeError } from '../../errors';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import { type DdlInput, ddlInputs } from '../ddl_inputs';
import { BadValue, OutputLost, UsageFault } from '../errors';
import { textOption } from '../options';
import { printable } from '../printable';
import { unknownTask } from '../unknown_task';

type Task = (inputs: readonly DdlInput[], input: CommandInput, io: CommandIo) => Promise<boolean>;

const TASKS: Readonly<Record<string, Task>> = { check, convert };
const FORMATS = ['json', 'ruby'];

export const run: CommandRun = async (input, io) => {
  const [task = '', ...paths] = input.args;
  if (!Object.hasOwn(TASKS, task)) throw unknownTask('ddl', task, Object.keys(TASKS));
  const format = textOption(input.options, 'to') ?? 'json';
  if (!FORMATS.includes(format)) throw new BadValue('--to', format, FORMATS.join(' or '));
  const endings = task === 'check' ? ['.ddl', '.json'] : format === 'json' ? ['.ddl'] : ['.json'];
  const good = await TASKS[task]!(await ddlInputs(paths, endings, io.environment), input, io);
  return good ? 0 : 1;
};

async function check(
  inputs: readonly DdlInput[],
  _input: CommandInput,
  { display }: CommandIo,
): Promise<boolean> {
  const { ddlRemarks } = await import('../../ddl/ddl_remarks');
  let bad = 0;
  for (const { name, read } of inputs) {
    try {
      const ddl = await read();
      display.line(printable(`${name}: ${summaryOf(ddl)}`));
      for (const remark of ddlRemarks(ddl)) display.line(printable(`   ${remark}`));
    } catch (error) {
      if (!(error instanceof DdlUnreadable)) throw error;
      bad++;
      display.line(printable(`${error.message} (${error.remedy})`));
    }
  }
  display.notice(`fleetspec: ${inputs.length - bad} of ${inputs.length} DDLs can be read`);
  return bad === 0;
}

function summaryOf(ddl: Ddl): string {
  const { plugin, metadata } = ddl;
  const what = plugin === 'data' ? 'data plugin' : plugin === 'other' ? 'plugin' : plugin;
  const parts =
    plugin === 'agent'
      ? `, ${countOf(Object.keys(ddl.actions).length, 'action')}`
      : plugin === 'data'
        ? `, ${countOf(Object.keys(ddl.outputs).length, 'output')}`
        : '';
  return `${what} ${JSON.stringify(metadata.name)} ${metadata.version}${parts}`;
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

async function convert(
  inputs: readonly DdlInput[],
  { options }: CommandInput,
  io: CommandIo,
): Promise<boolean> {
  const output = textOption(options, 'output');
  const isJson = (textOption(options, 'to') ?? 'json') === 'json';
  const [only, ...others] = inputs;
  if (only && others.length === 0 && !only.inFolder) return convertOne(only, output, isJson, io);
  if (output === undefined)
    throw new UsageFault('several DDLs are converted into a folder: name it with --output', 'ddl');
  return convertAll(inputs, output, isJson, io);
}

async function convertOne(
  { read, name }: DdlInput,
  output: string | undefined,
  isJson: boolean,
  { display, environment }: CommandIo,
): Promise<boolean> {
  const ddl = await read();
  if (!isConvertible(ddl))
    throw new DdlUnreadable(
      { file: name },
      `it describes ${kindText(ddl)}, of which there is no JSON`,
      'name the DDL of an agent or a data plugin',
    );
  const text = await written(ddl, isJson);
  if (output === undefined) display.line(text.trimEnd());
  else await write(resolvePath(environment.cwd, output), text);
  return true;
}

async function convertAll(
  inputs: readonly DdlInput[],
  folder: string,
  isJson: boolean,
  { display, environment }: CommandIo,
): Promise<boolean> {
  let done = 0;
  let bad = 0;
  for (const { read, name, relative } of inputs) {
    try {
      const ddl = await read();
      if (!isConvertible(ddl)) {
        display.notice(printable(`fleetspec: ${name} describes ${kindText(ddl)}, of which there is no JSON`));
        continue;
      }
      const file = `${relative.replace(/\.(ddl|json)$/, '')}${isJson ? '.json' : '.ddl'}`;
      await write(resolvePath(environment.cwd, folder, file), await written(ddl, isJson));
      done++;
    } catch (error) {
      if (!(error instanceof DdlUnreadable)) throw error;
      bad++;
      display.notice(printable(`fleetspec: ${describeError(error)}`));
    }
  }
  display.notice(`fleetspec: ${done} converted${bad > 0 ? `, ${bad} could not be read` : ''}`);
  return bad === 0;
}

function isConvertible(ddl: Ddl): ddl is AgentDdl | DataDdl {
  return ddl.plugin === 'agent' || ddl.plugin === 'data';
}

function kindText({ plugin }: Ddl): string {
  if (plugin === 'discovery') return 'a discovery method';
  if (plugin === 'validator') return 'a validator';
  return plugin === 'aggregate' ? 'an aggregate function' : 'neither an agent nor a data plugin';
}

async function written(ddl: AgentDdl | DataDdl, isJson: boolean): Promise<string> {
  if (!isJson) return (await import('../../ddl/ruby/write_ruby_ddl')).writeRubyDdl(ddl);
  return `${(await import('../../ddl/json/write_json_ddl')).writeJsonDdl(ddl)}\n`;
}

async function write(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    throw new OutputLost(error as Error);
  }
}
