// Reads the answers of the real MCollective, written by scripts/golden/mcollective_vectors.rb.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from '../../../lib/marshal/reader';
import type { RubyValue } from '../../../lib/marshal/values';
import type { FilterSubject } from '../../../lib/mcollective/filter_terms';

export function golden<Vector>(name: string): Vector {
  return JSON.parse(readFileSync(join(__dirname, 'golden', `${name}.json`), 'utf8'));
}

/** The node all filter vectors were evaluated on. */
export const goldenNode: FilterSubject = golden('node');

export function fromHex(hex: string): Buffer {
  return Buffer.from(hex.replace(/\s/g, ''), 'hex');
}

export function loadHex(hex: string): RubyValue {
  return load(fromHex(hex));
}

/** What Ruby answers: whether it matches, or the exception that makes it drop the request. */
export type RubyAnswer = boolean | string;
