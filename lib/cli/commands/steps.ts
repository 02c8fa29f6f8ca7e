// fleetspec steps: the sentences that features can say, as a catalogue to search in.
import { findSteps, type ListedGroup, listSteps, type StepListing } from '../../runner/step_listing';
import { didYouMean } from '../../util/did_you_mean';
import { paint } from '../colour';
import type { CommandRun } from '../command';
import { stepsOption } from '../feature_options';
import { toJson } from '../json_output';
import { printableLine } from '../printable';
import { wrapped } from '../wrapped';

const WIDEST = 100;

export const run: CommandRun = async ({ args, options }, { environment, display }) => {
  const listing = await listSteps({ paths: ['.'], ...stepsOption(options) }, environment);
  const groups = findSteps(listing.groups, args);
  if (options.json) {
    display.line(toJson(jsonOf(groups, listing), environment.stdout.isTTY === true));
    return groups.length > 0 ? 0 : 1;
  }
  if (groups.length === 0) {
    display.notice(`fleetspec: ${nothing(args, listing)}`);
    return 1;
  }
  const width = Math.max(40, Math.min(display.columns, WIDEST));
  for (const group of groups) for (const line of groupLines(group, width, display.colour)) display.line(line);
  for (const line of wordLines(groups, listing, width, display.colour)) display.line(line);
  return 0;
};

function groupLines({ title, about, own, steps }: ListedGroup, width: number, colour: boolean): string[] {
  const name = `${title.replace(/\.$/, '')}${own ? ' (yours)' : ''}`;
  return [
    ...wrapped(printableLine(name), width).map(line => paint(colour, 'bold', line)),
    ...(about ? hanging(about.replaceAll('`', '"'), 2, width, 2) : []),
    ...steps.flatMap(({ keyword, phrase, meaning, example }) => [
      ...hanging(`${keyword} ${phrase}`, 2, width).map(line => paint(colour, 'green', line)),
      ...(meaning ? hanging(meaning, 6, width, 6) : []),
      ...(example ? hanging(`For example: ${example.line}`, 6, width) : []),
      ...(example?.rows ?? []).map(row => `${' '.repeat(10)}${printableLine(row)}`),
    ]),
    '',
  ];
}

// Two more from the second line on, so that sentences can be told apart.
function hanging(text: string, indent: number, width: number, further = indent + 2): string[] {
  const [first = '', ...rest] = wrapped(printableLine(text), width - further);
  return [`${' '.repeat(indent)}${first}`, ...rest.map(line => `${' '.repeat(further)}${line}`)];
}

function wordLines(
  groups: readonly ListedGroup[],
  { words }: StepListing,
  width: number,
  colour: boolean,
): string[] {
  const used = [...new Set(groups.flatMap(({ steps }) => steps.flatMap(step => step.words)))].sort();
  const told = used.filter(word => words[word]);
  if (told.length === 0) return [];
  const lines = told.flatMap(word => hanging(`{${word}}: ${words[word]!.replaceAll('`', '"')}`, 2, width));
  return [paint(colour, 'bold', 'Words'), ...lines];
}

function nothing(args: readonly string[], { groups }: StepListing): string {
  const known = groups.flatMap(({ title, steps }) =>
    [title, ...steps.flatMap(({ phrase, meaning }) => [phrase, meaning])].flatMap(text =>
      text.split(/[^\w-]+/),
    ),
  );
  const near = args.flatMap(word => {
    const meant = known.some(one => one.toLowerCase().includes(word.toLowerCase()))
      ? undefined
      : didYouMean(word, new Set(known.filter(one => one.length > 2)));
    return meant ? [`"${word}": did you mean "${meant}"?`] : [];
  });
  return `no step has the words ${args.join(', ')}${near.length > 0 ? ` (${near.join(' ')})` : ''}`;
}

function jsonOf(groups: readonly ListedGroup[], { words }: StepListing) {
  const steps = groups.flatMap(({ title, file, own, steps: entries }) =>
    entries.map(({ keyword, phrase, meaning, words: names, example }) => ({
      ...{ keyword, phrase, meaning, words: names, topic: title.replace(/\.$/, ''), file, own },
      example: example ? [example.line, ...(example.rows ?? [])].join('\n') : null,
    })),
  );
  const used = new Set(steps.flatMap(step => step.words));
  return { steps, words: Object.fromEntries(Object.entries(words).filter(([word]) => used.has(word))) };
}
