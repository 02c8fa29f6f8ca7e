// examples/cacti/activemq.xml: data input methods, data templates, graph templates and a device template for the fields
// of activemq_cacti.
import { graphTemplate, PRESET } from './cacti_graph_template';
import { type Graph, graphName, SOURCES, type Source } from './cacti_sources';
import { cactiXml, type Element, element, fields, fixedFields, hashOf } from './cacti_xml';

const PROFILE = '5 Minute Collection';
const STEP = 300;
const HEARTBEAT = 600;
const GAUGE = 1;
// A counter that begins anew with the broker: a COUNTER would take that for an overflow.
const DERIVE = 3;
const COUNTED = ['enqueueCount', 'dequeueCount', 'dispatchCount', 'expiredCount'];

export function cactiTemplates(): string {
  const graphs = SOURCES.flatMap(source => source.graphs.map(graph => graphName(source, graph)));
  return cactiXml([
    element(hashOf('deviceTemplate', 'ActiveMQ'), [
      element('name', 'ActiveMQ'),
      element('graph_templates', graphs.map(name => hashOf('graphTemplate', name)).join('|')),
      element('data_queries', ''),
    ]),
    ...SOURCES.flatMap(source => source.graphs.map(graph => graphTemplate(source, graph))),
    ...SOURCES.flatMap(source => source.graphs.map(graph => dataTemplate(source, graph))),
    ...SOURCES.map(inputMethod),
    profile(),
    element(hashOf('preset', PRESET), fields({ name: PRESET, gprint_text: '%8.2lf %s' })),
  ]);
}

function dataTemplate(source: Source, graph: Graph): Element {
  const name = graphName(source, graph);
  const names = graph.series.map(({ field }) => field);
  return element(hashOf('dataTemplate', name), [
    element('name', name),
    element('ds', [
      ...fixedFields({ name: `${source.title} - ${graph.name}` }),
      ...fields({ data_source_path: '', data_input_id: hashOf('inputMethod', source.name) }),
      ...fixedFields({ data_source_profile_id: hashOf('profile', PROFILE), rrd_step: STEP, active: 'on' }),
    ]),
    element(
      'items',
      names.map(field => dataItem(source.name, name, field)),
    ),
    element(
      'data',
      source.inputs.map(({ name: input, value, asked }, index) =>
        element(
          `item_${String(index).padStart(3, '0')}`,
          fields({
            data_input_field_id: hashOf('inputField', `${source.name} ${input}`),
            t_value: asked ? 'on' : '',
            value: input === 'fields' ? askedFields(names).join(',') : value,
          }),
        ),
      ),
    ),
  ]);
}

// Of one field the program prints the bare value, which Cacti takes from methods with one output only. One that no
// template wants is passed over.
function askedFields(names: readonly string[]): readonly string[] {
  return names.length > 1 ? names : [...names, 'size'];
}

function dataItem(source: string, template: string, field: string): Element {
  return element(
    hashOf('dataTemplateItem', `${template} ${field}`),
    fixedFields({
      data_source_name: field,
      rrd_minimum: 0,
      rrd_maximum: field.endsWith('PercentUsage') ? 100 : 'U',
      data_source_type_id: COUNTED.includes(field) ? DERIVE : GAUGE,
      rrd_heartbeat: HEARTBEAT,
      data_input_field_id: hashOf('inputField', `${source} ${field}`),
    }),
  );
}

const SCRIPT = 1;

function inputMethod({ name, command, inputs, outputs }: Source): Element {
  const taken = inputs.map(input => ({ ...input, kind: 'in' as const }));
  const given = outputs.map(field => ({ name: field, title: field, typeCode: '', kind: 'out' as const }));
  return element(hashOf('inputMethod', name), [
    ...fields({ name, type_id: SCRIPT, input_string: Buffer.from(command).toString('base64') }),
    element(
      'fields',
      [...taken, ...given].map(({ name: field, title, typeCode, kind }) =>
        element(
          hashOf('inputField', `${name} ${field}`),
          fields({
            name: title,
            update_rra: kind === 'out' ? 'on' : '',
            regexp_match: '',
            allow_nulls: '',
            type_code: typeCode,
            input_output: kind,
            data_name: field,
          }),
        ),
      ),
    ),
  ]);
}

// The stock one, which every Cacti has already.
function profile(): Element {
  const archives = [
    ['Daily (5 Minute Average)', 1, 600, 86_400],
    ['Weekly (30 Minute Average)', 6, 700, 604_800],
    ['Monthly (2 Hour Average)', 24, 775, 2_618_784],
    ['Yearly (1 Day Average)', 288, 797, 31_536_000],
  ] as const;
  return element(hashOf('profile', PROFILE), [
    ...fields({
      name: PROFILE,
      step: STEP,
      heartbeat: HEARTBEAT,
      x_files_factor: 0.5,
      default: 'on',
      cf_items: '1|2|3|4',
    }),
    element(
      'items',
      archives.map(([name, steps, rows, timespan], index) =>
        element(`item_${String(index).padStart(3, '0')}`, fields({ name, steps, rows, timespan })),
      ),
    ),
  ]);
}
