// Discovery method stdin: the nodes come on standard input, as text or as the JSON of an earlier call
// (MCollective 2.12, Discovery::Stdin).
import { type ListFormat, parseNodeList } from '../node_list';
import { StdinText } from '../stdin_text';
import type { DiscoveryMethod } from './discovery_method';
import { DiscoveryOptionFault } from './errors';
import { keepNamed } from './keep_named';

const FORMATS: readonly ListFormat[] = ['auto', 'text', 'json'];

export const stdin: DiscoveryMethod = {
  name: 'stdin',
  capabilities: ['identity'],
  async find(filter, { options, input, context }) {
    const format = formatOf(options[0] ?? 'auto');
    const { environment, clock } = context;
    const text = await (input ?? new StdinText(environment.stdin, clock)).text();
    return { nodes: keepNamed(parseNodeList(text, 'from stdin', format), filter), remarks: [] };
  },
};

function formatOf(option: string): ListFormat {
  const format = FORMATS.find(known => known === option.toLowerCase());
  if (format) return format;
  throw new DiscoveryOptionFault(
    'stdin',
    `does not know the format ${JSON.stringify(option)}`,
    `give --do ${FORMATS.join(', ')} or nothing`,
  );
}
