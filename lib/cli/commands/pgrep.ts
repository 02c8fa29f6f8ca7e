// fleetspec pgrep: a regex over the process tables of many nodes.
import type { Reply } from '../../rpc/reply';
import { callAgent } from '../call_agent';
import type { CommandRun } from '../command';
import { flagOption, textOption } from '../options';
import { processLines } from '../pgrep/process_lines';
import { fieldsOption, matchedCount, rowsOf, SIZES, sizeText } from '../pgrep/process_row';

export const run: CommandRun = (input, io) => {
  const [pattern] = input.args;
  const user = textOption(input.options, 'user');
  const fields = fieldsOption(textOption(input.options, 'fields'));
  const words = [
    ...(pattern === undefined ? [] : [`pattern=${pattern}`]),
    ...(user === undefined ? [] : [`user=${user}`]),
    ...(flagOption(input.options, 'zombies') ? ['just_zombies=true'] : []),
  ];
  return callAgent(
    {
      ...{ agent: 'process', action: 'list', words, command: 'pgrep' },
      tell: ({ ok }, told) => [
        '',
        ...(flagOption(input.options, 'totals')
          ? []
          : processLines(
              told.attention(() => true).filter(({ statuscode }) => statuscode === 0),
              { ...told, fields },
            )),
        ...told.failures(),
        ...totals(ok),
      ],
    },
    input,
    io,
  );
};

function totals(replies: readonly Reply[]): string[] {
  const all = replies.map(rowsOf);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const size = (field: string): string => sizeText(sum(all.flat().map(SIZES[field]!)));
  return [
    '   ---- process list stats ----',
    `        Matched hosts: ${all.filter(list => list.length > 0).length}`,
    `    Matched processes: ${sum(replies.map(matchedCount))}`,
    `        Resident Size: ${size('RSS')}`,
    `         Virtual Size: ${size('VSZ')}`,
    '',
  ];
}
