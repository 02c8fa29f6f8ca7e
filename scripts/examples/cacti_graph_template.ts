// Graph templates for Cacti: what is drawn, and the figures in the legend.
import { type Graph, graphName, type Series, type Source } from './cacti_sources';
import { type Element, element, fields, fixedFields, graphItemReference, hashOf } from './cacti_xml';

/** The stock preset of the figures. */
export const PRESET = 'Normal';

export function graphTemplate(source: Source, graph: Graph): Element {
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
