// examples/cacti/activemq.xml: data input methods, data templates, graph templates and a device template for the fields
// of activemq_cacti.
import { BROKER_FIELDS, QUEUE_FIELDS } from '../../lib/activemq/cacti_fields';
import {
  cactiXml,
  type Element,
  element,
  fields,
  fixedFields,
  graphItemReference,
  hashOf,
} from './cacti_xml';

const PROFILE = '5 Minute Collection';
const PRESET = 'Normal';
const STEP = 300;
const HEARTBEAT = 600;
const GAUGE = 1;
// A counter that begins anew with the broker: a COUNTER would take that for an overflow.
const DERIVE = 3;
const COUNTED = ['enqueueCount', 'dequeueCount', 'dispatchCount', 'expiredCount'];
const LOGIN = '--extra-opts=activemq@/etc/cacti/activemq.ini';
const PROGRAM = '<path_cacti>/scripts/activemq_cacti -H <hostname> -P <port> --fields <fields>';

interface Input {
  readonly name: string;
  readonly title: string;
  readonly typeCode: string;
  readonly value: string;
  /** Told for each data source. */
  readonly asked: boolean;
}

/** What is asked for: a data input method, and graphs with a data template each. */
interface Source {
  /** `ActiveMQ - Broker` */
  readonly name: string;
  readonly title: string;
  readonly command: string;
  readonly inputs: readonly Input[];
  readonly outputs: readonly string[];
  readonly graphs: readonly Graph[];
}

/**
 * Its data template has just its fields: of others Cacti would make no place in the database it creates, and then fail to
 * store the line.
 */
interface Graph {
  readonly name: string;
  readonly unit: string;
  readonly series: readonly Series[];
}

interface Series {
  readonly field: string;
  readonly text: string;
  readonly colour: string;
  readonly shape: 'area' | 'line';
}

const HOST: Input = { name: 'hostname', title: 'Broker', typeCode: 'hostname', value: '', asked: false };
const PORT: Input = { name: 'port', title: 'STOMP port', typeCode: '', value: '61613', asked: false };
const FIELDS: Input = { name: 'fields', title: 'Fields', typeCode: '', value: '', asked: false };
const QUEUE: Input = { name: 'queue', title: 'Queue', typeCode: '', value: '', asked: true };

const area = (field: string, text: string, colour: string): Series => ({
  field,
  text,
  colour,
  shape: 'area',
});
const line = (field: string, text: string, colour: string): Series => ({
  field,
  text,
  colour,
  shape: 'line',
});

const FLOW: Graph = {
  name: 'Messages a second',
  unit: 'messages a second',
  series: [
    area('enqueueCount', 'Enqueued', '4668E4'),
    line('dequeueCount', 'Dequeued', '00CF00'),
    line('expiredCount', 'Expired', 'FF0000'),
  ],
};
const CLIENTS: Graph = {
  name: 'Clients',
  unit: 'clients',
  series: [line('consumerCount', 'Consumers', '00CF00'), line('producerCount', 'Producers', '4668E4')],
};
const MESSAGES: Graph = {
  name: 'Messages',
  unit: 'messages',
  series: [area('size', 'Waiting', '7CB3F1'), line('inflightCount', 'In flight', 'F51D30')],
};

const SOURCES: readonly Source[] = [
  {
    name: 'ActiveMQ - Broker',
    title: '|host_description| - ActiveMQ Broker',
    command: `${PROGRAM} ${LOGIN} --report broker`,
    inputs: [HOST, PORT, FIELDS],
    outputs: BROKER_FIELDS,
    graphs: [
      FLOW,
      MESSAGES,
      CLIENTS,
      {
        name: 'Usage',
        unit: 'percent of the limit',
        series: [
          line('memoryPercentUsage', 'Memory', '4668E4'),
          line('storePercentUsage', 'Store', 'F51D30'),
          line('tempPercentUsage', 'Temporary', '00CF00'),
        ],
      },
    ],
  },
  {
    name: 'ActiveMQ - Queue',
    title: '|host_description| - ActiveMQ |input_queue|',
    command: `${PROGRAM} ${LOGIN} --report <queue>`,
    inputs: [HOST, PORT, FIELDS, QUEUE],
    outputs: QUEUE_FIELDS,
    graphs: [
      FLOW,
      MESSAGES,
      CLIENTS,
      {
        name: 'Age of the oldest message',
        unit: 'seconds',
        series: [area('oldestMessageAge', 'Oldest message', 'F51D30')],
      },
      {
        name: 'Memory',
        unit: 'percent of the limit',
        series: [area('memoryPercentUsage', 'Memory', '4668E4')],
      },
    ],
  },
];

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

