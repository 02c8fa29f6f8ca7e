// Our data plugins as Ruby DDLs: mco wants one of every data function it sends.

import { KNOWN_DATA } from '../../../lib/ddl/data';
import type { DataDdl } from '../../../lib/ddl/ddl';
import type { Lab } from './lab';

const OF_MCOLLECTIVE = ['agent', 'collective', 'fact', 'fstat'];

/** Writes them below `folder` of the lab; returns it as a libdir. */
export function writeDataDdls(lab: Lab, folder: string): string {
  for (const [name, ddl] of Object.entries(KNOWN_DATA)) {
    if (OF_MCOLLECTIVE.includes(name)) continue;
    lab.write(`${folder}/mcollective/data/${name}_data.ddl`, rubyDdl(ddl));
  }
  return lab.path(folder);
}

function rubyDdl({ metadata, description, query, outputs }: DataDdl): string {
  const meta = Object.entries(metadata).map(([key, value]) => `:${key} => ${JSON.stringify(value)}`);
  const input = query && [
    `  input :query, :prompt => ${text(query.prompt)}, :description => ${text(query.description)},`,
    `        :type => :string, :validation => '.', :maxlength => ${query.maxlength}, :optional => ${query.optional}`,
  ];
  const lines = Object.entries(outputs).map(
    ([name, { description: what, displayAs }]) =>
      `  output :${name}, :description => ${text(what)}, :display_as => ${text(displayAs)}`,
  );
  return [
    `metadata ${meta.join(', ')}`,
    `dataquery :description => ${text(description)} do`,
    ...(input ?? []),
    ...lines,
    'end\n',
  ].join('\n');
}

const text = (value: string): string => `'${value.replaceAll("'", '’')}'`;
