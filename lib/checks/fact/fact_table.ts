// Several facts of hosts against a table: a host is as it should be when all of its rows are.
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { numberIn } from '../assertion/number_in';
import { BadSentence } from '../errors';
import { type ClaimText, isDenial } from '../language/claim';
import { COMPARISON_PATTERN, parseComparison } from '../language/comparison';
import { parseTextMatch } from '../language/text_match';
import { askFactAnswers, type FactAnswer, showFact } from './fact_answer';

interface Row {
  readonly name: string;
  readonly text: string;
  holds(fact: FactAnswer): boolean;
}

type Facts = ReadonlyMap<string, FactAnswer>;

const NUMBER = new RegExp(
  `^[a-z ]*[a-z] (?:${COMPARISON_PATTERN.source})$|^(?:${COMPARISON_PATTERN.source})$`,
);

/** `rows`: name of a fact, and a text, a regex in slashes, or a comparison such as `at least 4`. */
export async function expectFacts(
  claim: ClaimText,
  rows: readonly (readonly string[])[],
  scene: Scene,
): Promise<void> {
  const wanted = readRows(rows);
  const broken = (facts: Facts): Row[] => wanted.filter(row => !row.holds(factIn(facts, row)));
  await expectOfHosts(
    claim,
    askFactAnswers(
      wanted.map(({ name }) => name),
      isDenial(claim),
    ),
    {
      subject: 'facts',
      expected: wanted.map(({ name, text }) => `${name} ${text}`).join(', '),
      holds: facts => broken(facts).length === 0,
      show: facts =>
        (broken(facts).length > 0 ? broken(facts) : wanted)
          .map(row => `${row.name} ${showFact(factIn(facts, row))}`)
          .join(', '),
    },
    scene,
  );
}

const factIn = (facts: Facts, { name }: Row): FactAnswer => facts.get(name) ?? { value: undefined };

function readRows(rows: readonly (readonly string[])[]): Row[] {
  const [head, ...body] = rows;
  const [one, two, ...more] = head ?? [];
  if (one !== 'fact' || two !== 'value' || more.length > 0 || body.length === 0)
    throw new BadSentence(
      'the table of facts must have the columns fact and value',
      'write | fact | value |',
    );
  return body.map(([name = '', text = '']) => ({ name, text, holds: testOf(text) }));
}

function testOf(text: string): Row['holds'] {
  if (/[a-z] [-+]?\d/.test(text) && NUMBER.test(text)) {
    const comparison = parseComparison(text);
    return fact => {
      const number = numberIn(fact.value);
      return number !== undefined && comparison.holds(number);
    };
  }
  const match = parseTextMatch(text);
  return ({ value }) => value !== undefined && match.holds(value);
}
