// fleetspec describe-filter: a filter in words.
import type { FactFilter, Filter } from '../../mcollective/filter';
import { isEmpty, isRegex } from '../../mcollective/filter';
import type { CommandRun } from '../command';
import { filterOption, listOption } from '../options';

export const run: CommandRun = async ({ options }, { display }) => {
  const filter = filterOption(options);
  if (isEmpty(filter)) {
    display.line('every node');
    return 0;
  }
  display.line('Nodes for which all of this holds:');
  for (const line of [
    ...conditions(filter),
    ...listOption(options, 'select').map(text => `the expression ${text}`),
  ])
    display.line(`  - ${line}`);
  return 0;
};

function conditions({ fact, cf_class, agent, identity }: Filter): string[] {
  return [
    ...fact.map(factWords),
    ...cf_class.map(name => (isRegex(name) ? `a class matches ${name}` : `the class ${name} is there`)),
    ...agent.map(name => (isRegex(name) ? `an agent matches ${name}` : `the agent ${name} is there`)),
    ...(identity.length > 0 ? [`the name ${identity.map(nameWords).join(', or ')}`] : []),
  ];
}

const nameWords = (name: string): string => (isRegex(name) ? `matches ${name}` : `is ${name}`);

const OPERATORS: Readonly<Record<FactFilter['operator'], string>> = {
  '==': 'is',
  '!=': 'is not',
  '=~': 'matches',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is greater than',
  '>=': 'is at least',
};

function factWords({ fact, operator, value }: FactFilter): string {
  return `the fact ${fact} ${OPERATORS[operator]} ${value}`;
}
