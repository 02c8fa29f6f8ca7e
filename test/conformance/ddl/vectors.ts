// Reads the answers of the real MCollective about DDLs, written by scripts/golden/ddl_vectors.rb.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from '../../../lib/marshal/reader';
import type { RubyValue } from '../../../lib/marshal/values';

export function ddlVectors<Vector>(name: string): Vector[] {
  return JSON.parse(readFileSync(join(__dirname, 'golden', `${name}.json`), 'utf8'));
}

export function rubyValue(hex: string): RubyValue {
  return load(Buffer.from(hex, 'hex'));
}
