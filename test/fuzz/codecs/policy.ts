// Policy files: read by the node with every request they decide about.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseGroups } from '../../../lib/node/authorization/parse_groups';
import { parsePolicy } from '../../../lib/node/authorization/parse_policy';
import type { FuzzCodec } from '../fuzz_codec';

const GOLDEN = join(__dirname, '../../conformance/mcollective/golden/policies.json');
const { node, vectors } = JSON.parse(readFileSync(GOLDEN, 'utf8')) as {
  node: { groups: string };
  vectors: { policy: string }[];
};

export const policy: FuzzCodec = {
  name: 'policy',
  corpus: vectors
    .filter(({ policy: text }) => parsePolicy(text).faults.length === 0)
    .map(({ policy: text }) => Buffer.from(text)),
  dictionary: [
    node.groups,
    'allow',
    'deny',
    '\t',
    '*',
    'policy default deny',
    'uid=0',
    'role::web',
    'a=b and not c',
    '(',
    ')',
    '#',
  ],
  feed(input) {
    const text = input.toString('utf8');
    parseGroups(text);
    return parsePolicy(text).faults.length === 0;
  },
};
