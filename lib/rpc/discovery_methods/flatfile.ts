// Discovery method flatfile: the nodes are those of a file, one name a line (MCollective 2.12, Discovery::Flatfile).
import { resolve } from 'node:path';
import { readNodeFile } from '../node_list';
import type { DiscoveryMethod } from './discovery_method';
import { DiscoveryOptionFault } from './errors';
import { keepNamed } from './keep_named';

export const flatfile: DiscoveryMethod = {
  name: 'flatfile',
  capabilities: ['identity'],
  async find(filter, { options, context }) {
    const [file] = options;
    if (!file) {
      throw new DiscoveryOptionFault('flatfile', 'needs the path of a file', 'give it with --do FILE');
    }
    const nodes = readNodeFile(resolve(context.environment.cwd, file), file);
    return { nodes: keepNamed(nodes, filter), remarks: [] };
  },
};