const graphName = (source: Source, { name }: Graph): string => `${source.name} - ${name}`;

function graphTemplate(source: Source, graph: Graph): Element {
  const name = graphName(source, graph);
  const items = graph.series.flatMap(series => graphItems(name, series));
  return element(hashOf('graphTemplate', name), [
    element('name', name),
    element('graph', graphSettings(`${source.title} - ${graph.name}`, graph.unit)),
    element(
      'items',
      items.map((item, index) => item(index + 1)),
    ),
    element(
      'inputs',
      graph.series.map(({ field }) => graphInput(name, field)),
    ),
  ]);
}

function graphSettings(title: string, unit: string): Element[] {
  return fixedFields({
    title,
    vertical_label: unit,
    image_format_id: 1,
    height: 200,
    width: 700,
    base_value: 1000,
    slope_mode: 'on',
    auto_scale: 'on',
    auto_scale_opts: 2,
    auto_scale_log: '',
    scale_log_units: '',
    auto_scale_rigid: '',
    upper_limit: 100,
    lower_limit: 0,
    unit_value: '',
    unit_exponent_value: '',
    unit_length: '',
    no_gridfit: '',
    alt_y_grid: '',
    right_axis: '',
    right_axis_label: '',
    right_axis_format: 0,
    right_axis_formatter: 0,
    left_axis_formatter: 0,
    auto_padding: 'on',
    dynamic_labels: '',
    force_rules_legend: '',
    tab_width: 40,
    legend_position: '',
    legend_direction: '',
  });
}

const LINE2 = 5;
const AREA = 7;
const GPRINT = 9;
const FIGURES = [
  { text: 'now', consolidation: 4 },
  { text: 'average', consolidation: 1 },
  { text: 'most', consolidation: 3 },
] as const;

type NumberedItem = (sequence: number) => Element;

// What is drawn, and its figures in the legend.
function graphItems(graph: string, { field, text, colour, shape }: Series): NumberedItem[] {
  const task = hashOf('dataTemplateItem', `${graph} ${field}`);
  const drawn = graphItem(itemName(graph, field, 'drawn'), task, {
    type: shape === 'area' ? AREA : LINE2,
    ...{ colour, text: text.padEnd(14), consolidation: 1, ends: false },
  });
  const figures = FIGURES.map(({ text: figure, consolidation }, index) =>
    graphItem(itemName(graph, field, figure), task, {
      ...{ type: GPRINT, colour: '0', text: `${figure}:`, consolidation },
      ends: index === FIGURES.length - 1,
    }),
  );
  return [drawn, ...figures];
}

const itemName = (graph: string, field: string, part: string): string => `${graph} ${field} ${part}`;

interface ItemLook {
  readonly type: number;
  readonly colour: string;
  readonly text: string;
  readonly consolidation: number;
  /** The legend goes on below. */
  readonly ends: boolean;
}

function graphItem(name: string, task: string, look: ItemLook): NumberedItem {
  return sequence =>
    element(
      hashOf('graphItem', name),
      fields({
        graph_type_id: look.type,
        task_item_id: task,
        color_id: look.colour,
        alpha: 'FF',
        consolidation_function_id: look.consolidation,
        cdef_id: 0,
        vdef_id: 0,
        shift: '',
        value: '',
        gprint_id: hashOf('preset', PRESET),
        textalign: '',
        text_format: look.text,
        hard_return: look.ends ? 'on' : '',
        line_width: look.type === LINE2 ? '2.00' : '0.00',
        dashes: '',
        dash_offset: 0,
        sequence,
      }),
    );
}

function graphInput(graph: string, field: string): Element {
  const parts = ['drawn', ...FIGURES.map(({ text }) => text)];
  return element(
    hashOf('graphInput', `${graph} ${field}`),
    fields({
      name: `Data Source [${field}]`,
      description: '',
      column_name: 'task_item_id',
      items: parts.map(part => graphItemReference(itemName(graph, field, part))).join('|'),
    }),
  );
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
