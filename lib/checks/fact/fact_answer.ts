// What hosts answer when they are asked for facts by MCollective's agent `rpcutil`. A host that lacks a fact says so: that
// is an answer, not silence.
import type { Plain, Reply } from '../../rpc/reply';
import { numberIn } from '../assertion/number_in';
import { type AskHosts, askAgent } from '../assertion/readings';
import { isRow } from '../assertion/rows_in';
import { BadSentence } from '../errors';

/** Undefined for a host that lacks the fact. */
export interface FactAnswer {
  readonly value: string | undefined;
}

// As rpcutil's DDL has it.
const NAME = /^[\w.-]{1,40}$/;

/** Throws BadSentence. */
export function askFactAnswer(name: string): AskHosts<FactAnswer> {
  return askAgent({
    agent: 'rpcutil',
    action: 'get_fact',
    args: { fact: requireName(name) },
    // Agents in Ruby answer nil for what is not there.
    read: ({ data }) => (data.value === undefined ? undefined : factOf(data.value)),
    vague: `the answer does not hold the fact ${name}`,
  });
}

/**
 * Several at once, by name. A fact of which the answer says nothing is one the host lacks, unless `mustSay`. Throws
 * BadSentence.
 */
export function askFactAnswers(
  names: readonly string[],
  mustSay = false,
): AskHosts<ReadonlyMap<string, FactAnswer>> {
  return askAgent({
    agent: 'rpcutil',
    action: 'get_facts',
    args: { facts: names.map(requireName).join(',') },
    read: ({ data }: Reply) => {
      const { values } = data;
      if (!isRow(values) || (mustSay && !names.every(name => Object.hasOwn(values, name)))) return undefined;
      return new Map(
        names.map(name => [name, factOf(Object.hasOwn(values, name) ? (values[name] ?? null) : null)]),
      );
    },
    vague: `the answer does not hold the facts ${names.join(', ')}`,
  });
}

/** A host whose fact is no number does not tell. Throws BadSentence. */
export function askFactNumber(name: string): AskHosts<number> {
  return askAgent({
    agent: 'rpcutil',
    action: 'get_fact',
    args: { fact: requireName(name) },
    read: ({ data }) => numberIn(data.value),
    vague: `the fact ${name} is no number there`,
  });
}

function requireName(name: string): string {
  if (NAME.test(name)) return name;
  throw new BadSentence(`"${name}" is no name of a fact`, 'use letters, digits, _, - and dots, at most 40');
}

function factOf(value: Plain): FactAnswer {
  if (value === null) return { value: undefined };
  return { value: typeof value === 'string' ? value : JSON.stringify(value, bigAsText) };
}

// JSON has no word for whole numbers of any size.
const bigAsText = (_key: string, item: unknown): unknown => (typeof item === 'bigint' ? String(item) : item);

export const showFact = ({ value }: FactAnswer): string => value ?? 'no such fact';
